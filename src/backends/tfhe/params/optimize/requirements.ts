/** The constraints of a problem as the search uses them: merged, and apart from those that decide. */
import { log2FailureProbability, sigmasFor } from "../failure.ts";
import type { Variance } from "../noise/index.ts";
import type { NoiseConstraint, OptimizationProblem } from "./problem.ts";
import type { Candidate, SearchModel } from "./search-model.ts";
import { stepNoise } from "./search-model.ts";

/** A constraint with the least it asks for, by itself. */
export interface Requirement {
  readonly constraint: NoiseConstraint;
  /** Of all constraints that ask for the same. */
  readonly count: number;
  /** Standard deviations that must fit in the half width: necessary, and sufficient for local targets. */
  readonly sigmas: number;
}

/** A problem ready for the search. */
export interface Requirements {
  /** Every different constraint, in order of appearance. */
  readonly all: readonly Requirement[];
  /** Those that no other implies. */
  readonly deciding: readonly Requirement[];
  readonly rotations: number;
  readonly keyswitches: number;
  /** Largest log2 probability that any constraint of a sample fails; undefined for a local target. */
  readonly log2GlobalPError: number | undefined;
}

export function requirementsOf(problem: OptimizationProblem): Requirements {
  const { rotations, keyswitches, log2PError, log2GlobalPError } = problem;
  const merged = new Map<string, { constraint: NoiseConstraint; count: number }>();
  for (const constraint of problem.constraints) {
    const { bootstrapNorm, freshNorm, keyswitched, droppedBits, halfWidth, betweenCoefficients } = constraint;
    const key = [bootstrapNorm, freshNorm, keyswitched, droppedBits, halfWidth, betweenCoefficients].join();
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { constraint, count: constraint.count });
    else known.count += constraint.count;
  }
  const sigmas = new Map<number, number>();
  const all = Array.from(merged.values(), ({ constraint, count }): Requirement => {
    const target = log2PError ?? shareOf(log2GlobalPError!, count);
    if (!sigmas.has(target)) sigmas.set(target, sigmasFor(target));
    return { constraint, count, sigmas: sigmas.get(target)! };
  });
  return { all, deciding: undominated(all), rotations, keyswitches, log2GlobalPError };
}

/** log2 of the p with 1 - (1 - p)^count = 2^log2Global: more, and `count` alone would fail too often. */
export function shareOf(log2Global: number, count: number): number {
  if (log2Global < -40) return log2Global - Math.log2(count);
  return Math.log2(-Math.expm1(Math.log1p(-(2 ** log2Global)) / count));
}

/** log2 of 1 - product of (1 - 2^log2P)^count. */
export function log2AnyFailure(failures: Iterable<{ log2Failure: number; count: number }>): number {
  let exponent = Number.NEGATIVE_INFINITY;
  for (const { log2Failure, count } of failures) {
    // -log2(1 - p) in nats, as a power of two; p itself where p is small.
    const term =
      log2Failure < -40 ? log2Failure : Math.log2(-Math.log1p(-Math.min(2 ** log2Failure, 1 - 2 ** -53)));
    exponent = log2Sum(exponent, term + Math.log2(count));
  }
  return exponent < -40 ? exponent : Math.log2(-Math.expm1(-(2 ** exponent)));
}

function log2Sum(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === Number.NEGATIVE_INFINITY ? high : high + Math.log2(1 + 2 ** (Math.min(a, b) - high));
}

/** Half width left at polynomial size N: half a coefficient is lost where borders fall between two. */
export function effectiveHalfWidth(constraint: NoiseConstraint, polynomialSize: number): number {
  const { halfWidth, betweenCoefficients, droppedBits } = constraint;
  return betweenCoefficients ? halfWidth - 2 ** (droppedBits ?? 0) / (4 * polynomialSize) : halfWidth;
}

/** Variance at the decision of one constraint. */
export function constraintVariance(
  constraint: NoiseConstraint,
  candidate: Candidate,
  model: SearchModel,
): Variance {
  const { size, keys, lweDimension } = candidate;
  const { bootstrap, keyswitch } = stepNoise(candidate);
  const { bootstrapNorm, freshNorm, keyswitched, droppedBits } = constraint;
  const toLog = Math.log2(2 * size.polynomialSize) - (droppedBits ?? 0);
  return (
    bootstrapNorm * bootstrap +
    freshNorm * model.freshVariance(size) +
    (keyswitched ? keyswitch : 0) +
    (droppedBits === null ? 0 : model.modulusSwitchVariance(lweDimension, toLog, keys))
  );
}

/** log2 of the probability that one constraint fails, once. */
export function constraintFailure(
  constraint: NoiseConstraint,
  candidate: Candidate,
  model: SearchModel,
): number {
  const halfWidth = effectiveHalfWidth(constraint, candidate.size.polynomialSize);
  if (halfWidth <= 0) return 0;
  return log2FailureProbability(constraintVariance(constraint, candidate, model), halfWidth);
}

/** Drops what another implies at any parameters: at least the noise, and no more room. */
function undominated(all: readonly Requirement[]): Requirement[] {
  const kept: Requirement[] = [];
  // The strictest first: it rules out most of the others at once.
  const ordered = [...all].sort((a, b) => strictness(b) - strictness(a));
  for (const candidate of ordered) {
    if (!kept.some((other) => implies(other, candidate))) kept.push(candidate);
  }
  return kept;
}

function strictness({ constraint, sigmas }: Requirement): number {
  return (Math.sqrt(constraint.bootstrapNorm) * sigmas) / constraint.halfWidth;
}

function implies(a: Requirement, b: Requirement): boolean {
  const [x, y] = [a.constraint, b.constraint];
  const squeeze = (a.sigmas / x.halfWidth) ** 2;
  const other = (b.sigmas / y.halfWidth) ** 2;
  // Both sides divided by their bounds: every coefficient of x must be at least that of y. Lost half
  // coefficients weigh more in the narrower box, so x must lose them too and be as narrow.
  return (
    (!y.betweenCoefficients ||
      (x.betweenCoefficients &&
        x.halfWidth <= y.halfWidth &&
        (x.droppedBits ?? 0) >= (y.droppedBits ?? 0))) &&
    x.bootstrapNorm * squeeze >= y.bootstrapNorm * other &&
    x.freshNorm * squeeze >= y.freshNorm * other &&
    (x.keyswitched ? squeeze : 0) >= (y.keyswitched ? other : 0) &&
    switchWeight(x) * squeeze >= switchWeight(y) * other
  );
}

/** How the modulus switch weighs: its variance is in proportion to 4^droppedBits, or a little less. */
function switchWeight({ droppedBits }: NoiseConstraint): number {
  return droppedBits === null ? 0 : 4 ** droppedBits;
}
