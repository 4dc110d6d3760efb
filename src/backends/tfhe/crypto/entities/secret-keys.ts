import { OptionValueError } from "../../../../core/index.ts";
import { domains, keyStream, platformSeeds, sampleBinary, type SeedSource } from "../random/index.ts";

/** n uniform bits, one a byte. Phase of a ciphertext: b - sum a_i s_i. */
export interface LweSecretKey {
  readonly bits: Uint8Array;
}

/**
 * k polynomials of N uniform bits, coefficient by coefficient in one array; the same array is the
 * flattened LWE key of dimension k N that extracted coefficients are encrypted under.
 */
export interface GlweSecretKey {
  readonly glweDimension: number;
  readonly polynomialSize: number;
  readonly bits: Uint8Array;
}

/** Draws a uniform binary LWE key of `dimension` bits. */
export function generateLweSecretKey(dimension: number, seeds: SeedSource = platformSeeds): LweSecretKey {
  positive("LWE dimension", dimension);
  return { bits: sampleBinary(keyStream(seeds.next(), domains.lweSecret, 0), dimension) };
}

/** Draws k uniform binary polynomials of size N. */
export function generateGlweSecretKey(
  glweDimension: number,
  polynomialSize: number,
  seeds: SeedSource = platformSeeds,
): GlweSecretKey {
  positive("GLWE dimension", glweDimension);
  positive("polynomial size", polynomialSize);
  const stream = keyStream(seeds.next(), domains.glweSecret, 0);
  return { glweDimension, polynomialSize, bits: sampleBinary(stream, glweDimension * polynomialSize) };
}

/** The LWE key that sample extraction leads to; shares the array. */
export function flattenedKey(key: GlweSecretKey): LweSecretKey {
  return { bits: key.bits };
}

function positive(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new OptionValueError({
    where: `secret key, ${name}`,
    problem: `got ${value}`,
    allowed: "a positive integer",
    remedy: "take dimensions from a parameter set",
  });
}
