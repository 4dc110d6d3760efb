// LWE keyswitch as a matrix product: [count][rows] small digits times [rows][n + 1] key words. The
// key is cut in blocks of 16 columns (one cache line of 32-bit words), padded with zeros; a slice of
// ROWS rows of a block stays in the first-level cache while all pairs of ciphertexts pass over it.

const ROWS: i32 = 256;

// key: u32 [blocks][rows][16]; digits: i32 [count][rows]; out: u32 [count][blocks * 16], starts as
// (0, ..., 0, b) and has the product subtracted. Blocks [from, to) are done; count is even.
export function keyswitch32(
  key: usize,
  digits: usize,
  out: usize,
  count: i32,
  rows: i32,
  blocks: i32,
  from: i32,
  to: i32,
): void {
  const width = (<usize>blocks) << 6;
  for (let block = from; block < to; block++) {
    const part = key + <usize>block * ((<usize>rows) << 6);
    for (let first = 0; first < rows; first += ROWS) {
      const some = min(ROWS, rows - first);
      let d = digits + ((<usize>first) << 2);
      let o = out + ((<usize>block) << 6);
      for (let c = 0; c < count; c += 2) {
        pair32(part + ((<usize>first) << 6), d, d + ((<usize>rows) << 2), o, o + width, some);
        d += (<usize>rows) << 3;
        o += width << 1;
      }
    }
  }
}

function pair32(key: usize, d: usize, e: usize, out: usize, out2: usize, rows: i32): void {
  let a0 = v128.load(out, 0);
  let a1 = v128.load(out, 16);
  let a2 = v128.load(out, 32);
  let a3 = v128.load(out, 48);
  let b0 = v128.load(out2, 0);
  let b1 = v128.load(out2, 16);
  let b2 = v128.load(out2, 32);
  let b3 = v128.load(out2, 48);
  const end = key + ((<usize>rows) << 6);
  do {
    const x = v128.load32_splat(d);
    const y = v128.load32_splat(e);
    let k = v128.load(key, 0);
    a0 = i32x4.sub(a0, i32x4.mul(k, x));
    b0 = i32x4.sub(b0, i32x4.mul(k, y));
    k = v128.load(key, 16);
    a1 = i32x4.sub(a1, i32x4.mul(k, x));
    b1 = i32x4.sub(b1, i32x4.mul(k, y));
    k = v128.load(key, 32);
    a2 = i32x4.sub(a2, i32x4.mul(k, x));
    b2 = i32x4.sub(b2, i32x4.mul(k, y));
    k = v128.load(key, 48);
    a3 = i32x4.sub(a3, i32x4.mul(k, x));
    b3 = i32x4.sub(b3, i32x4.mul(k, y));
    d += 4;
    e += 4;
    key += 64;
  } while (key < end);
  v128.store(out, a0, 0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out2, b0, 0);
  v128.store(out2, b1, 16);
  v128.store(out2, b2, 32);
  v128.store(out2, b3, 48);
}

// The same for 64-bit words, u64 [blocks][rows][16]; out: u64 [count][blocks * 16].
export function keyswitch64(
  key: usize,
  digits: usize,
  out: usize,
  count: i32,
  rows: i32,
  blocks: i32,
  from: i32,
  to: i32,
): void {
  const width = (<usize>blocks) << 7;
  for (let block = from; block < to; block++) {
    const part = key + <usize>block * ((<usize>rows) << 7);
    for (let first = 0; first < rows; first += ROWS) {
      const some = min(ROWS, rows - first);
      for (let c = 0; c < count; c++) {
        const d = digits + ((<usize>(c * rows + first)) << 2);
        const o = out + ((<usize>block) << 7) + <usize>c * width;
        for (let quarter: usize = 0; quarter < 128; quarter += 32) {
          four64(part + ((<usize>first) << 7) + quarter, d, o + quarter, some);
        }
      }
    }
  }
}

function four64(key: usize, d: usize, out: usize, rows: i32): void {
  let a = load<i64>(out, 0);
  let b = load<i64>(out, 8);
  let c = load<i64>(out, 16);
  let e = load<i64>(out, 24);
  const end = d + ((<usize>rows) << 2);
  do {
    const x = <i64>load<i32>(d);
    a -= x * load<i64>(key, 0);
    b -= x * load<i64>(key, 8);
    c -= x * load<i64>(key, 16);
    e -= x * load<i64>(key, 24);
    key += 128;
    d += 4;
  } while (d < end);
  store<i64>(out, a, 0);
  store<i64>(out, b, 8);
  store<i64>(out, c, 16);
  store<i64>(out, e, 24);
}

// Copies `width` words of a row of the standard layout into the blocks. wide: words of 64 bits.
export function scatterRow(src: usize, key: usize, row: i32, rows: i32, width: i32, wide: bool): void {
  const line: usize = wide ? 128 : 64;
  let left = (<usize>width) << (wide ? 3 : 2);
  let to = key + <usize>row * line;
  while (left > 0) {
    const some = min(left, line);
    memory.copy(to, src, some);
    if (some < line) memory.fill(to + some, 0, line - some);
    src += some;
    left -= some;
    to += <usize>rows * line;
  }
}

// Sum of the words whose bit is 1, modulo 2^64 or 2^32 (in the low half).
export function binaryDot(words: usize, bits: usize, count: i32, wide: bool): u64 {
  let sum: u64 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const bit = -(<i64>load<u8>(bits + i));
    sum += (<u64>bit) & (wide ? load<u64>(words + (i << 3)) : <u64>load<u32>(words + (i << 2)));
  }
  return sum;
}
