/**
 * Arithmetic on 64-bit torus words without bigints. A `BigUint64Array` is read as pairs of 32-bit
 * words, low first (every platform with WebAssembly is little endian); sums run in doubles, which
 * hold integers below 2^53 exactly.
 */

export const TWO32: number = 2 ** 32;

/** The same memory as pairs of 32-bit words, low word first. */
export function halves(words: BigUint64Array | BigInt64Array): Uint32Array {
  return new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
}

/** target[at + i] += source[i] modulo 2^64. */
export function addWords(target: BigUint64Array, at: number, source: BigUint64Array | BigInt64Array): void {
  const out = halves(target);
  const from = halves(source);
  for (let i = 0, o = 2 * at; i < from.length; i += 2, o += 2) {
    const low = out[o] + from[i];
    out[o] = low;
    out[o + 1] += from[i + 1] + (low >= TWO32 ? 1 : 0);
  }
}

/**
 * target[at + i] += factor * source[i] modulo 2^64, for an integer |factor| <= 2^20.
 */
export function addScaledWords(
  target: BigUint64Array,
  at: number,
  source: BigUint64Array,
  factor: number,
): void {
  const out = halves(target);
  const from = halves(source);
  for (let i = 0, o = 2 * at; i < from.length; i += 2, o += 2) {
    const low = out[o] + from[i] * factor; // |low| < 2^53
    const carry = Math.floor(low / TWO32);
    out[o] = low - carry * TWO32;
    out[o + 1] = modulo32(out[o + 1] + from[i + 1] * factor + carry);
  }
}

/** x modulo 2^32, for an integer |x| < 2^53. */
export function modulo32(x: number): number {
  return x - Math.floor(x / TWO32) * TWO32;
}

/**
 * sum words[i] bits[i] modulo 2^64 over `count` entries from `at`, as [low, high]. Bits are multiplied
 * in, never branched on: they are secret.
 */
export function binaryDot(words: Uint32Array, at: number, bits: Uint8Array): [low: number, high: number] {
  let low = 0;
  let high = 0;
  for (let i = 0, w = 2 * at; i < bits.length; i++, w += 2) {
    low += words[w] * bits[i];
    high += words[w + 1] * bits[i];
  }
  const carry = Math.floor(low / TWO32);
  return [low - carry * TWO32, modulo32(high + carry)];
}

/**
 * Adds the negacyclic product of N words with N secret bits to `out`, exactly modulo 2^64, in N^2
 * steps that do not depend on the bits. For the few polynomials a client handles; keys are made by
 * the engine.
 */
export function addBinaryProduct(out: BigUint64Array, words: BigUint64Array, bits: Uint8Array): void {
  const size = bits.length;
  const source = halves(words);
  // The polynomial followed by its negation twice over: X^i a is a window of it, N^2 in all.
  const low = new Float64Array(2 * size);
  const high = new Float64Array(2 * size);
  for (let j = 0; j < size; j++) {
    low[j + size] = source[2 * j];
    high[j + size] = source[2 * j + 1];
    low[j] = -source[2 * j];
    high[j] = -source[2 * j + 1];
  }
  const sumLow = new Float64Array(size);
  const sumHigh = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const bit = bits[i];
    const from = size - i;
    for (let j = 0; j < size; j++) {
      sumLow[j] += bit * low[from + j];
      sumHigh[j] += bit * high[from + j];
    }
  }
  const target = halves(out);
  for (let j = 0; j < size; j++) {
    const total = target[2 * j] + sumLow[j];
    const carry = Math.floor(total / TWO32);
    target[2 * j] = total - carry * TWO32;
    target[2 * j + 1] = modulo32(target[2 * j + 1] + sumHigh[j] + carry);
  }
}

/** Rounds every word to its top `bits` bits, in place. */
export function roundToTopBits(words: BigUint64Array, bits: number): void {
  if (bits >= 64) return;
  const out = halves(words);
  const unit = 2 ** (64 - bits);
  for (let i = 0; i < out.length; i += 2) {
    if (unit <= TWO32) {
      const low = Math.floor((out[i] + unit / 2) / unit) * unit;
      out[i] = low; // ToUint32 wraps
      out[i + 1] += low >= TWO32 ? 1 : 0;
    } else {
      const high = out[i + 1] + out[i] / TWO32;
      out[i + 1] = modulo32(Math.floor((high + unit / TWO32 / 2) / (unit / TWO32)) * (unit / TWO32));
      out[i] = 0;
    }
  }
}

/** Writes factor * 2^shift modulo 2^64 as word `at`, for an integer |factor| < 2^20 and shift >= 0. */
export function storeShifted(out: Uint32Array, at: number, factor: number, shift: number): void {
  const scaled = factor * 2 ** shift; // a double holds it exactly: few bits, any exponent
  const high = Math.floor(scaled / TWO32);
  out[2 * at] = scaled - high * TWO32;
  out[2 * at + 1] = modulo64High(high);
}

/** The high half may exceed 2^53 in magnitude when the factor is wide; fmod stays exact. */
function modulo64High(high: number): number {
  const rest = high % TWO32;
  return rest < 0 ? rest + TWO32 : rest;
}
