// Blind rotation of a batch: key bits outermost, so that a GGSW is read once for all ciphertexts.
import { inverseLast } from "./inverse-last";
import { ACC, ROW } from "./layout";
import { rotateDigits } from "./rotate-digits";
import { forwardTop, inverseTop, multiplyBlocks } from "./schedule";
import { N } from "./size";

// accs: [count][columns] accumulator polynomials ACC bytes apart, rotated in place. exponents:
// u32 [count][n + 1]. key: n Fourier streams. constants: see rotate-digits. scratch: groups of
// `group` ciphertexts share a block of the key while it is in the first-level cache; columns *
// levels rows for each, and `columns` rows. Bits [from, to) of n are done.
export function blindRotate(
  accs: usize,
  count: i32,
  exponents: usize,
  n: i32,
  from: i32,
  to: i32,
  key: usize,
  scratch: usize,
  group: i32,
  columns: i32,
  levels: i32,
  constants: usize,
): void {
  const rows = columns * levels;
  const ggswBytes = <usize>(rows * columns) * ((<usize>N) << 3);
  const accBytes = <usize>columns * ACC;
  const width = (<usize>(n + 1)) << 2;
  key += <usize>from * ggswBytes;
  for (let i = from; i < to; i++) {
    let acc = accs;
    let e = exponents + ((<usize>i) << 2);
    for (let b = 0; b < count; b += group) {
      const some = min(group, count - b);
      cmuxRotate(acc, e, width, some, key, scratch, rows, columns, levels, constants);
      acc += <usize>some * accBytes;
      e += <usize>some * width;
    }
    key += ggswBytes;
  }
}

// acc += GGSW times (X^a - 1) acc for `some` ciphertexts. X^0 - 1 = 0 gives digits 0: nothing is
// skipped, as it happens once in 2N.
function cmuxRotate(
  acc: usize,
  exponent: usize,
  width: usize,
  some: i32,
  key: usize,
  scratch: usize,
  rows: i32,
  columns: i32,
  levels: i32,
  constants: usize,
): void {
  let row = scratch;
  for (let b = 0; b < some; b++) {
    const a = load<i32>(exponent);
    for (let level = 0; level < levels; level++) {
      for (let c = 0; c < columns; c++) {
        rotateDigits(acc + <usize>(b * columns + c) * ACC, a, row, constants, level);
        forwardTop(row);
        row += ROW;
      }
    }
    exponent += width;
  }
  multiplyBlocks(scratch, key, row, some, rows, columns);
  row = scratch;
  for (let b = 0; b < some; b++) {
    for (let c = 0; c < columns; c++) {
      inverseTop(row + <usize>c * ROW);
      inverseLast(row + <usize>c * ROW, acc);
      acc += ACC;
    }
    row += <usize>rows * ROW;
  }
}
