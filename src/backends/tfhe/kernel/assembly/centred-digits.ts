// Digits with mean zero at little more than the price of one-sided ones. Bits of a word below the gadget draw the side:
// digits in [-B/2, B/2 - 1] or in [-B/2 + 1, B/2]. Either way they are bit fields of the word plus a constant, and nothing
// carries. What mean they have left is that of a coin, so that the errors of many products with one key do not add up to
// an offset. One coin does for all levels where the key's rows have independent errors; else each level has its own, or
// the coin would correlate them. Half-integer digits would need no coin, but half a torus element is not defined.
// Oracle: test/backends/tfhe/kernel/centred-digits.test.ts.
import { IM, M, ROOT } from "./layout";
import { mulIm, mulRe } from "./complex";
import { N } from "./size";

const BLOCK: usize = M * 2;
export const PREPARED: usize = <usize>N * 16;
// Groups of coins, then the levels' constants.
const GROUPS: usize = 32;
const LEVELS: usize = GROUPS + 8 * 16;

// to: for every word its fields, then for every word its coins, both shifted to the mantissa. src: N words. constants:
// offset, the one coin or 0, sum of all weights, number of groups of coins; then a shift and mask of each group.
export function prepareDigits(src: usize, to: usize, constants: usize): void {
  const offset = v128.load64_splat(constants, 0);
  const coin = v128.load64_splat(constants, 8);
  const weights = v128.load64_splat(constants, 16);
  const groups = load<i32>(constants, 24);
  const end = src + ((<usize>N) << 3);
  while (src < end) {
    const word = v128.load(src);
    let sides: v128;
    if (groups == 0) {
      sides = v128.and(i64x2.eq(v128.and(word, coin), coin), weights);
    } else {
      sides = v128.and(i64x2.shl(word, load<i32>(constants, GROUPS)), v128.load64_splat(constants, GROUPS + 8));
      for (let g = 1; g < groups; g++) {
        const at = constants + GROUPS + ((<usize>g) << 4);
        sides = v128.or(sides, v128.and(i64x2.shl(word, load<i32>(at)), v128.load64_splat(at, 8)));
      }
    }
    const fields = i64x2.sub(i64x2.add(word, offset), sides);
    v128.store(to, i64x2.shr_u(fields, 12));
    v128.store(to, i64x2.shr_u(sides, 12), <usize>N * 8);
    src += 16;
    to += 16;
  }
}

// Under the exponent of 2^(b j) the last bit of a field weighs 1, and so does a coin; BIAS = 2 2^(b j) + B/2 comes off
// exactly.
// @ts-ignore: decorator
@inline function digit(at: usize, offset: usize, mask: v128, last: v128, exponent: v128, bias: v128): v128 {
  const field = v128.or(v128.and(v128.load(at + offset), mask), exponent);
  const side = v128.or(v128.and(v128.load(at + offset, <usize>N * 8), last), exponent);
  return f64x2.sub(f64x2.add(field, side), bias);
}

// The digits of one level through the first forward pass. prepared: by prepareDigits; to: row. No overlap.
export function centredDigits(prepared: usize, to: usize, constants: usize, level: i32): void {
  const own = constants + LEVELS + ((<usize>level) << 5);
  const mask = v128.load64_splat(own, 0);
  const last = v128.load64_splat(own, 8);
  const exponent = v128.load64_splat(own, 16);
  const bias = v128.load64_splat(own, 24);
  let p = prepared;
  const end = to + BLOCK;
  while (to < end) {
    let xr = digit(p, 2 * BLOCK, mask, last, exponent, bias);
    let xi = digit(p, 6 * BLOCK, mask, last, exponent, bias);
    let wr = v128.load(ROOT, 32);
    let wi = v128.load(ROOT, 48);
    const t2r = mulRe(xr, xi, wr, wi);
    const t2i = mulIm(xr, xi, wr, wi);
    xr = digit(p, 0, mask, last, exponent, bias);
    const ar = f64x2.add(xr, t2r);
    const br = f64x2.sub(xr, t2r);
    xi = digit(p, 4 * BLOCK, mask, last, exponent, bias);
    const ai = f64x2.add(xi, t2i);
    const bi = f64x2.sub(xi, t2i);
    xr = digit(p, BLOCK, mask, last, exponent, bias);
    xi = digit(p, 5 * BLOCK, mask, last, exponent, bias);
    wr = v128.load(ROOT, 0);
    wi = v128.load(ROOT, 16);
    const t1r = mulRe(xr, xi, wr, wi);
    const t1i = mulIm(xr, xi, wr, wi);
    xr = digit(p, 3 * BLOCK, mask, last, exponent, bias);
    xi = digit(p, 7 * BLOCK, mask, last, exponent, bias);
    wr = v128.load(ROOT, 64);
    wi = v128.load(ROOT, 80);
    const t3r = mulRe(xr, xi, wr, wi);
    const t3i = mulIm(xr, xi, wr, wi);
    const sr = f64x2.add(t1r, t3r);
    v128.store(to, f64x2.add(ar, sr), 0);
    v128.store(to, f64x2.sub(ar, sr), BLOCK);
    const di = f64x2.sub(t1i, t3i);
    v128.store(to, f64x2.sub(br, di), 2 * BLOCK);
    v128.store(to, f64x2.add(br, di), 3 * BLOCK);
    const si = f64x2.add(t1i, t3i);
    v128.store(to, f64x2.add(ai, si), IM);
    v128.store(to, f64x2.sub(ai, si), IM + BLOCK);
    const dr = f64x2.sub(t1r, t3r);
    v128.store(to, f64x2.add(bi, dr), IM + 2 * BLOCK);
    v128.store(to, f64x2.sub(bi, dr), IM + 3 * BLOCK);
    p += 16;
    to += 16;
  }
}
