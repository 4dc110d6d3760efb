import { OptionValueError, OutOfRangeError } from "../../../../core/index.ts";
import { halves, TWO32 } from "../torus/index.ts";

/** How integers sit on the torus. */
export interface Encoding {
  /** p: messages are integers modulo 2^p. At most 48 with the padding bit. */
  readonly precision: number;
  /**
   * Whether the top bit stays 0 so that any table can be looked up: Delta = q / 2^(p+1). Without it
   * Delta = q / 2^p, and only negacyclic tables (f(m + 2^(p-1)) = -f(m)) can be. Default true.
   */
  readonly padding?: boolean;
  /** Whether messages run from -2^(p-1) to 2^(p-1) - 1 rather than from 0 to 2^p - 1. Default false. */
  readonly signed?: boolean;
}

/** Bits above the noise: p, and 1 for the padding. */
export function encodedBits({ precision, padding = true }: Encoding): number {
  const bits = precision + (padding ? 1 : 0);
  if (Number.isInteger(precision) && precision >= 0 && bits >= 1 && bits <= 48) return bits;
  throw new OptionValueError({
    where: "encoding precision",
    problem: `got ${precision}`,
    allowed: "an integer from 0 (only with padding) to 48, padding bit included",
    remedy: "give the number of message bits",
  });
}

/** Delta as a fraction of the torus. */
export function encodingUnit(encoding: Encoding): number {
  return 2 ** -encodedBits(encoding);
}

/**
 * Integers to torus words: m Delta modulo q.
 *
 * With a padding bit a signed message goes to m modulo 2^p, so tables are indexed modulo 2^p.
 *
 * @throws OutOfRangeError for values the encoding does not hold.
 */
export function encode(values: ArrayLike<number>, encoding: Encoding): BigUint64Array<ArrayBuffer> {
  const bits = encodedBits(encoding);
  const { precision, signed = false } = encoding;
  const least = signed ? -(2 ** precision / 2) : 0;
  const most = least + 2 ** precision - 1;
  const words = new BigUint64Array(values.length);
  const out = halves(words);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value >= least && value <= most && Number.isInteger(value))) {
      throw new OutOfRangeError({
        where: `encode(values[${i}])`,
        problem: `got ${value}`,
        allowed: `an integer from ${least} to ${most}`,
        remedy: "use more bits of precision, or clamp the value",
      });
    }
    const message = value < 0 ? value + 2 ** precision : value;
    const high = Math.floor(message * 2 ** (32 - bits));
    out[2 * i + 1] = high;
    out[2 * i] = (message * 2 ** (32 - bits) - high) * TWO32;
  }
  return words;
}

/** Phases to the nearest integers of the encoding. The padding bit is dropped after rounding. */
export function decode(phases: BigUint64Array, encoding: Encoding): Float64Array<ArrayBuffer> {
  const bits = encodedBits(encoding);
  const { precision, signed = false } = encoding;
  const modulus = 2 ** precision;
  const words = halves(phases);
  return Float64Array.from({ length: phases.length }, (_, i) => {
    const torus = words[2 * i + 1] * 2 ** (bits - 32) + words[2 * i] * 2 ** (bits - 64);
    const message = Math.floor(torus + 0.5) % modulus;
    return signed && message >= modulus / 2 ? message - modulus : message;
  });
}

/** Phases as signed torus fractions in [-1/2, 1/2): for measuring noise. Unsafe to publish. */
export function unsafeTorusFractions(phases: BigUint64Array): Float64Array<ArrayBuffer> {
  const words = halves(phases);
  return Float64Array.from({ length: phases.length }, (_, i) => {
    const high = words[2 * i + 1] | 0;
    return (high + words[2 * i] / TWO32) / TWO32;
  });
}
