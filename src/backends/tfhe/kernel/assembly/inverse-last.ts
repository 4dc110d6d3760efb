// The last inverse pass (one block, the root), its results in units of the torus: their fractional
// parts are added to the accumulator as 64-bit words.
import { IM, M, ROOT, THREE } from "./layout";
import { conjIm, conjRe } from "./complex";

const S1: usize = M * 2;
const S2: usize = M * 4;
const S3: usize = M * 6;
const A_IM: usize = M * 8;

// y - nearest(y) lies in [-1/2, 1/2]; adding 3 puts it into [2, 4), whose 52 mantissa bits are
// multiples of 2^-51, so that 13 bits up it is the word, modulo 2^64.
// @ts-ignore: decorator
@inline function word(y: v128, three: v128): v128 {
  return i64x2.shl(f64x2.add(f64x2.sub(y, f64x2.nearest(y)), three), 13);
}

// data: transformed polynomial; acc: N words, added to.
export function inverseLast(data: usize, acc: usize): void {
  // Read from memory: a constant would be built anew at each of its eight uses.
  const three = v128.load64_splat(THREE);
  const end = data + S1;
  let p = data;
  do {
    const y0r = v128.load(p, 0);
    const y1r = v128.load(p, S1);
    const ar = f64x2.add(y0r, y1r);
    const br = f64x2.sub(y0r, y1r);
    const y2r = v128.load(p, S2);
    const y3r = v128.load(p, S3);
    const cr = f64x2.add(y2r, y3r);
    const dr = f64x2.sub(y2r, y3r);
    v128.store(acc, i64x2.add(v128.load(acc, 0), word(f64x2.add(ar, cr), three)), 0);
    const y0i = v128.load(p, IM);
    const y1i = v128.load(p, IM + S1);
    const ai = f64x2.add(y0i, y1i);
    const bi = f64x2.sub(y0i, y1i);
    const y2i = v128.load(p, IM + S2);
    const y3i = v128.load(p, IM + S3);
    const ci = f64x2.add(y2i, y3i);
    const di = f64x2.sub(y2i, y3i);
    v128.store(acc, i64x2.add(v128.load(acc, A_IM), word(f64x2.add(ai, ci), three)), A_IM);
    let tr = f64x2.sub(ar, cr);
    let ti = f64x2.sub(ai, ci);
    let wr = v128.load(ROOT, 32);
    let wi = v128.load(ROOT, 48);
    let z = word(conjRe(tr, ti, wr, wi), three);
    v128.store(acc, i64x2.add(v128.load(acc, S2), z), S2);
    z = word(conjIm(tr, ti, wr, wi), three);
    v128.store(acc, i64x2.add(v128.load(acc, A_IM + S2), z), A_IM + S2);
    tr = f64x2.add(br, di);
    ti = f64x2.sub(bi, dr);
    wr = v128.load(ROOT, 0);
    wi = v128.load(ROOT, 16);
    z = word(conjRe(tr, ti, wr, wi), three);
    v128.store(acc, i64x2.add(v128.load(acc, S1), z), S1);
    z = word(conjIm(tr, ti, wr, wi), three);
    v128.store(acc, i64x2.add(v128.load(acc, A_IM + S1), z), A_IM + S1);
    tr = f64x2.sub(br, di);
    ti = f64x2.add(bi, dr);
    wr = v128.load(ROOT, 64);
    wi = v128.load(ROOT, 80);
    z = word(conjRe(tr, ti, wr, wi), three);
    v128.store(acc, i64x2.add(v128.load(acc, S3), z), S3);
    z = word(conjIm(tr, ti, wr, wi), three);
    v128.store(acc, i64x2.add(v128.load(acc, A_IM + S3), z), A_IM + S3);
    p += 16;
    acc += 16;
  } while (p < end);
}
