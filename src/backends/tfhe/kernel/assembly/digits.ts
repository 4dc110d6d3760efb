// Gadget digits of whole polynomials as f64 in transform layout, for the products outside blind
// rotation. Definitions and oracle: reference/decomposition.ts. No overlap.
import { IM, M, ROW } from "./layout";

// @ts-ignore: decorator
@inline function place(dst: usize, j: usize): usize {
  return j < M ? dst + (j << 3) : dst + IM + ((j - M) << 3);
}

// One-sided digits in [-B/2, B/2 - 1]; level 0 (weight q/B) first. src: N words; dst: level rows
// `stride` bytes apart.
export function offsetDigits(src: usize, dst: usize, stride: usize, baseLog: i32, levels: i32): void {
  const base = <u64>baseLog;
  const half = <i64>1 << (base - 1);
  const mask = (<u64>1 << base) - 1;
  let offset = <u64>1 << (63 - base * <u64>levels);
  for (let j: u64 = 1; j <= <u64>levels; j++) offset += <u64>half << (64 - base * j);
  for (let j: usize = 0; j < 2 * M; j++) {
    const word = load<u64>(src + (j << 3)) + offset;
    let to = place(dst, j);
    let shift = 64 - base;
    for (let level = 0; level < levels; level++) {
      store<f64>(to, <f64>(<i64>((word >> shift) & mask) - half));
      shift -= base;
      to += stride;
    }
  }
}

// Balanced digits in [-B/2, B/2], ties by the bit above or the rounding bit.
export function balancedDigits(src: usize, dst: usize, stride: usize, baseLog: i32, levels: i32): void {
  const width = <u64>(baseLog * levels);
  const last = dst + <usize>(levels - 1) * stride;
  for (let j: usize = 0; j < 2 * M; j++) {
    let state = balancedStart(load<u64>(src + (j << 3)), width);
    let to = place(last, j);
    for (let level = 0; level < levels; level++) {
      const field = state & ((<i64>1 << baseLog) - 1);
      state >>= <i64>baseLog;
      const carry = (((field - 1) | state) & field) >> <i64>(baseLog - 1);
      state += carry;
      store<f64>(to, <f64>(field - (carry << <i64>baseLog)));
      to -= stride;
    }
  }
}

// The word as a signed number of `width` bits, nearest, halves by the rounding bit.
// @ts-ignore: decorator
@inline export function balancedStart(word: u64, width: u64): i64 {
  const rounding = <i64>((word >> (63 - width)) & 1);
  const state = <i64>(word >> (64 - width)) + rounding;
  const middle = <i64>1 << (<i64>width - 1);
  const above = <i64>(state > middle) | (<i64>(state == middle) & rounding);
  return state - (above << <i64>width);
}

// Digits of the words of an LWE mask as i32, [word][level], for the keyswitch.
export function keyswitchDigits(src: usize, dst: usize, count: i32, baseLog: i32, levels: i32, balanced: bool): void {
  const width = <u64>(baseLog * levels);
  const step = <usize>levels << 2;
  const base = <i64>baseLog;
  const mask = (<i64>1 << base) - 1;
  if (balanced) {
    for (let i = 0; i < count; i++) {
      let state = balancedStart(load<u64>(src), width);
      for (let to = dst + step - 4; to >= dst; to -= 4) {
        const field = state & mask;
        state >>= base;
        const carry = (((field - 1) | state) & field) >> (base - 1);
        state += carry;
        store<i32>(to, <i32>(field - (carry << base)));
      }
      src += 8;
      dst += step;
    }
    return;
  }
  const half = <i64>1 << (base - 1);
  let offset = <u64>1 << (63 - width);
  for (let j: i64 = 1; j <= <i64>levels; j++) offset += <u64>half << <u64>(64 - base * j);
  for (let i = 0; i < count; i++) {
    const word = load<u64>(src) + offset;
    let shift = 64 - base;
    for (let to = dst; to < dst + step; to += 4) {
      store<i32>(to, <i32>((<i64>(word >> <u64>shift) & mask) - half));
      shift -= base;
    }
    src += 8;
    dst += step;
  }
}
