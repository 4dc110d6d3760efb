// One radix-2 pass down the tree, used once where log2 of the size is odd: children of
// X^(2 STRIDE) - e^(i t) are X^STRIDE - w and X^STRIDE + w, w = e^(i t/2).
import { IM } from "./layout";
import { madd, nmadd } from "./complex";

const STRIDE: usize = 64; // set by the build script
const S1: usize = STRIDE * 8;

// table: w of every block as two f64.
export function forward2(data: usize, table: usize, blocks: i32): void {
  let p = data;
  for (let b = 0; b < blocks; b++) {
    const wr = v128.load64_splat(table, 0);
    const wi = v128.load64_splat(table, 8);
    const end = p + S1;
    do {
      const x1r = v128.load(p, S1);
      const x1i = v128.load(p, IM + S1);
      const x0r = v128.load(p, 0);
      const x0i = v128.load(p, IM);
      const tr = nmadd(x1i, wi, f64x2.mul(x1r, wr));
      const ti = madd(x1i, wr, f64x2.mul(x1r, wi));
      v128.store(p, f64x2.add(x0r, tr), 0);
      v128.store(p, f64x2.sub(x0r, tr), S1);
      v128.store(p, f64x2.add(x0i, ti), IM);
      v128.store(p, f64x2.sub(x0i, ti), IM + S1);
      p += 16;
    } while (p < end);
    p += S1;
    table += 16;
  }
}
