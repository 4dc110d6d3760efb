/**
 * Model privacy of diagrams. A reply's mask and noise depend on the tests and leaves its value came through; the server
 * re-randomises it (levelled/privacy.ts) and floods its noise. Half of the box around a message is left to flooding: then all
 * else has to be smaller by the statistical distance.
 */
import { rerandomiseVariance, statisticalDistanceBits } from "../levelled/index.ts";
import { noiseVariance } from "../params/index.ts";
import type { DiagramParameters } from "./shape.ts";

/** f of flooding noise uniform on (-2^f, 2^f) / 2^64, half as wide as a box of 2^-precision. */
export function floodLog2For(precision: number): number {
  return 62 - precision;
}

/** Distance from a message to the border of its box, less the whole range of the flooding noise: see decision 4. */
export function decisionHalfWidth({
  precision,
  floodLog2,
}: Pick<DiagramParameters, "precision" | "floodLog2">): number {
  return 2 ** -(precision + 1) - (floodLog2 === null ? 0 : 2 ** (floodLog2 - 64));
}

/** What re-randomising adds to an answer. */
export function answerZeroVariance({
  glweDimension,
  polynomialSize,
  noise,
  floodLog2,
}: Pick<DiagramParameters, "glweDimension" | "polynomialSize" | "noise" | "floodLog2">): number {
  if (floodLog2 === null) return 0;
  return rerandomiseVariance({ glweDimension, polynomialSize, noiseVariance: noiseVariance(noise) });
}

/**
 * Statistical distance of a reply, as -log2, where the noise before flooding has this variance: a uniform law moved by e
 * differs by |e| / 2^(f+1), whose mean is at most sigma / 2^(f+1); the distances of all outputs add up.
 */
export function distanceBits(floodLog2: number, variance: number, outputs: number): number {
  return statisticalDistanceBits(floodLog2, Math.sqrt(variance) * 2 ** 64, outputs);
}

/** The largest variance that {@link distanceBits} still hides by this many bits. */
export function maximalHiddenVariance(floodLog2: number, bits: number, outputs: number): number {
  return (2 ** (floodLog2 - 63 - bits) / outputs) ** 2;
}
