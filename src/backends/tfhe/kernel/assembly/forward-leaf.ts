// The last forward pass, stride 1: two blocks of four at once, lanes = blocks. Results stay
// transposed (value m of both blocks in one vector): products are taken lane by lane, and the first
// inverse pass puts things back.
import { IM } from "./layout";
import { mulIm, mulRe } from "./complex";

// data: first block, in place; table: w, w^2, w^3 of both blocks as six vectors, 96 bytes a pair.
export function forwardLeaf(data: usize, table: usize, pairs: i32): void {
  const end = data + ((<usize>pairs) << 6);
  for (let p = data; p < end; p += 64) {
    let u = v128.load(p, 0);
    let v = v128.load(p, 32);
    const x0r = v128.shuffle<f64>(u, v, 0, 2);
    const x1r = v128.shuffle<f64>(u, v, 1, 3);
    u = v128.load(p, IM);
    v = v128.load(p, IM + 32);
    const x0i = v128.shuffle<f64>(u, v, 0, 2);
    const x1i = v128.shuffle<f64>(u, v, 1, 3);
    let wr = v128.load(table, 0);
    let wi = v128.load(table, 16);
    const t1r = mulRe(x1r, x1i, wr, wi);
    const t1i = mulIm(x1r, x1i, wr, wi);
    u = v128.load(p, 16);
    v = v128.load(p, 48);
    const x2r = v128.shuffle<f64>(u, v, 0, 2);
    const x3r = v128.shuffle<f64>(u, v, 1, 3);
    u = v128.load(p, IM + 16);
    v = v128.load(p, IM + 48);
    const x2i = v128.shuffle<f64>(u, v, 0, 2);
    const x3i = v128.shuffle<f64>(u, v, 1, 3);
    wr = v128.load(table, 64);
    wi = v128.load(table, 80);
    const t3r = mulRe(x3r, x3i, wr, wi);
    const t3i = mulIm(x3r, x3i, wr, wi);
    const sr = f64x2.add(t1r, t3r);
    const si = f64x2.add(t1i, t3i);
    const dr = f64x2.sub(t1r, t3r);
    const di = f64x2.sub(t1i, t3i);
    wr = v128.load(table, 32);
    wi = v128.load(table, 48);
    const t2r = mulRe(x2r, x2i, wr, wi);
    const t2i = mulIm(x2r, x2i, wr, wi);
    const ar = f64x2.add(x0r, t2r);
    const br = f64x2.sub(x0r, t2r);
    v128.store(p, f64x2.add(ar, sr), 0);
    v128.store(p, f64x2.sub(ar, sr), 16);
    v128.store(p, f64x2.sub(br, di), 32);
    v128.store(p, f64x2.add(br, di), 48);
    const ai = f64x2.add(x0i, t2i);
    const bi = f64x2.sub(x0i, t2i);
    v128.store(p, f64x2.add(ai, si), IM);
    v128.store(p, f64x2.sub(ai, si), IM + 16);
    v128.store(p, f64x2.add(bi, dr), IM + 32);
    v128.store(p, f64x2.sub(bi, dr), IM + 48);
    table += 96;
  }
}
