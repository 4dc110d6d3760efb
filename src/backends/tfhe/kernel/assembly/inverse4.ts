// One radix-4 pass up the tree, the reverse of forward4 without the factor 1/4 (it is in the key).
import { IM } from "./layout";
import { conjIm, conjRe } from "./complex";

const STRIDE: usize = 64; // set by the build script
const S1: usize = STRIDE * 8;
const S2: usize = STRIDE * 16;
const S3: usize = STRIDE * 24;

// @ts-ignore: decorator
@inline function butterfly(
  p: usize, q: usize, w1r: v128, w1i: v128, w2r: v128, w2i: v128, w3r: v128, w3i: v128,
): void {
  const y0r = v128.load(p, 0);
  const y1r = v128.load(p, S1);
  const ar = f64x2.add(y0r, y1r);
  const br = f64x2.sub(y0r, y1r);
  const y2r = v128.load(p, S2);
  const y3r = v128.load(p, S3);
  const cr = f64x2.add(y2r, y3r);
  const dr = f64x2.sub(y2r, y3r);
  const y0i = v128.load(p, IM);
  const y1i = v128.load(p, IM + S1);
  const ai = f64x2.add(y0i, y1i);
  const bi = f64x2.sub(y0i, y1i);
  const y2i = v128.load(p, IM + S2);
  const y3i = v128.load(p, IM + S3);
  const ci = f64x2.add(y2i, y3i);
  const di = f64x2.sub(y2i, y3i);
  v128.store(q, f64x2.add(ar, cr), 0);
  v128.store(q, f64x2.add(ai, ci), IM);
  let tr = f64x2.sub(ar, cr);
  let ti = f64x2.sub(ai, ci);
  v128.store(q, conjRe(tr, ti, w2r, w2i), S2);
  v128.store(q, conjIm(tr, ti, w2r, w2i), IM + S2);
  tr = f64x2.add(br, di);
  ti = f64x2.sub(bi, dr);
  v128.store(q, conjRe(tr, ti, w1r, w1i), S1);
  v128.store(q, conjIm(tr, ti, w1r, w1i), IM + S1);
  tr = f64x2.sub(br, di);
  ti = f64x2.add(bi, dr);
  v128.store(q, conjRe(tr, ti, w3r, w3i), S3);
  v128.store(q, conjIm(tr, ti, w3r, w3i), IM + S3);
}

// data: first block; to: where results go, data itself or apart from it; table as in forward4.
export function inverse4(data: usize, to: usize, table: usize, blocks: i32): void {
  let p = data;
  let q = to;
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
      butterfly(p, q, w1r, w1i, w2r, w2i, w3r, w3i);
      butterfly(p + 16, q + 16, w1r, w1i, w2r, w2i, w3r, w3i);
      p += 32;
      q += 32;
    } while (p < end);
    p += S3;
    q += S3;
    table += 48;
  }
}
