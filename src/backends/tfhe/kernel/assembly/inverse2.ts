// One radix-2 pass up the tree, the reverse of forward2 without the factor 1/2.
import { IM } from "./layout";
import { conjIm, conjRe } from "./complex";

const STRIDE: usize = 64; // set by the build script
const S1: usize = STRIDE * 8;

export function inverse2(data: usize, to: usize, table: usize, blocks: i32): void {
  let p = data;
  let q = to;
  for (let b = 0; b < blocks; b++) {
    const wr = v128.load64_splat(table, 0);
    const wi = v128.load64_splat(table, 8);
    const end = p + S1;
    do {
      const y0r = v128.load(p, 0);
      const y1r = v128.load(p, S1);
      const y0i = v128.load(p, IM);
      const y1i = v128.load(p, IM + S1);
      v128.store(q, f64x2.add(y0r, y1r), 0);
      v128.store(q, f64x2.add(y0i, y1i), IM);
      const tr = f64x2.sub(y0r, y1r);
      const ti = f64x2.sub(y0i, y1i);
      v128.store(q, conjRe(tr, ti, wr, wi), S1);
      v128.store(q, conjIm(tr, ti, wr, wi), IM + S1);
      p += 16;
      q += 16;
    } while (p < end);
    p += S1;
    q += S1;
    table += 16;
  }
}
