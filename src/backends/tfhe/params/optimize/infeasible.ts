import { NoParametersError } from "../../../../core/index.ts";
import type { EngineCosts } from "../cost/index.ts";
import { engineModel } from "./engine-model.ts";
import { DEFAULT_MEMORY_LIMIT, memoryOf, searchEngine } from "./engine-search.ts";
import type { NoiseConstraint, OptimizationProblem } from "./problem.ts";
import { bitsOf, CPA_D_LOG2_P_ERROR } from "./reach.ts";
import { constraintVariance, effectiveHalfWidth, requirementsOf, type Requirement } from "./requirements.ts";
import type { Candidate, SearchModel } from "./search-model.ts";

/** The best any secure set does for one constraint, whatever memory it takes. */
interface Reach {
  readonly constraint: NoiseConstraint;
  /** Standard deviation over what is allowed: above 1 where no set meets it. */
  readonly excess: number;
  readonly allowed: number;
  readonly best: number;
  readonly candidate: Candidate | undefined;
}

/** Bits a constraint may lose in the search for what would be possible. */
const MOST_FEWER_BITS = 24;

/** Constraints that are tried alone where memory is short. */
const MOST_SUSPECTS = 8;

/** The error of a problem without parameters: noise or memory, which constraint, how far, what to do. */
export function noParameters(problem: OptimizationProblem, costs: EngineCosts): NoParametersError {
  const { security, distribution = "tuniform" } = problem;
  const model = engineModel(security, distribution);
  const reaches = reachOf(model, requirementsOf(problem).deciding).sort((a, b) => b.excess - a.excess);
  const [worst] = reaches;
  if (worst.excess > 1) return tooNoisy(problem, worst, costs);
  const unlimited = searchEngine({ ...problem, memoryLimit: Infinity }, costs);
  if (unlimited === undefined) return notTogether(problem, worst);
  // What does not even fit by itself is to blame, if anything is.
  const alone = reaches
    .slice(0, MOST_SUSPECTS)
    .find(({ constraint }) => !feasible(problem, constraint, costs));
  return tooLarge(problem, alone ?? worst, memoryOf(unlimited.candidate), costs);
}

/** Whether there are parameters for one constraint of the problem without the others. */
function feasible(problem: OptimizationProblem, constraint: NoiseConstraint, costs: EngineCosts): boolean {
  return searchEngine({ ...problem, constraints: [constraint] }, costs) !== undefined;
}

function tooNoisy(problem: OptimizationProblem, worst: Reach, costs: EngineCosts): NoParametersError {
  const { constraint, candidate } = worst;
  const best =
    candidate === undefined
      ? "no N up to 32768 has a coefficient for every one of its boxes"
      : `the best secure set (n = ${candidate.lweDimension}, k = ${candidate.size.glweDimension}, ` +
        `N = ${candidate.size.polynomialSize}) gives ${power(worst.best)}`;
  return new NoParametersError({
    where: problem.where,
    problem:
      `${constraint.origin} needs noise of standard deviation ${power(worst.allowed)} or less` +
      ` (p_error ${target(problem)}, weights of 2-norm ${norm(constraint)}), and ${best}`,
    ...advice(problem, constraint, costs),
  });
}

function tooLarge(
  problem: OptimizationProblem,
  { constraint }: Reach,
  bytes: number,
  costs: EngineCosts,
): NoParametersError {
  const { memoryLimit = DEFAULT_MEMORY_LIMIT } = problem;
  const { allowed, remedy } = advice(problem, constraint, costs);
  return new NoParametersError({
    where: problem.where,
    problem:
      `${constraint.origin} (p_error ${target(problem)}, weights of 2-norm ${norm(constraint)}) leads to keys of` +
      ` ${megabytes(bytes)} in memory`,
    allowed: `${megabytes(memoryLimit)} (memoryLimit, at most the 4295 MB WebAssembly addresses); ${allowed}`,
    remedy,
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

/** What would be possible in place of the constraint, and how to get there. */
function advice(
  problem: OptimizationProblem,
  constraint: NoiseConstraint,
  costs: EngineCosts,
): { allowed: string; remedy: string } {
  const { origin, halfWidth } = constraint;
  let fewer = 1;
  const wider = (): NoiseConstraint => ({ ...constraint, halfWidth: Math.min(0.5, halfWidth * 2 ** fewer) });
  while (fewer <= MOST_FEWER_BITS && halfWidth * 2 ** fewer <= 0.5 && !feasible(problem, wider(), costs)) {
    fewer++;
  }
  const possible = fewer <= MOST_FEWER_BITS && halfWidth * 2 ** fewer <= 0.5;
  const bits = `${fewer} ${fewer === 1 ? "bit" : "bits"} less`;
  const preset =
    problem.log2PError === CPA_D_LOG2_P_ERROR
      ? `the CPA-D preset (2^-128) reaches lookups of at most ${bitsOf(wider().halfWidth)} bits at norm ${norm(constraint)}: `
      : "";
  const conditions = `${problem.security} bits of security and N <= 32768`;
  if (!possible) {
    return {
      allowed: `a smaller norm: at this one no precision is possible with ${conditions}`,
      remedy: `scale down or prune the weights of "${origin}", or put a lookup between (it refreshes the noise)`,
    };
  }
  return {
    allowed: `${preset}${bits} at this norm, with ${conditions}`,
    remedy:
      `give "${origin}" ${bits} (lower nBits, or round before it with roundingThresholdBits),` +
      " prune or scale down its weights, or allow a larger pError",
  };
}

/** For each the least excess over all sets; the quietest gadgets are the last of their fronts. */
function reachOf(model: SearchModel, deciding: readonly Requirement[]): Reach[] {
  const reaches = deciding.map(({ constraint, sigmas }): Reach => ({
    constraint,
    excess: Infinity,
    allowed: constraint.halfWidth / sigmas,
    best: NaN,
    candidate: undefined,
  }));
  for (const size of model.sizes) {
    const bootstrap = model.bootstrapGadgets(size).at(-1)!;
    const limits = deciding.map(
      ({ constraint, sigmas }) => effectiveHalfWidth(constraint, size.polynomialSize) / sigmas,
    );
    for (const keys of model.smallKeys) {
      for (const lweDimension of keys.dimensions) {
        const keyswitch = model.keyswitchGadgets(keys, lweDimension).at(-1)!;
        const candidate = { size, keys, lweDimension, bootstrap, keyswitch };
        for (const [i, allowed] of limits.entries()) {
          if (allowed <= 0) continue;
          const { constraint } = deciding[i];
          const best = Math.sqrt(constraintVariance(constraint, candidate, model));
          const excess = best / allowed;
          if (excess < reaches[i].excess) reaches[i] = { constraint, excess, allowed, best, candidate };
        }
      }
    }
  }
  return reaches;
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
