// Blind rotation of a batch: key bits outermost, so that a GGSW is read once for all ciphertexts.
import { inverseLast } from "./inverse-last";
import { ACC, ROW } from "./layout";
import { rotateDigits } from "./rotate-digits";
import { forwardTop, inverseTop, multiplyBlocks, rootTable } from "./schedule";
import { N } from "./size";

// accs: [count][columns] accumulator polynomials ACC bytes apart, rotated in place. exponents:
// u32 [count][n + 1]. key: n Fourier streams. constants: see rotate-digits. scratch: columns *
// (levels + 1) rows. Bits [from, to) of n are done.
export function blindRotate(
  accs: usize,
  count: i32,
  exponents: usize,
  n: i32,
  from: i32,
  to: i32,
  key: usize,
  scratch: usize,
  columns: i32,
  levels: i32,
  constants: usize,
): void {
  const rows = columns * levels;
  const ggswBytes = <usize>(rows * columns) * ((<usize>N) << 3);
  const accBytes = <usize>columns * ACC;
  const out = scratch + <usize>rows * ROW;
  key += <usize>from * ggswBytes;
  for (let i = from; i < to; i++) {
    let acc = accs;
    let e = exponents + ((<usize>i) << 2);
    for (let b = 0; b < count; b++) {
      const exponent = load<i32>(e);
      if (exponent != 0) cmuxRotate(acc, exponent, key, scratch, out, rows, columns, levels, constants);
      acc += accBytes;
      e += (<usize>(n + 1)) << 2;
    }
    key += ggswBytes;
  }
}

function cmuxRotate(
  acc: usize,
  exponent: i32,
  key: usize,
  scratch: usize,
  out: usize,
  rows: i32,
  columns: i32,
  levels: i32,
  constants: usize,
): void {
  let row = scratch;
  for (let level = 0; level < levels; level++) {
    for (let c = 0; c < columns; c++) {
      rotateDigits(acc + <usize>c * ACC, exponent, row, constants, level);
      forwardTop(row);
      row += ROW;
    }
  }
  multiplyBlocks(scratch, key, out, rows, columns);
  for (let c = 0; c < columns; c++) {
    inverseTop(out);
    inverseLast(out, acc, rootTable());
    out += ROW;
    acc += ACC;
  }
}
