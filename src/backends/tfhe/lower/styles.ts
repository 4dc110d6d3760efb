import { findParameters, optimizeParameters } from "../params/index.ts";
import type { OptimizationProblem, OptimizedParameters } from "../params/index.ts";
import type { LookupStyle } from "../program/steps.ts";
import { noiseConstraints } from "./noise.ts";
import type { NoiseSetting } from "./noise.ts";

/** What does not change from one attempt to the next. */
export type Target = Pick<
  OptimizationProblem,
  "log2PError" | "log2GlobalPError" | "security" | "memoryLimit" | "where"
>;

/** A way to run a circuit, and its parameters. */
export interface Choice {
  readonly setting: NoiseSetting;
  readonly optimized: OptimizedParameters;
}

/** How much dearer small answers may make a sample, as they save bytes. */
const SMALL_ANSWER_ALLOWANCE = 1.02;

/**
 * Chooses how lookups at one index share rotations, and whether answers travel under the small key: the cheapest by
 * predicted time. Lookups of one kind (as many tables, as many boxes) are decided together, one kind after the other.
 *
 * @throws NoParametersError where not even separate rotations and large answers have secure parameters.
 */
export function chooseStyles(setting: Omit<NoiseSetting, "styles" | "smallAnswers">, target: Target): Choice {
  const { circuit } = setting;
  const apart = circuit.lookups.map((): LookupStyle => "single");
  let best = attempt({ ...setting, styles: apart, smallAnswers: false }, target);
  for (const kind of sharedKinds(setting)) {
    for (const style of ["interleaved", "multi-value"] as const) {
      const styles = (best?.setting.styles ?? apart).map((old, l) => (kind.has(l) ? style : old));
      const next = attempt({ ...setting, styles, smallAnswers: false }, target);
      if (next !== undefined && (best === undefined || isCheaper(next, best))) best = next;
    }
  }
  if (best === undefined) {
    // There are none: this throws the reason.
    const easiest = { ...setting, styles: apart, smallAnswers: false };
    return { setting: easiest, optimized: optimizeParameters({ ...target, ...problemOf(easiest) }) };
  }
  const small = attempt({ ...best.setting, smallAnswers: true }, target);
  const limit = best.optimized.milliseconds * SMALL_ANSWER_ALLOWANCE;
  return small !== undefined && small.optimized.milliseconds <= limit ? small : best;
}

function isCheaper(a: Choice, b: Choice): boolean {
  return a.optimized.milliseconds < b.optimized.milliseconds;
}

function attempt(setting: NoiseSetting, target: Target): Choice | undefined {
  const optimized = findParameters({ ...target, ...problemOf(setting) });
  return optimized === undefined ? undefined : { setting, optimized };
}

/** The part of an optimization problem the circuit determines. */
export function problemOf(
  setting: NoiseSetting,
): Pick<OptimizationProblem, "constraints" | "keyswitches" | "rotations"> {
  const { circuit, styles, smallAnswers } = setting;
  const rotations = circuit.lookups.reduce(
    (sum, { tables }, l) => sum + (styles[l] === "single" ? tables.length : 1),
    0,
  );
  const answers = smallAnswers ? circuit.outputs.length : 0;
  return { constraints: noiseConstraints(setting), rotations, keyswitches: rotations + answers };
}

/** Lookups with several tables, by number of tables and boxes. */
function sharedKinds({
  circuit,
  plans,
  scales,
}: Omit<NoiseSetting, "styles" | "smallAnswers">): Set<number>[] {
  const kinds = new Map<string, Set<number>>();
  circuit.lookups.forEach(({ tables, variables }, l) => {
    // Tables of one rotation are multiples of one unit.
    const isOneComponent = new Set(variables.map((variable) => scales.component[variable])).size === 1;
    if (tables.length < 2 || !isOneComponent) return;
    const key = `${tables.length} ${plans[l].boxes}`;
    kinds.set(key, (kinds.get(key) ?? new Set()).add(l));
  });
  return [...kinds.values()];
}
