// One radix-4 pass down the tree: every block is a polynomial modulo X^(4 STRIDE) - e^(i t); its
// four children are modulo X^STRIDE - w i^m with w = e^(i t/4). The twist of X^N + 1 is in the
// root angle, so there is no pass for it, and factors are constant in a block.
import { IM } from "./layout";
import { mulIm, mulRe } from "./complex";

const STRIDE: usize = 64; // set by the build script
const S1: usize = STRIDE * 8;
const S2: usize = STRIDE * 16;
const S3: usize = STRIDE * 24;

// @ts-ignore: decorator
@inline function butterfly(
  p: usize, w1r: v128, w1i: v128, w2r: v128, w2i: v128, w3r: v128, w3i: v128,
): void {
  let xr = v128.load(p, S1);
  let xi = v128.load(p, IM + S1);
  const t1r = mulRe(xr, xi, w1r, w1i);
  const t1i = mulIm(xr, xi, w1r, w1i);
  xr = v128.load(p, S3);
  xi = v128.load(p, IM + S3);
  const t3r = mulRe(xr, xi, w3r, w3i);
  const t3i = mulIm(xr, xi, w3r, w3i);
  const sr = f64x2.add(t1r, t3r);
  const si = f64x2.add(t1i, t3i);
  const dr = f64x2.sub(t1r, t3r);
  const di = f64x2.sub(t1i, t3i);
  xr = v128.load(p, S2);
  xi = v128.load(p, IM + S2);
  const t2r = mulRe(xr, xi, w2r, w2i);
  const t2i = mulIm(xr, xi, w2r, w2i);
  const x0r = v128.load(p, 0);
  const ar = f64x2.add(x0r, t2r);
  const br = f64x2.sub(x0r, t2r);
  v128.store(p, f64x2.add(ar, sr), 0);
  v128.store(p, f64x2.sub(ar, sr), S1);
  v128.store(p, f64x2.sub(br, di), S2);
  v128.store(p, f64x2.add(br, di), S3);
  const x0i = v128.load(p, IM);
  const ai = f64x2.add(x0i, t2i);
  const bi = f64x2.sub(x0i, t2i);
  v128.store(p, f64x2.add(ai, si), IM);
  v128.store(p, f64x2.sub(ai, si), IM + S1);
  v128.store(p, f64x2.add(bi, dr), IM + S2);
  v128.store(p, f64x2.sub(bi, dr), IM + S3);
}

// data: first block, in place; table: w, w^2, w^3 of every block as six f64.
export function forward4(data: usize, table: usize, blocks: i32): void {
  let p = data;
  for (let b = 0; b < blocks; b++) {
    let w = v128.load(table, 0);
    const w1r = v128.shuffle<f64>(w, w, 0, 0);
    const w1i = v128.shuffle<f64>(w, w, 1, 1);
    w = v128.load(table, 16);
    const w2r = v128.shuffle<f64>(w, w, 0, 0);
    const w2i = v128.shuffle<f64>(w, w, 1, 1);
    w = v128.load(table, 32);
    const w3r = v128.shuffle<f64>(w, w, 0, 0);
    const w3i = v128.shuffle<f64>(w, w, 1, 1);
    const end = p + S1;
    do {
      butterfly(p, w1r, w1i, w2r, w2i, w3r, w3i);
      butterfly(p + 16, w1r, w1i, w2r, w2i, w3r, w3i);
      p += 32;
    } while (p < end);
    p += S3;
    table += 48;
  }
}
