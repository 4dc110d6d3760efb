import { cellVariance, centredDigitEnergy } from "./centred-digits.ts";
import { defaultFftNoise, type FftNoise } from "./fft.ts";
import { secretProductEnergy } from "./scheme-switch.ts";
import type { GadgetShape, Variance } from "./variance.ts";

/** The expansion of packed GLWE ciphertexts by automorphisms, a keyswitch gadget a step. */
export interface ExpansionShape {
  /** k. */
  readonly glweDimension: number;
  /** N. */
  readonly polynomialSize: number;
  /** Of steps 0 .. S - 1. */
  readonly gadgets: readonly GadgetShape[];
  /** Noise of the automorphism keys. */
  readonly keyVariance: Variance;
  /** Noise of the packed ciphertext. */
  readonly inputVariance: Variance;
}

/** Noise of an expanded ciphertext, and of the same under one more product with the key, as GGSW rows have it. */
export interface ExpandedNoise {
  /** Mean variance of the coefficients. */
  readonly ciphertext: Variance;
  /** Mean variance of the coefficients of the error times one polynomial S_i of the key. */
  readonly timesKey: Variance;
}

/**
 * V = 2^S V_in + sum over steps i of 2^(S-1-i) V_i, V_i = l k N V_ksk (B^2 + 2)/12 + k N/2 B^(-2l)/12.
 *
 * Every step is c +- t(c): the mean of the squares of both doubles, as t permutes coefficients up to signs. Keyswitches
 * are exact, see {@link isExactKeyswitch}: no floating-point error. Times S_i, errors grow by N/2, but for what rounding does to a mask: the moved
 * key S(X^g) multiplied it, and S_i does once more, see {@link movedProductEnergy}.
 *
 * Source: the expansion of SealPIR (eprint 2017/1142 section 3.3) and of eprint 2019/736; the terms derived here,
 * measured in diagrams/noise.test.ts.
 */
export function expansionNoise(shape: ExpansionShape): ExpandedNoise {
  const { polynomialSize: N, gadgets, inputVariance } = shape;
  let ciphertext = 2 ** gadgets.length * inputVariance;
  let timesKey = (N / 2) * ciphertext;
  gadgets.forEach((_, i) => {
    const added = expansionStepNoise(shape, i);
    ciphertext += added.ciphertext;
    timesKey += added.timesKey;
  });
  return { ciphertext, timesKey };
}

/**
 * Whether the engine's keyswitches are exact with a gadget: products with the high halves of the key's words are multiples
 * of 2^-32, which rounding finds as long as the floating-point error stays below half of that; six deviations here, one in
 * 5 10^8. A coefficient beyond would be off by 2^-32 only.
 */
export function isExactKeyswitch(
  { glweDimension: k, polynomialSize: N }: Pick<ExpansionShape, "glweDimension" | "polynomialSize">,
  gadget: GadgetShape,
  fft: FftNoise = defaultFftNoise,
): boolean {
  // The model has the error of a phase: one body, and k masks times the key.
  const phase = (k / (k + 1)) * fft({ glweDimension: k, polynomialSize: N, ...gadget });
  return 6 * Math.sqrt(phase / (1 + (k * N) / 2)) < 2 ** -33;
}

/** Sums of products come back as multiples of 2^-51 of the torus: what exact keyswitches still err by. */
const RESULT_ROUNDING = 2 ** -102 / 12;

/** What step i contributes to the expanded ciphertexts. */
export function expansionStepNoise(
  shape: Pick<ExpansionShape, "glweDimension" | "polynomialSize" | "gadgets" | "keyVariance">,
  i: number,
): ExpandedNoise {
  const { glweDimension: k, polynomialSize: N, gadgets, keyVariance } = shape;
  const gadget = gadgets[i];
  const body = gadget.levels * k * N * keyVariance * centredDigitEnergy(gadget);
  const mask = cellVariance(gadget);
  const later = 2 ** (gadgets.length - 1 - i);
  return {
    ciphertext: later * (body + ((k * N) / 2) * mask),
    timesKey:
      later * (N / 2) * body +
      k * mask * movedEnergies(N, gadgets.length)[i] +
      k * RESULT_ROUNDING * (secretProductEnergy(k, N) + (later - 1) * (N / 2) ** 2),
  };
}

/**
 * Mean sum of the squares of the coefficients of S_m(X^h) S_i for uniform bits and h != 1: each is a sum of N products with
 * variance 3/16, and the means 1/2 of both polynomials multiply: 3 N^2/16 + |u(X^h) u|^2 / 16, u = 1 + X + ... + X^(N-1).
 * At a root z of X^N + 1, |u(z)|^2 = 4 / |1 - z|^2; the norm is the mean over all roots.
 */
export function movedProductEnergy(polynomialSize: number, exponent: number): number {
  const N = polynomialSize;
  return (3 * N ** 2) / 16 + movedSum(meanSquares(N), exponent, 0) / N / 16;
}

/**
 * `sum` plus the sum of |u(z^h)|^2 |u(z)|^2 over the roots. A function of its own: the compiler of the JavaScript engine
 * gets to it after a few calls, and until then every partial sum is an object.
 */
function movedSum(squares: Float64Array, exponent: number, sum: number): number {
  const N = squares.length;
  for (let t = 0; t < N; t++) sum += squares[t] * squares[(((2 * t + 1) * exponent) % (2 * N)) >> 1];
  return sum;
}

/** |u(z)|^2 at z = e^(i pi (2 t + 1) / N), t = 0 .. N - 1. */
function meanSquares(N: number): Float64Array {
  return Float64Array.from({ length: N }, (_, t) => 1 / Math.sin((Math.PI * (2 * t + 1)) / (2 * N)) ** 2);
}

const energies = new Map<string, readonly number[]>();

/** By step, the sum of {@link movedProductEnergy} over the step's automorphism and all products with later ones. */
function movedEnergies(N: number, steps: number): readonly number[] {
  const key = `${N} ${steps}`;
  let known = energies.get(key);
  if (known === undefined) {
    const squares = meanSquares(N);
    known = Array.from({ length: steps }, (_, i) => {
      let moved = [N / 2 ** i + 1];
      for (let j = i + 1; j < steps; j++) {
        moved = moved.flatMap((h) => [h, (h * (N / 2 ** j + 1)) % (2 * N)]);
      }
      let sum = 0;
      for (const h of moved) sum = movedSum(squares, h, sum);
      return (moved.length * 3 * N ** 2) / 16 + sum / N / 16;
    });
    energies.set(key, known);
  }
  return known;
}
