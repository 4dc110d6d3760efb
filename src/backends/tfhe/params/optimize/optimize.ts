import {
  calibratedCosts,
  keyswitchMilliseconds,
  rotationMilliseconds,
  type EngineCosts,
} from "../cost/index.ts";
import { noiseVariance } from "../distribution.ts";
import { log2FailureProbability } from "../failure.ts";
import { cmuxVariance, truncationVariance, type Variance } from "../noise/index.ts";
import type { TfheParameters } from "../parameters.ts";
import { minimalNoise } from "../security.ts";
import { checkProblem } from "./check-problem.ts";
import { engineModel, usefulBodyBits } from "./engine-model.ts";
import { memoryOf, searchEngine, sizesOf } from "./engine-search.ts";
import { noParameters } from "./infeasible.ts";
import type { NoiseConstraint, OptimizationProblem } from "./problem.ts";
import {
  constraintVariance,
  effectiveHalfWidth,
  log2AnyFailure,
  requirementsOf,
  type Requirements,
} from "./requirements.ts";
import type { Candidate, SearchModel } from "./search-model.ts";

/** Fewest top bits of its bodies that a bootstrapping key may be made with. */
const LEAST_BODY_BITS = 16;

/** How one constraint of the problem fares with the chosen parameters. */
export interface MetConstraint {
  readonly constraint: NoiseConstraint;
  /** Of the noise at the decision. */
  readonly variance: Variance;
  /** Of one failure. */
  readonly log2Failure: number;
}

/** The choice, and what it means. */
export interface OptimizedParameters {
  readonly parameters: TfheParameters;
  /** For `generateKeySet`: top bits of the bootstrapping key's bodies that suffice. */
  readonly bodyBits: number;
  /** Predicted milliseconds of a sample on one thread, eight ciphertexts a pass. */
  readonly milliseconds: number;
  readonly rotationMilliseconds: number;
  readonly keyswitchMilliseconds: number;
  /** In the problem's order. */
  readonly constraints: readonly MetConstraint[];
  /** Of the constraint most likely to fail, once. */
  readonly log2WorstFailure: number;
  /** Of anything failing in a sample. */
  readonly log2GlobalFailure: number;
  /** log2 of the factor by which all standard deviations could grow before a target is missed. */
  readonly slackBits: number;
  /** Bytes of the seeded evaluation keys with bodies of `bodyBits` bits. */
  readonly keyBytes: number;
  /** Bytes an engine takes with these keys, four threads and eight ciphertexts a pass. */
  readonly memoryBytes: number;
}

/** Options of {@link optimizeParameters}. */
export interface OptimizeOptions {
  /** What the kernels take on the machine to optimize for. Default: the stored calibration. */
  readonly costs?: EngineCosts;
}

/**
 * The cheapest secure parameters that meet every constraint, by predicted time on this library's engine:
 * keyswitch first, centred modulus switch, q = 2^64, binary keys, noise at the security curve. Exhaustive
 * over k, N from 256 to 32768, n, and both gadgets; a keyswitch modulus of 2^32 is taken unless 2^64 is
 * cheaper.
 *
 * @throws NoParametersError naming the constraint that no secure set meets, how far it is, and what to do.
 * @throws OptionValueError, ConflictingOptionsError, EmptyInputError for a malformed problem.
 */
export function optimizeParameters(
  problem: OptimizationProblem,
  options: OptimizeOptions = {},
): OptimizedParameters {
  const found = findParameters(problem, options);
  if (found !== undefined) return found;
  throw noParameters(problem, options.costs ?? calibratedCosts);
}

/**
 * The same where having none is no error: undefined at once, without the search for who is to blame.
 *
 * @throws OptionValueError, ConflictingOptionsError, EmptyInputError for a malformed problem.
 */
export function findParameters(
  problem: OptimizationProblem,
  options: OptimizeOptions = {},
): OptimizedParameters | undefined {
  checkProblem(problem);
  const { costs = calibratedCosts } = options;
  const found = searchEngine(problem, costs);
  return found === undefined ? undefined : describe(problem, found.candidate, costs);
}

function describe(
  problem: OptimizationProblem,
  candidate: Candidate,
  costs: EngineCosts,
): OptimizedParameters {
  const { security, distribution = "tuniform", rotations, keyswitches } = problem;
  const model = engineModel(security, distribution);
  const requirements = requirementsOf(problem);
  const sizes = sizesOf(candidate);
  const { lweDimension: n, glweDimension: k, polynomialSize: N, bootstrap, keyswitch } = sizes;
  const parameters: TfheParameters = {
    ...sizes,
    lweNoise: minimalNoise(n, { security, distribution, logQ: keyswitch.modulusLog }),
    glweNoise: minimalNoise(k * N, { security, distribution }),
  };
  const { bodyBits, chosen } = cutBodies(parameters, candidate, (cut) => meets(requirements, model, cut));
  const constraints = problem.constraints.map((constraint): MetConstraint => {
    const variance = constraintVariance(constraint, chosen, model);
    const log2Failure = log2FailureProbability(variance, effectiveHalfWidth(constraint, N));
    return { constraint, variance, log2Failure };
  });
  const rotating = rotations * rotationMilliseconds(costs, n, k, N, bootstrap.levels);
  const switching = keyswitches * keyswitchMilliseconds(costs, k * N, n, keyswitch);
  return {
    parameters,
    bodyBits,
    milliseconds: rotating + switching,
    rotationMilliseconds: rotating,
    keyswitchMilliseconds: switching,
    constraints,
    log2WorstFailure: constraints.reduce((worst, { log2Failure }) => Math.max(worst, log2Failure), -Infinity),
    log2GlobalFailure: globalFailure(requirements, model, chosen, 1),
    slackBits: slack(requirements, model, chosen),
    keyBytes: seededBytes(parameters, bodyBits),
    memoryBytes: memoryOf(candidate),
  };
}

/** The fewest bits of the bodies with which everything still holds, and the candidate with that noise. */
function cutBodies(
  parameters: TfheParameters,
  candidate: Candidate,
  holds: (candidate: Candidate) => boolean,
): { bodyBits: number; chosen: Candidate } {
  const { glweNoise } = parameters;
  const withBits = (bodyBits: number): Candidate => {
    const ggswVariance = noiseVariance(glweNoise) + truncationVariance(bodyBits);
    const { bootstrap, size } = candidate;
    const noise = cmuxVariance({ ...size, ...bootstrap, ggswVariance });
    return { ...candidate, bootstrap: { ...bootstrap, noise } };
  };
  // What the search counted with holds, if only to rounding: it is the answer should nothing less do.
  let bodyBits = usefulBodyBits(glweNoise);
  while (bodyBits > LEAST_BODY_BITS && holds(withBits(bodyBits - 1))) bodyBits--;
  return { bodyBits, chosen: withBits(bodyBits) };
}

/** Whether a candidate meets every target with its standard deviations multiplied by `factor`. */
function meets(requirements: Requirements, model: SearchModel, candidate: Candidate, factor = 1): boolean {
  const { deciding, log2GlobalPError } = requirements;
  const N = candidate.size.polynomialSize;
  return (
    deciding.every(
      ({ constraint, sigmas }) =>
        factor ** 2 * constraintVariance(constraint, candidate, model) <=
        (effectiveHalfWidth(constraint, N) / sigmas) ** 2,
    ) &&
    (log2GlobalPError === undefined ||
      globalFailure(requirements, model, candidate, factor) <= log2GlobalPError)
  );
}

function globalFailure(
  { all }: Requirements,
  model: SearchModel,
  candidate: Candidate,
  factor: number,
): number {
  return log2AnyFailure(
    all.map(({ constraint, count }) => {
      const variance = factor ** 2 * constraintVariance(constraint, candidate, model);
      const halfWidth = effectiveHalfWidth(constraint, candidate.size.polynomialSize);
      return { log2Failure: log2FailureProbability(variance, halfWidth), count };
    }),
  );
}

function slack(requirements: Requirements, model: SearchModel, candidate: Candidate): number {
  let low = 0;
  let high = 64;
  for (let step = 0; step < 32; step++) {
    const middle = (low + high) / 2;
    if (meets(requirements, model, candidate, 2 ** middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Two seeds, n l (k+1) N bodies cut to `bodyBits` bits, and k N l whole ones of the keyswitching key. */
function seededBytes(p: TfheParameters, bodyBits: number): number {
  const { lweDimension: n, glweDimension: k, polynomialSize: N, bootstrap, keyswitch } = p;
  const rotating = Math.ceil((n * bootstrap.levels * (k + 1) * N * bodyBits) / 8);
  return 64 + rotating + (k * N * keyswitch.levels * keyswitch.modulusLog) / 8;
}
