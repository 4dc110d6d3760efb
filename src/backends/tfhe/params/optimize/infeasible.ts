import { NoParametersError } from "../../../../core/index.ts";
import type { NoiseConstraint, OptimizationProblem } from "./problem.ts";
import {
  constraintVariance,
  effectiveHalfWidth,
  type Requirement,
  type Requirements,
} from "./requirements.ts";
import type { Candidate, SearchModel } from "./search-model.ts";

/** What is known when the search found nothing. */
export interface Infeasible {
  readonly problem: OptimizationProblem;
  readonly model: SearchModel;
  readonly requirements: Requirements;
  readonly memoryLimit: number;
  /** Bytes of the cheapest set that meets every noise constraint; undefined where there is none. */
  readonly memoryNeeded: number | undefined;
}

/** The best any secure set does for one constraint. */
interface Reach {
  readonly constraint: NoiseConstraint;
  /** Standard deviation over what is allowed: above 1 where no set meets it. */
  readonly excess: number;
  readonly allowed: number;
  readonly best: number;
  readonly candidate: Candidate | undefined;
}

/** The error of a problem without parameters: memory or noise, which constraint, how far, what to do. */
export function noParameters(found: Infeasible): NoParametersError {
  const { problem, model, requirements, memoryNeeded } = found;
  const reaches = requirements.deciding.map((requirement) => reach(model, requirement));
  const worst = reaches.reduce((a, b) => (b.excess > a.excess ? b : a));
  if (memoryNeeded !== undefined) return tooLarge(found, worst, memoryNeeded);
  return worst.excess > 1 ? tooNoisy(problem, worst) : notTogether(problem, worst);
}

function tooLarge({ problem, memoryLimit }: Infeasible, worst: Reach, bytes: number): NoParametersError {
  return new NoParametersError({
    where: problem.where,
    problem:
      `the keys of the fastest secure parameters need ${megabytes(bytes)} of memory;` +
      ` what asks for the most is ${worst.constraint.origin}`,
    allowed: `at most ${megabytes(memoryLimit)} (memoryLimit; WebAssembly addresses 4295 MB)`,
    remedy: `lower the bits of ${worst.constraint.origin} (a smaller nBits, or rounding before it), prune or scale down its weights, or allow a larger pError`,
  });
}

function tooNoisy(problem: OptimizationProblem, worst: Reach): NoParametersError {
  const { constraint, candidate, excess } = worst;
  const bits = Math.ceil(Math.log2(excess) - 1e-9);
  const best =
    candidate === undefined
      ? "no polynomial up to N = 32768 has room for its boxes"
      : `the best secure set (n = ${candidate.lweDimension}, k = ${candidate.size.glweDimension}, ` +
        `N = ${candidate.size.polynomialSize}) gives ${power(worst.best)}`;
  const fewer = candidate === undefined ? "fewer bits" : `${bits} ${bits === 1 ? "bit" : "bits"} less`;
  return new NoParametersError({
    where: problem.where,
    problem:
      `${constraint.origin} needs noise of standard deviation ${power(worst.allowed)} or less` +
      ` (p_error ${target(problem)}, weights of 2-norm ${norm(constraint)}), and ${best}`,
    allowed: `about ${fewer} at this norm, or a norm smaller by as much, with ${problem.security} bits of security and N <= 32768`,
    remedy:
      `give ${constraint.origin} ${fewer}: lower nBits or round before it (roundingThresholdBits);` +
      ` or use smaller or fewer weights, or a larger pError`,
  });
}

function notTogether(problem: OptimizationProblem, worst: Reach): NoParametersError {
  return new NoParametersError({
    where: problem.where,
    problem:
      `every constraint can be met by itself, but not all with one key set at p_error ${target(problem)};` +
      ` the closest to its limit is ${worst.constraint.origin}, with ${(-Math.log2(worst.excess)).toFixed(2)} bits of room`,
    allowed: `constraints that one set with ${problem.security} bits of security and N <= 32768 meets`,
    remedy: `lower the bits or the weights of ${worst.constraint.origin}, or allow a larger pError`,
  });
}

/** The least excess over all sets; the quietest gadgets are the last of their fronts. */
function reach(model: SearchModel, { constraint, sigmas }: Requirement): Reach {
  let closest: Reach | undefined;
  for (const size of model.sizes) {
    const halfWidth = effectiveHalfWidth(constraint, size.polynomialSize);
    if (halfWidth <= 0) continue;
    const bootstrap = model.bootstrapGadgets(size).at(-1)!;
    for (const keys of model.smallKeys) {
      for (const lweDimension of keys.dimensions) {
        const keyswitch = model.keyswitchGadgets(keys, lweDimension).at(-1)!;
        const candidate = { size, keys, lweDimension, bootstrap, keyswitch };
        const best = Math.sqrt(constraintVariance(constraint, candidate, model));
        const allowed = halfWidth / sigmas;
        const excess = best / allowed;
        if (excess < (closest?.excess ?? Infinity)) {
          closest = { constraint, excess, allowed, best, candidate };
        }
      }
    }
  }
  return (
    closest ?? {
      constraint,
      excess: Infinity,
      allowed: constraint.halfWidth / sigmas,
      best: NaN,
      candidate: undefined,
    }
  );
}

function target({ log2PError, log2GlobalPError }: OptimizationProblem): string {
  return log2PError === undefined
    ? `2^${round(log2GlobalPError!)} for a whole sample`
    : `2^${round(log2PError)} for each`;
}

function norm({ bootstrapNorm, freshNorm }: NoiseConstraint): string {
  return round(Math.sqrt(bootstrapNorm + freshNorm));
}

function power(standardDeviation: number): string {
  return `2^${Math.log2(standardDeviation).toFixed(1)}`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
