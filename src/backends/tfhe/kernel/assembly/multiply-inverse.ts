// Sum over rows of digit polynomial times key polynomial, and the first inverse pass on the sum
// while it is in registers. Key order is reading order: [8 complex][column][row][m][re, im].
import { IM, ROW } from "./layout";
import { conjIm, conjRe, madd, nmadd } from "./complex";

// digits: `rows` transformed polynomials; out: `columns` polynomials one inverse pass on.
// `bytes` of the real parts are done: a block. No overlap. table: as in forwardLeaf.
export function multiplyInverse(
  digits: usize,
  key: usize,
  out: usize,
  table: usize,
  rows: i32,
  columns: i32,
  bytes: usize,
): void {
  const end = digits + bytes;
  for (; digits < end; digits += 64) {
    let to = out;
    for (let c = 0; c < columns; c++) {
      let y0r = f64x2.splat(0);
      let y0i = f64x2.splat(0);
      let y1r = f64x2.splat(0);
      let y1i = f64x2.splat(0);
      let y2r = f64x2.splat(0);
      let y2i = f64x2.splat(0);
      let y3r = f64x2.splat(0);
      let y3i = f64x2.splat(0);
      let f = digits;
      for (let r = 0; r < rows; r++) {
        let fr = v128.load(f, 0);
        let fi = v128.load(f, IM);
        let kr = v128.load(key, 0);
        let ki = v128.load(key, 16);
        y0r = nmadd(fi, ki, madd(fr, kr, y0r));
        y0i = madd(fi, kr, madd(fr, ki, y0i));
        fr = v128.load(f, 16);
        fi = v128.load(f, IM + 16);
        kr = v128.load(key, 32);
        ki = v128.load(key, 48);
        y1r = nmadd(fi, ki, madd(fr, kr, y1r));
        y1i = madd(fi, kr, madd(fr, ki, y1i));
        fr = v128.load(f, 32);
        fi = v128.load(f, IM + 32);
        kr = v128.load(key, 64);
        ki = v128.load(key, 80);
        y2r = nmadd(fi, ki, madd(fr, kr, y2r));
        y2i = madd(fi, kr, madd(fr, ki, y2i));
        fr = v128.load(f, 48);
        fi = v128.load(f, IM + 48);
        kr = v128.load(key, 96);
        ki = v128.load(key, 112);
        y3r = nmadd(fi, ki, madd(fr, kr, y3r));
        y3i = madd(fi, kr, madd(fr, ki, y3i));
        key += 128;
        f += ROW;
      }
      const ar = f64x2.add(y0r, y1r);
      const br = f64x2.sub(y0r, y1r);
      const cr = f64x2.add(y2r, y3r);
      const dr = f64x2.sub(y2r, y3r);
      const ai = f64x2.add(y0i, y1i);
      const bi = f64x2.sub(y0i, y1i);
      const ci = f64x2.add(y2i, y3i);
      const di = f64x2.sub(y2i, y3i);
      const x0r = f64x2.add(ar, cr);
      const x0i = f64x2.add(ai, ci);
      let tr = f64x2.add(br, di);
      let ti = f64x2.sub(bi, dr);
      let wr = v128.load(table, 0);
      let wi = v128.load(table, 16);
      const x1r = conjRe(tr, ti, wr, wi);
      const x1i = conjIm(tr, ti, wr, wi);
      v128.store(to, v128.shuffle<f64>(x0r, x1r, 0, 2), 0);
      v128.store(to, v128.shuffle<f64>(x0r, x1r, 1, 3), 32);
      v128.store(to, v128.shuffle<f64>(x0i, x1i, 0, 2), IM);
      v128.store(to, v128.shuffle<f64>(x0i, x1i, 1, 3), IM + 32);
      tr = f64x2.sub(ar, cr);
      ti = f64x2.sub(ai, ci);
      wr = v128.load(table, 32);
      wi = v128.load(table, 48);
      const x2r = conjRe(tr, ti, wr, wi);
      const x2i = conjIm(tr, ti, wr, wi);
      tr = f64x2.sub(br, di);
      ti = f64x2.add(bi, dr);
      wr = v128.load(table, 64);
      wi = v128.load(table, 80);
      const x3r = conjRe(tr, ti, wr, wi);
      const x3i = conjIm(tr, ti, wr, wi);
      v128.store(to, v128.shuffle<f64>(x2r, x3r, 0, 2), 16);
      v128.store(to, v128.shuffle<f64>(x2r, x3r, 1, 3), 48);
      v128.store(to, v128.shuffle<f64>(x2i, x3i, 0, 2), IM + 16);
      v128.store(to, v128.shuffle<f64>(x2i, x3i, 1, 3), IM + 48);
      to += ROW;
    }
    out += 64;
    table += 96;
  }
}
