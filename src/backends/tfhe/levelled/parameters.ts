import { NoParametersError } from "../../../core/index.ts";
import { log2FailureProbability, minimalNoise, noiseVariance } from "../params/index.ts";
import type { SecurityLevel } from "../params/index.ts";
import type { LevelledParameters } from "./shape.ts";
import {
  boundedError,
  loadVariance,
  productVariance,
  rerandomiseVariance,
  statisticalDistanceBits,
  switchVariance,
} from "./noise.ts";

/** What the parameters must hold for. */
export interface LevelledProblem {
  readonly features: number;
  readonly outputs: number;
  /** Bits of the widest output. */
  readonly precision: number;
  /** Largest sum of squared weights over the outputs of `outputsPerAnswer` consecutive rows. */
  readonly squaredNorm: (outputsPerAnswer: number) => number;
  /** Largest sum of the weights' magnitudes, likewise. */
  readonly oneNorm: (outputsPerAnswer: number) => number;
  /** Bits of statistical distance that replies must keep; undefined without model privacy. */
  readonly statisticalBits?: number | undefined;
  readonly log2PError: number;
  readonly security: SecurityLevel;
  /** Names the problem in messages. */
  readonly where: string;
}

/** Sizes and work of one choice. */
export interface LevelledCost {
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Multiply-accumulates of 64-bit words on the server. */
  readonly multiplications: number;
}

const LOG2_SIZES = [7, 8, 9, 10, 11, 12, 13, 14];
const MAXIMUM_DIMENSION = 16_384;
/** 1 / this many bytes a multiply-accumulate: at 1 ns each, a microsecond weighs as much as 2 bytes. */
const MULTIPLICATIONS_PER_BYTE = 500;

/**
 * The cheapest secure parameters of a packed linear layer, by bytes on the wire and server time:
 * exhaustive over (k, N) and, for each, the fewest bits that still travel.
 *
 * @throws NoParametersError when no noise is both secure and small enough.
 */
export function chooseLevelledParameters(problem: LevelledProblem): LevelledParameters {
  const best = search(problem);
  if (best !== undefined) return best;
  if (problem.statisticalBits !== undefined) throw noRoom(problem);
  const norm = problem.squaredNorm(1);
  throw new NoParametersError({
    where: problem.where,
    problem:
      `outputs of ${problem.precision} bits with a weight norm of 2^${(Math.log2(norm) / 2).toFixed(1)}` +
      ` do not fit a 64-bit torus at p_error 2^${problem.log2PError.toFixed(1)}`,
    allowed: "precision + log2 of the norm up to about 55 bits at 2^-40",
    remedy: "lower nBits, use fewer features, or allow a larger pError",
  });
}

function search(problem: LevelledProblem): LevelledParameters | undefined {
  let best: { parameters: LevelledParameters; score: number } | undefined;
  for (const log2Size of LOG2_SIZES) {
    const polynomialSize = 2 ** log2Size;
    for (let k = Math.ceil(512 / polynomialSize); k * polynomialSize <= MAXIMUM_DIMENSION; k++) {
      const parameters = fewestBits(problem, k, polynomialSize);
      if (parameters === undefined) continue;
      const { inputBytes, outputBytes, multiplications } = levelledCost(problem, parameters);
      const score = inputBytes + outputBytes + multiplications / MULTIPLICATIONS_PER_BYTE;
      if (best === undefined || score < best.score) best = { parameters, score };
      // More of the same polynomials only adds words once the noise is small enough.
      break;
    }
  }
  return best?.parameters;
}

/** The most model privacy these parameters could give is not what was asked for. */
function noRoom(problem: LevelledProblem): NoParametersError {
  let bits = problem.statisticalBits! - 1;
  while (bits > 0 && search({ ...problem, statisticalBits: bits }) === undefined) bits--;
  return new NoParametersError({
    where: problem.where,
    problem:
      `modelPrivacy: a statistical distance of 2^-${problem.statisticalBits!} leaves no room for` +
      ` outputs of ${problem.precision} bits`,
    allowed: bits > 0 ? `at most ${bits} bits here` : "narrower outputs: none of this width can be flooded",
    remedy:
      bits > 0
        ? `pass modelPrivacy: { statisticalBits: ${bits} }, or lower nBits to make room`
        : "lower nBits or use fewer features",
  });
}

/** Variance of an answer's noise before a decision, flooding excepted, in torus units squared. */
export function answerVariance(parameters: LevelledParameters, squaredNorm: number): number {
  return (
    productVariance(squaredNorm, loadVariance(parameters)) +
    (parameters.floodLog2 === null ? 0 : rerandomiseVariance(parameters)) +
    switchVariance(parameters)
  );
}

/**
 * Distance from a message to the border of its box that is left to random noise: half a unit of
 * 2^-precision, less the whole range of the flooding noise. Counting that in full makes the failure
 * probability an upper bound.
 */
export function halfWidth({ floodLog2 }: LevelledParameters, precision: number): number {
  return 2 ** -(precision + 1) - (floodLog2 === null ? 0 : 2 ** (floodLog2 - 64));
}

/** log2 of the probability that one output decrypts wrong. */
export function levelledFailure(
  parameters: LevelledParameters,
  squaredNorm: number,
  precision: number,
): number {
  const half = halfWidth(parameters, precision);
  return half <= 0 ? 0 : log2FailureProbability(answerVariance(parameters, squaredNorm), half);
}

/** Body words that travel for each input ciphertext: see the packed linear layer in docs/concepts.md. */
export function bodyWords({ width, outputsPerAnswer, polynomialSize }: LevelledParameters): number {
  return Math.min(polynomialSize, (2 * outputsPerAnswer - 1) * width);
}

export function levelledCost(
  { features, outputs }: Pick<LevelledProblem, "features" | "outputs">,
  parameters: LevelledParameters,
): LevelledCost {
  const { width, outputsPerAnswer, glweDimension, polynomialSize, bodyBits, answerBits } = parameters;
  const dimension = glweDimension * polynomialSize;
  const ciphertexts = Math.ceil(features / width);
  const answers = Math.ceil(outputs / outputsPerAnswer);
  return {
    inputBytes: 32 + 32 + Math.ceil((ciphertexts * bodyWords(parameters) * bodyBits) / 8),
    outputBytes: 32 + answers * Math.ceil(((dimension + outputsPerAnswer) * answerBits) / 8),
    multiplications: dimension * features * outputs,
  };
}

/** The smallest (bodyBits, answerBits) that meet p_error for (k, N), or undefined. */
function fewestBits(
  problem: LevelledProblem,
  glweDimension: number,
  polynomialSize: number,
): LevelledParameters | undefined {
  const noise = minimalNoise(glweDimension * polynomialSize, { security: problem.security });
  const outputsPerAnswer = Math.min(problem.outputs, polynomialSize);
  const room = Math.floor(polynomialSize / outputsPerAnswer);
  // Equal shares: no ciphertext is wider than it has to be.
  const width = Math.ceil(problem.features / Math.ceil(problem.features / room));
  const shape = {
    security: problem.security,
    glweDimension,
    polynomialSize,
    noise,
    noiseVariance: noiseVariance(noise),
    width,
    outputsPerAnswer,
  };
  const norm = problem.squaredNorm(outputsPerAnswer);
  const sum = problem.oneNorm(outputsPerAnswer);
  const withBits = (bodyBits: number, answerBits: number): LevelledParameters => {
    const parameters = { ...shape, bodyBits, answerBits, floodLog2: null };
    if (problem.statisticalBits === undefined) return parameters;
    // The least flooding that hides the largest error from all outputs.
    const missing = statisticalDistanceBits(0, boundedError(parameters, sum), problem.outputs);
    return { ...parameters, floodLog2: Math.ceil(problem.statisticalBits - missing) };
  };
  const fits = (bodyBits: number, answerBits: number): boolean =>
    levelledFailure(withBits(bodyBits, answerBits), norm, problem.precision) <= problem.log2PError;
  if (!fits(64, 63)) return undefined;
  // A body cut to the level of its own noise costs a fraction of a bit: take the cheapest pair.
  let best: { parameters: LevelledParameters; bytes: number } | undefined;
  for (let bodyBits = 64; bodyBits >= 8 && fits(bodyBits, 63); bodyBits--) {
    let answerBits = 63;
    while (answerBits > 1 && fits(bodyBits, answerBits - 1)) answerBits--;
    const parameters = withBits(bodyBits, answerBits);
    const { inputBytes, outputBytes } = levelledCost(problem, parameters);
    if (best === undefined || inputBytes + outputBytes < best.bytes) {
      best = { parameters, bytes: inputBytes + outputBytes };
    }
  }
  return best?.parameters;
}
