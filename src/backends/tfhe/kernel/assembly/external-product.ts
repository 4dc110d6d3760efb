// GGSW times GLWE outside blind rotation, and GLWE keyswitching: digits, transforms, one fused
// product, way back.
import { balancedDigits, offsetDigits } from "./digits";
import { inverseLast } from "./inverse-last";
import { ROW } from "./layout";
import { forwardFirst, forwardTop, inverseTop, multiplyBlocks } from "./schedule";
import { N } from "./size";

// dst += matrix times digits of src. src: `inputs` polynomials of N words; dst: `columns` of them;
// key: Fourier stream of levels * inputs rows; scratch: max(levels * inputs, columns) + columns rows.
// No overlap.
export function addProduct(
  src: usize,
  key: usize,
  dst: usize,
  scratch: usize,
  inputs: i32,
  columns: i32,
  baseLog: i32,
  levels: i32,
  balanced: bool,
): void {
  const rows = inputs * levels;
  for (let i = 0; i < inputs; i++) {
    const row = scratch + <usize>i * ROW;
    if (balanced) balancedDigits(src, row, <usize>inputs * ROW, baseLog, levels);
    else offsetDigits(src, row, <usize>inputs * ROW, baseLog, levels);
    src += (<usize>N) << 3;
  }
  for (let r = 0; r < rows; r++) {
    forwardFirst(scratch + <usize>r * ROW);
    forwardTop(scratch + <usize>r * ROW);
  }
  // Products overwrite the digits' rows: with fewer of those than columns the buffer starts behind both.
  const buffer = scratch + <usize>max(rows, columns) * ROW;
  multiplyBlocks(scratch, key, buffer, 1, rows, columns);
  for (let c = 0; c < columns; c++) {
    inverseTop(scratch + <usize>c * ROW);
    inverseLast(scratch + <usize>c * ROW, dst);
    dst += (<usize>N) << 3;
  }
}
