/** The optimizer of circuits of diagrams. */
import {
  centredDigitEnergy,
  diagramCmuxVariance,
  expansionStepNoise,
  isExactKeyswitch,
  leafCmuxVariance,
  minimalNoise,
  noiseVariance,
  schemeSwitchVariance,
} from "../params/index.ts";
import type { EngineCosts, GadgetShape, SecurityLevel } from "../params/index.ts";
import { hasOwnCoins } from "../kernel/index.ts";
import { diagramCosts } from "./cost.ts";
import { packingOf, splitCounts } from "./packing.ts";
import { ggswPolynomials, keyPayloadBytes } from "./sizes.ts";
import type { DiagramParameters } from "./shape.ts";
import type { DiagramWeights } from "./weights.ts";

/** What is searched for. */
export interface SearchProblem {
  /** Bits that travel. */
  readonly bits: number;
  /** Those that the program reads, ascending. */
  readonly used: readonly number[];
  readonly weights: DiagramWeights;
  readonly outputs: number;
  /** CMUX in all, for polynomials of N coefficients. */
  readonly cmux: (size: number) => number;
  readonly precision: number;
  readonly floodLog2: number | null;
  /** The most the diagrams may add to a result, by levels of the query's gadget. */
  readonly variance: (levels: number) => number;
  readonly security: SecurityLevel;
  readonly costs: EngineCosts;
}

export interface SearchResult {
  /** Words not cut yet. */
  readonly parameters: DiagramParameters;
  readonly counts: {
    readonly milliseconds: number;
    readonly keyswitches: number;
    readonly schemeSwitches: number;
    readonly memoryBytes: number;
  };
}

/** k and N, the most likely first. */
const SIZES = [
  [2, 1024],
  [1, 2048],
  [2, 2048],
  [1, 1024],
  [1, 4096],
] as const;
/** Levels of a keyswitch at most. */
const MOST_LEVELS = 14;
const MOST_CIPHERTEXTS = 64;
/** What an object on the wire may weigh where there is a choice. */
const KEY_BYTES = 3e6;
const QUERY_BYTES = 30e3;
const MEMORY_BYTES = 2.5e8;
/** How many bytes on the wire weigh as much as a millisecond. */
const BYTES_A_MILLISECOND = 2000;

/** One choice of gadgets for the steps of an expansion. */
interface ExpansionChoice {
  readonly gadgets: readonly GadgetShape[];
  readonly microseconds: number;
}

/** The cheapest parameters, those within the limits of bytes first. */
export function searchParameters(problem: SearchProblem): SearchResult | undefined {
  let best: { result: SearchResult; score: number } | undefined;
  for (const [k, N] of SIZES) {
    if (problem.outputs > N) continue;
    for (const candidate of candidatesOf(problem, k, N, () => best?.score ?? Infinity)) {
      if (best === undefined || candidate.score < best.score) best = candidate;
    }
  }
  return best?.result;
}

/** Whether there are any. */
export function hasParameters(problem: SearchProblem): boolean {
  return SIZES.some(
    ([k, N]) => problem.outputs <= N && candidatesOf(problem, k, N, () => Infinity).next().done !== true,
  );
}

function* candidatesOf(
  problem: SearchProblem,
  k: number,
  N: number,
  best: () => number,
): Generator<{ result: SearchResult; score: number }> {
  const { bits, used, weights, outputs, variance, security } = problem;
  const noise = minimalNoise(k * N, { security });
  const fresh = noiseVariance(noise);
  const size = { glweDimension: k, polynomialSize: N };
  const costs = diagramCosts(problem.costs, k, N);
  const cmux = problem.cmux(N);
  const switches = switchGadgets(k, N, fresh);
  const keyswitch = Array.from({ length: MOST_LEVELS }, (_, i) => {
    return costs.keyswitch({ baseLog: 1, levels: i + 1 });
  });
  for (const query of queryGadgets(problem.precision)) {
    const { levels } = query;
    // What the switch and the diagrams cost whatever the rest is.
    const cheapestSwitch = costs.schemeSwitch({ baseLog: 1, levels: 1 });
    if ((used.length * levels * cheapestSwitch + cmux * costs.cmux(query)) / 1e3 >= best()) continue;
    const shape = { ...size, ...query, bodyRowVariance: 0, maskRowVariance: 0 };
    const own = diagramCmuxVariance(shape);
    const rowFactor = levels * N * centredDigitEnergy(query);
    // The rows' share in the smaller CMUX between leaves is bounded by their share in a whole one.
    const leafOwn = leafCmuxVariance(shape, outputs);
    const leafFactor = leafCmuxVariance({ ...shape, bodyRowVariance: 1 }, outputs) - leafOwn;
    const allowed =
      (variance(levels) - weights.full * own - weights.leaf * leafOwn) /
      Math.max(weights.full * rowFactor + weights.leaf * leafFactor, 1e-300);
    if (allowed <= 0) continue;
    const fewest = Math.max(1, Math.ceil((bits * levels) / N));
    for (let ciphertexts = fewest; ciphertexts <= Math.min(4 * fewest, MOST_CIPHERTEXTS); ciphertexts++) {
      const items = Math.max(1, Math.ceil(bits / ciphertexts) * levels);
      const least = Math.max(1, Math.ceil(Math.log2(items)));
      if (2 ** least > N) continue;
      for (const steps of new Set([least, Math.log2(N)])) {
        if (query.baseLog * levels + steps > 60) continue;
        const rest = allowed - 2 ** steps * fresh * (1 + (k * N) / 2);
        if (rest <= 0) continue;
        const packing = packingOf(bits, { ciphertexts, query, ...size, expansion: { length: steps } });
        const counts = splitCounts(used, packing, steps, levels);
        for (const { gadget: schemeSwitch, variance: switching } of switches) {
          const work = used.length * levels * costs.schemeSwitch(schemeSwitch) + cmux * costs.cmux(query);
          if (work / 1e3 >= best() || rest <= k * switching) continue;
          const menu = menuOf(k, N, steps, fresh);
          const expansion = cheapest(menu, keyswitch, counts, rest - k * switching);
          if (expansion === undefined) continue;
          const parameters: DiagramParameters = {
            security,
            ...size,
            noise,
            ciphertexts,
            expansion: expansion.gadgets,
            schemeSwitch,
            query,
            precision: problem.precision,
            floodLog2: problem.floodLog2,
            queryBits: 64,
            keyBits: 64,
            answerBits: 63,
          };
          const schemeSwitches = used.length * levels;
          const milliseconds = (expansion.microseconds + work) / 1e3;
          const memoryBytes = used.length * ggswPolynomials(parameters) * N * 8;
          const queryBytes =
            (ciphertexts * packing.words * Math.min(64, query.baseLog * levels + steps + 12)) / 8;
          const keyBytes = keyPayloadBytes(parameters) * 0.8;
          const excess =
            over(keyBytes, KEY_BYTES) + over(queryBytes, QUERY_BYTES) + over(memoryBytes, MEMORY_BYTES);
          const keyswitches = counts.reduce((sum, count) => sum + count, 0);
          yield {
            result: { parameters, counts: { milliseconds, keyswitches, schemeSwitches, memoryBytes } },
            score: (milliseconds + (queryBytes + keyBytes / 50) / BYTES_A_MILLISECOND) * (1 + 1e3 * excess),
          };
        }
      }
    }
  }
}

function over(bytes: number, limit: number): number {
  return Math.max(0, bytes / limit - 1);
}

/** Gadgets whose levels hold the results' precision, and whose digits a double holds. */
function queryGadgets(precision: number): GadgetShape[] {
  const gadgets: GadgetShape[] = [];
  for (let levels = 1; levels <= 12; levels++) {
    for (let baseLog = 2; baseLog <= 20; baseLog++) {
      const bits = baseLog * levels;
      if (bits >= precision && bits <= 48 && hasOwnCoins({ baseLog, levels }))
        gadgets.push({ baseLog, levels });
    }
  }
  return gadgets;
}

/** For each number of levels the best base. */
function switchGadgets(
  k: number,
  N: number,
  keyVariance: number,
): { gadget: GadgetShape; variance: number }[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].map((levels) =>
    least(levels, (gadget) =>
      schemeSwitchVariance({ glweDimension: k, polynomialSize: N, keyVariance, ...gadget }),
    ),
  );
}

/** For each step and number of levels the best base, and its noise. */
type Menu = readonly (readonly { readonly gadget: GadgetShape; readonly variance: number }[])[];

/** Menus depend on no circuit. */
const menus = new Map<string, Menu>();

function menuOf(k: number, N: number, steps: number, keyVariance: number): Menu {
  const key = `${k} ${N} ${steps} ${keyVariance}`;
  let menu = menus.get(key);
  if (menu === undefined) menus.set(key, (menu = makeMenu(k, N, steps, keyVariance)));
  return menu;
}

function makeMenu(k: number, N: number, steps: number, keyVariance: number): Menu {
  return Array.from({ length: steps }, (_, step) =>
    Array.from({ length: MOST_LEVELS }, (_, i) =>
      least(i + 1, (gadget) => {
        if (!isExactKeyswitch({ glweDimension: k, polynomialSize: N }, gadget)) return Infinity;
        const gadgets = new Array<GadgetShape>(steps).fill(gadget);
        const shape = { glweDimension: k, polynomialSize: N, gadgets, keyVariance };
        const { ciphertext, timesKey } = expansionStepNoise(shape, step);
        return ciphertext + k * timesKey;
      }),
    ),
  );
}

function least(
  levels: number,
  of: (gadget: GadgetShape) => number,
): { gadget: GadgetShape; variance: number } {
  let best: { gadget: GadgetShape; variance: number } | undefined;
  for (let baseLog = 1; baseLog <= 24 && baseLog * levels <= 48; baseLog++) {
    const gadget = { baseLog, levels };
    const variance = of(gadget);
    if (best === undefined || variance < best.variance) best = { gadget, variance };
  }
  return best!;
}

/**
 * The cheapest steps whose noise stays within `allowed`: bisection of the multiplier between time and noise.
 *
 * @param keyswitch - Microseconds by levels - 1.
 */
function cheapest(
  menu: Menu,
  keyswitch: readonly number[],
  counts: readonly number[],
  allowed: number,
): ExpansionChoice | undefined {
  const chosen = new Int32Array(menu.length);
  const best = new Int32Array(menu.length).fill(-1);
  const choose = (multiplier: number): number =>
    menu.reduce((noise, choices, step) => {
      let score = Infinity;
      for (let i = 0; i < choices.length; i++) {
        const own = counts[step] * keyswitch[i] + multiplier * choices[i].variance;
        if (own >= score) continue;
        score = own;
        chosen[step] = i;
      }
      return noise + choices[chosen[step]].variance;
    }, 0);
  let [low, high] = [0, 160];
  for (let round = 0; round < 12; round++) {
    const middle = (low + high) / 2;
    if (choose(2 ** middle) <= allowed) {
      best.set(chosen);
      high = middle;
    } else low = middle;
  }
  if (best.includes(-1)) return undefined;
  return {
    gadgets: menu.map((choices, step) => choices[best[step]].gadget),
    microseconds: menu.reduce((sum, _, step) => sum + counts[step] * keyswitch[best[step]], 0),
  };
}
