import { cellVariance, centredDigitEnergy } from "./centred-digits.ts";
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
 * are exact: no floating-point error. Times S_i, errors in the body grow by N/2. What rounding does to a mask is
 * multiplied by two polynomials of the key, whose coefficients have mean 1/2: see {@link secretProductEnergy}. Later
 * automorphisms of such an error meet a moved key, whose product with S_i has no large mean: (N/2)^2.
 *
 * Source: the expansion of SealPIR (eprint 2017/1142 section 3.3) and of eprint 2019/736; the terms derived here,
 * measured in diagrams.noise.test.ts.
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
    timesKey: later * (N / 2) * body + k * mask * (secretProductEnergy(k, N) + (later - 1) * (N / 2) ** 2),
  };
}
