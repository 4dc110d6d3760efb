import { halves } from "../torus/index.ts";

/** Bytes of `count` values of `bits` bits. */
export function packedBytes(count: number, bits: number): number {
  return Math.ceil((count * bits) / 8);
}

/**
 * How many top bits of the words are in use: 64 less the zeros that all words end with; at least 1.
 */
export function usedTopBits(words: BigUint64Array): number {
  const parts = halves(words);
  let [low, high] = [0, 0];
  for (let i = 0; i < parts.length; i += 2) {
    low |= parts[i];
    high |= parts[i + 1];
  }
  const trailing = low !== 0 ? trailingZeros(low) : 32 + trailingZeros(high);
  return Math.max(1, 64 - trailing);
}

/** The top `bits` bits of every word as one little-endian bit string, least significant bit first. */
export function packTopBits(words: BigUint64Array, bits: number): Uint8Array<ArrayBuffer> {
  const parts = halves(words);
  const bytes = new Uint8Array(packedBytes(words.length, bits));
  let [pending, width, at] = [0, 0, 0];
  for (let i = 0; i < parts.length; i += 2) {
    for (let from = 64 - bits; from < 64; from += 16) {
      const taken = Math.min(16, 64 - from);
      pending |= bitsOf(parts[i], parts[i + 1], from, taken) << width;
      width += taken;
      for (; width >= 8; width -= 8, pending >>>= 8) bytes[at++] = pending;
    }
  }
  if (width > 0) bytes[at] = pending;
  return bytes;
}

/** What {@link packTopBits} packed; lower bits are 0. `bytes` has `packedBytes(count, bits)`. */
export function unpackTopBits(bytes: Uint8Array, count: number, bits: number): BigUint64Array<ArrayBuffer> {
  const words = new BigUint64Array(count);
  const parts = halves(words);
  let [pending, width, at] = [0, 0, 0];
  for (let i = 0; i < parts.length; i += 2) {
    for (let from = 64 - bits; from < 64; from += 16) {
      const taken = Math.min(16, 64 - from);
      for (; width < taken; width += 8) pending |= bytes[at++] << width;
      putBits(parts, i, pending & ((1 << taken) - 1), from);
      pending >>>= taken;
      width -= taken;
    }
  }
  return words;
}

/** One byte a bit to eight bits a byte, least significant first. */
export function packBinary(bits: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) bytes[i >> 3] |= bits[i] << (i & 7);
  return bytes;
}

/** What {@link packBinary} packed. */
export function unpackBinary(bytes: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3] >> (i & 7)) & 1);
}

/** Bits [from, from + count) of a 64-bit word in two halves, count <= 16. */
function bitsOf(low: number, high: number, from: number, count: number): number {
  const mask = (1 << count) - 1;
  if (from >= 32) return (high >>> (from - 32)) & mask;
  const lower = low >>> from;
  return (from + count > 32 ? lower | (high << (32 - from)) : lower) & mask;
}

/** Sets bits from `from` on of the word whose halves stand at i and i + 1. */
function putBits(parts: Uint32Array, i: number, value: number, from: number): void {
  if (from >= 32) {
    parts[i + 1] |= value << (from - 32);
    return;
  }
  parts[i] |= value << from;
  if (from > 16) parts[i + 1] |= value >>> (32 - from);
}

function trailingZeros(x: number): number {
  return x === 0 ? 32 : 31 - Math.clz32(x & -x);
}
