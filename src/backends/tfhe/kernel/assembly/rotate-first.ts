// The first forward pass on one digit of X^a acc - acc, read straight from the accumulator.
//
// a = Q (N/8) + r. The pass combines words j + t N/8, t = 0..7, and word j + t N/8 of X^a acc is word
// j - r of block t - Q modulo 8, negated when t - Q modulo 16 is 8 or more. With Q constant, block
// offsets and signs are too: sixteen small functions, and no sign or bound in the loop.
//
// Digit: OFFSET = half of q/B^l + sum of (B/2) q/B^j makes every digit a bit field. Shifted to the
// mantissa, masked, under the exponent of 2^(b j) its last bit weighs 1; BIAS = 2^(b j) + B/2 comes
// off exactly.
import { IM, M, ROOT } from "./layout";
import { mulIm, mulRe } from "./complex";

const Q: i32 = 0; // set by the build script
const BLOCK: usize = M * 2;
const B0: usize = <usize>((0 - Q) & 7) * BLOCK;
const B1: usize = <usize>((1 - Q) & 7) * BLOCK;
const B2: usize = <usize>((2 - Q) & 7) * BLOCK;
const B3: usize = <usize>((3 - Q) & 7) * BLOCK;
const B4: usize = <usize>((4 - Q) & 7) * BLOCK;
const B5: usize = <usize>((5 - Q) & 7) * BLOCK;
const B6: usize = <usize>((6 - Q) & 7) * BLOCK;
const B7: usize = <usize>((7 - Q) & 7) * BLOCK;

// @ts-ignore: decorator
@inline function plus(moved: v128, still: v128, offset: v128): v128 {
  return i64x2.add(i64x2.sub(moved, still), offset);
}
// @ts-ignore: decorator
@inline function minus(moved: v128, still: v128, offset: v128): v128 {
  return i64x2.sub(i64x2.sub(offset, moved), still);
}
// @ts-ignore: decorator
@inline function digit(word: v128, mask: v128, exponent: v128, bias: v128): v128 {
  return f64x2.sub(v128.or(v128.and(i64x2.shr_u(word, 12), mask), exponent), bias);
}

// moved: word of block 0 that belongs to j = 0 of this segment; still: acc; to: transformed row;
// count: bytes from j = begin to its end.
export function rotateFirst(
  moved: usize, still: usize, to: usize, count: usize,   offset: v128, mask: v128, exponent: v128, bias: v128,
): void {
  const end = to + count;
  while (to < end) {
    let u = v128.load(moved, B2);
    let v = v128.load(still, 2 * BLOCK);
    let xr = digit(((2 - Q) & 8) == 0 ? plus(u, v, offset) : minus(u, v, offset), mask, exponent, bias);
    u = v128.load(moved, B6);
    v = v128.load(still, 6 * BLOCK);
    let xi = digit(((6 - Q) & 8) == 0 ? plus(u, v, offset) : minus(u, v, offset), mask, exponent, bias);
    let wr = v128.load(ROOT, 32);
    let wi = v128.load(ROOT, 48);
    const t2r = mulRe(xr, xi, wr, wi);
    const t2i = mulIm(xr, xi, wr, wi);
    u = v128.load(moved, B0);
    v = v128.load(still, 0);
    xr = digit(((0 - Q) & 8) == 0 ? plus(u, v, offset) : minus(u, v, offset), mask, exponent, bias);
    const ar = f64x2.add(xr, t2r);
    const br = f64x2.sub(xr, t2r);
    u = v128.load(moved, B4);
    v = v128.load(still, 4 * BLOCK);
    xi = digit(((4 - Q) & 8) == 0 ? plus(u, v, offset) : minus(u, v, offset), mask, exponent, bias);
    const ai = f64x2.add(xi, t2i);
    const bi = f64x2.sub(xi, t2i);
    u = v128.load(moved, B1);
    v = v128.load(still, BLOCK);
    xr = digit(((1 - Q) & 8) == 0 ? plus(u, v, offset) : minus(u, v, offset), mask, exponent, bias);
    u = v128.load(moved, B5);
    v = v128.load(still, 5 * BLOCK);
    xi = digit(((5 - Q) & 8) == 0 ? plus(u, v, offset) : minus(u, v, offset), mask, exponent, bias);
    wr = v128.load(ROOT, 0);
    wi = v128.load(ROOT, 16);
    const t1r = mulRe(xr, xi, wr, wi);
    const t1i = mulIm(xr, xi, wr, wi);
    u = v128.load(moved, B3);
    v = v128.load(still, 3 * BLOCK);
    xr = digit(((3 - Q) & 8) == 0 ? plus(u, v, offset) : minus(u, v, offset), mask, exponent, bias);
    u = v128.load(moved, B7);
    v = v128.load(still, 7 * BLOCK);
    xi = digit(((7 - Q) & 8) == 0 ? plus(u, v, offset) : minus(u, v, offset), mask, exponent, bias);
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
    moved += 16;
    still += 16;
    to += 16;
  }
}
