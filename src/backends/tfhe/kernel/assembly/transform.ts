// Whole transforms, and the exact products that key generation needs.
import { IM, M, ROW } from "./layout";
import { forwardBlocks, forwardFirst, forwardTop, inverseRoot, inverseTop, multiplyBlocks } from "./schedule";

// Row of f64 to the Fourier domain, in place.
export function forward(row: usize): void {
  forwardFirst(row);
  forwardTop(row);
  forwardBlocks(row);
}

// Torus words as signed numbers times `scale`, transformed. src: N words.
export function forwardTorus(src: usize, row: usize, scale: f64): void {
  for (let j: usize = 0; j < M << 3; j += 8) {
    store<f64>(row + j, <f64>load<i64>(src + j) * scale);
    store<f64>(row + IM + j, <f64>load<i64>(src + (M << 3) + j) * scale);
  }
  forward(row);
}

// Writes a transformed polynomial at its places in the stream multiplyInverse reads.
export function scatter(row: usize, key: usize, r: i32, c: i32, rows: i32, columns: i32): void {
  let to = key + <usize>(c * rows + r) * 128;
  const step = <usize>(rows * columns) * 128;
  for (let p = row; p < row + M * 8; p += 64) {
    for (let m: usize = 0; m < 64; m += 16) {
      v128.store(to + 2 * m, v128.load(p + m));
      v128.store(to + 2 * m, v128.load(p + m, IM), 16);
    }
    to += step;
  }
}

// A matrix [rows][columns] of torus polynomials (words) to the Fourier stream. row: scratch.
export function loadMatrix(src: usize, row: usize, key: usize, rows: i32, columns: i32, scale: f64): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      forwardTorus(src, row, scale);
      scatter(row, key, r, c, rows, columns);
      src += M << 4;
    }
  }
}

// Bits (bytes 0 or 1) to the stream of a 1 x 1 matrix, scaled for the way back.
export function loadBinary(bits: usize, row: usize, key: usize): void {
  const scale = 1.0 / <f64>M;
  for (let j: usize = 0; j < M; j++) {
    store<f64>(row + (j << 3), <f64>load<u8>(bits + j) * scale);
    store<f64>(row + IM + (j << 3), <f64>load<u8>(bits + M + j) * scale);
  }
  forward(row);
  scatter(row, key, 0, 0, 1, 1);
}

// dst += a * bits, exact modulo 2^64: a in signed halves of 32 bits, whose products with bits stay
// below 2^47 and come out within a small fraction of an integer. scratch: two rows.
export function addBinaryProduct(src: usize, bits: usize, dst: usize, scratch: usize): void {
  for (let half: i64 = 0; half < 2; half++) {
    for (let j: usize = 0; j < 2 * M; j++) {
      const word = load<i64>(src + (j << 3));
      const low = <i64>(<i32>word);
      const part = half == 0 ? low : (word - low) >> 32;
      store<f64>(j < M ? scratch + (j << 3) : scratch + IM + ((j - M) << 3), <f64>part);
    }
    forwardFirst(scratch);
    forwardTop(scratch);
    multiplyBlocks(scratch, bits, scratch + ROW, 1, 1, 1);
    inverseTop(scratch);
    inverseRoot(scratch);
    for (let j: usize = 0; j < 2 * M; j++) {
      const y = load<f64>(j < M ? scratch + (j << 3) : scratch + IM + ((j - M) << 3));
      const at = dst + (j << 3);
      store<i64>(at, load<i64>(at) + ((<i64>nearest(y)) << (half << 5)));
    }
  }
}
