import {
  diagramCmuxVariance,
  expansionNoise,
  leafCmuxVariance,
  noiseVariance,
  schemeSwitchVariance,
  truncationVariance,
} from "../params/index.ts";
import type { DiagramCmuxShape } from "../params/index.ts";
import { answerZeroVariance } from "./flooding.ts";
import type { DiagramParameters } from "./shape.ts";
import type { DiagramWeights } from "./weights.ts";

/** Variances in torus units squared, by what they come from. */
export interface DiagramNoise {
  /** Of an expanded ciphertext. */
  readonly expanded: number;
  /** Of a row that the scheme switch made. */
  readonly switched: number;
  /** Added by one CMUX with a ciphertext as a branch. */
  readonly cmux: number;
  /** Added by one CMUX between two leaves. */
  readonly leafCmux: number;
  /** Of rounding the answer to the bits that travel. */
  readonly answerSwitch: number;
}

/** The noise of every operation of a circuit of diagrams. */
export function diagramNoise(parameters: DiagramParameters, outputs: number): DiagramNoise {
  const { glweDimension, polynomialSize, expansion, schemeSwitch, query, noise } = parameters;
  const fresh = noiseVariance(noise);
  const keyVariance = fresh + truncationVariance(parameters.keyBits);
  const size = { glweDimension, polynomialSize };
  const expanded = expansionNoise({
    ...size,
    gadgets: expansion,
    keyVariance,
    inputVariance: fresh + truncationVariance(parameters.queryBits),
  });
  const switched = expanded.timesKey + schemeSwitchVariance({ ...size, ...schemeSwitch, keyVariance });
  const shape: DiagramCmuxShape = {
    ...size,
    ...query,
    bodyRowVariance: expanded.ciphertext,
    maskRowVariance: switched,
  };
  return {
    expanded: expanded.ciphertext,
    switched,
    cmux: diagramCmuxVariance(shape),
    leafCmux: leafCmuxVariance(shape, outputs),
    answerSwitch: answerSwitchVariance(glweDimension * polynomialSize, parameters.answerBits),
  };
}

/** At most the variance of a result's noise before the client decides; flooding is not in it. */
export function diagramVariance(
  parameters: DiagramParameters,
  weights: DiagramWeights,
  outputs: number,
): number {
  return hiddenVariance(parameters, weights, outputs) + diagramNoise(parameters, outputs).answerSwitch;
}

/** The part of {@link diagramVariance} that depends on the model, and that of re-randomising: what flooding hides. */
export function hiddenVariance(
  parameters: DiagramParameters,
  weights: DiagramWeights,
  outputs: number,
): number {
  const noise = diagramNoise(parameters, outputs);
  return weights.full * noise.cmux + weights.leaf * noise.leafCmux + answerZeroVariance(parameters);
}

/**
 * Variance of rounding an answer's words to `bits` bits: the centred modulus switch of n mask words, and the body:
 * V = (n / 48 + 1 / 12) 2^(-2 bits). Source: eprint 2025/809; see params/noise/modulus-switch.ts.
 */
export function answerSwitchVariance(dimension: number, bits: number): number {
  return (dimension / 48 + 1 / 12) * 2 ** (-2 * bits);
}
