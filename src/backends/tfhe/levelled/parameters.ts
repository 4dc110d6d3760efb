import { NoParametersError } from "../../../core/index.ts";
import { log2FailureProbability, minimalNoise, noiseVariance } from "../params/index.ts";
import type { NoiseDistribution, SecurityLevel } from "../params/index.ts";
import { loadVariance, productVariance, switchVariance } from "./noise.ts";

/** Everything both sides must agree on; public. Dimensions as usual in TFHE, q = 2^64. */
export interface LevelledParameters {
  readonly security: SecurityLevel;
  /** k: mask polynomials of a GLWE ciphertext. */
  readonly glweDimension: number;
  /** N: coefficients of a polynomial, a power of two. */
  readonly polynomialSize: number;
  readonly noise: NoiseDistribution;
  /** Torus units squared. */
  readonly noiseVariance: number;
  /** Features a ciphertext holds; the last one may hold fewer. */
  readonly width: number;
  /** Outputs computed in one answer ciphertext. */
  readonly outputsPerAnswer: number;
  /** Bits of a body word that travel to the server. */
  readonly bodyBits: number;
  /** Bits of an answer's words that travel back. */
  readonly answerBits: number;
}

/** What the parameters must hold for. */
export interface LevelledProblem {
  readonly features: number;
  readonly outputs: number;
  /** Bits of the widest output. */
  readonly precision: number;
  /** Largest sum of squared weights over the outputs of `outputsPerAnswer` consecutive rows. */
  readonly squaredNorm: (outputsPerAnswer: number) => number;
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
  if (best !== undefined) return best.parameters;
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

/** log2 of the probability that one output decrypts wrong. Half a unit of 2^-precision is the border. */
export function levelledFailure(
  parameters: LevelledParameters,
  squaredNorm: number,
  precision: number,
): number {
  const variance = productVariance(squaredNorm, loadVariance(parameters)) + switchVariance(parameters);
  return log2FailureProbability(variance, 2 ** -(precision + 1));
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
  const fits = (bodyBits: number, answerBits: number): boolean =>
    levelledFailure({ ...shape, bodyBits, answerBits }, norm, problem.precision) <= problem.log2PError;
  if (!fits(64, 63)) return undefined;
  // A body cut to the level of its own noise costs a fraction of a bit: take the cheapest pair.
  let best: { parameters: LevelledParameters; bytes: number } | undefined;
  for (let bodyBits = 64; bodyBits >= 8 && fits(bodyBits, 63); bodyBits--) {
    let answerBits = 63;
    while (answerBits > 1 && fits(bodyBits, answerBits - 1)) answerBits--;
    const parameters = { ...shape, bodyBits, answerBits };
    const { inputBytes, outputBytes } = levelledCost(problem, parameters);
    if (best === undefined || inputBytes + outputBytes < best.bytes) {
      best = { parameters, bytes: inputBytes + outputBytes };
    }
  }
  return best?.parameters;
}
