import type { Gadget } from "../shape.ts";

/**
 * One-sided digits of a torus word, most significant level first, each in [-B/2, B/2 - 1]:
 * adding half of the last digit's weight and B/2 times every weight turns rounding and centring
 * into plain bit fields. Their mean is -1/2, which is harmless where B is large.
 */
export function offsetDigits(word: bigint, { baseLog, levels }: Gadget): bigint[] {
  const base = BigInt(baseLog);
  const half = 1n << (base - 1n);
  let shifted = word + (1n << (63n - base * BigInt(levels)));
  for (let j = 1n; j <= BigInt(levels); j++) shifted += half << (64n - base * j);
  return Array.from({ length: levels }, (_, j) => {
    const field = (shifted >> (64n - base * BigInt(j + 1))) & ((1n << base) - 1n);
    return field - half;
  });
}

/**
 * Balanced digits of a torus word, most significant level first, each in [-B/2, B/2]. A tie
 * (digit B/2) goes down or up by the top bit of the digit above it, at the first level by the bit
 * below the last kept one, so that digits have mean zero. As tfhe-rs decomposes since 2025-11.
 */
export function balancedDigits(word: bigint, { baseLog, levels }: Gadget): bigint[] {
  const base = BigInt(baseLog);
  const width = base * BigInt(levels);
  const roundingBit = (word >> (63n - width)) & 1n;
  let state = (word >> (64n - width)) + roundingBit;
  const middle = 1n << (width - 1n);
  if (state > middle || (state === middle && roundingBit === 1n)) state -= 1n << width;
  const digits: bigint[] = [];
  for (let j = 0; j < levels; j++) {
    const field = state & ((1n << base) - 1n);
    state >>= base;
    const carry = (((field - 1n) | state) & field) >> (base - 1n);
    state += carry;
    digits.unshift(field - (carry << base));
  }
  return digits;
}

/** Digits as a kernel makes them: see {@link offsetDigits} and {@link balancedDigits}. */
export type Decompose = (word: bigint, gadget: Gadget) => bigint[];
