// Seeded keys: masks are ChaCha20 streams, row r has its own (nonce word 1 and 2 = r); bodies travel.
// `state`: the 12 words of chacha20, whose index this file sets.
import { chacha20 } from "./chacha20";
import { binaryDot, scatterRow } from "./keyswitch";
import { N } from "./size";
import { addBinaryProduct } from "./transform";

// dst = the mask of row `index`, rounded up to 256 bytes.
function expand(state: usize, index: u64, dst: usize, bytes: i32): void {
  store<u64>(state, index, 40);
  chacha20(state, dst, (bytes + 255) >> 8);
}

// Rows [index, index + count) of a GGSW key in the standard domain, (k + 1) N words each.
export function expandRows(state: usize, index: i64, count: i32, k: i32, bodies: usize, dst: usize): void {
  const body = (<usize>N) << 3;
  for (let r = 0; r < count; r++) {
    expand(state, <u64>index + r, dst, k * N * 8);
    dst += <usize>k * body;
    memory.copy(dst, bodies, body);
    dst += body;
    bodies += body;
  }
}

// Bodies of the same rows, which hold the noise on entry: plus mask times key, plus the message.
// binary: k streams of loadBinary, N words each; lweBits and glweBits: bytes 0 or 1. row 0 of the
// request is `index`; work: k N words and two rows.
export function makeBootstrapBodies(
  state: usize,
  index: i64,
  count: i32,
  k: i32,
  levels: i32,
  baseLog: i32,
  binary: usize,
  lweBits: usize,
  glweBits: usize,
  bodies: usize,
  work: usize,
): void {
  const size = (<usize>N) << 3;
  const scratch = work + <usize>k * size;
  for (let r = 0; r < count; r++) {
    expand(state, <u64>index + r, work, k * N * 8);
    for (let i = 0; i < k; i++) {
      addBinaryProduct(work + <usize>i * size, binary + <usize>i * size, bodies, scratch);
    }
    const at = <i32>index + r;
    const column = at % (k + 1);
    const level = (at / (k + 1)) % levels;
    const bit = <u64>load<u8>(lweBits + at / (levels * (k + 1)));
    const weight = bit << (<u64>(64 - baseLog * (level + 1)));
    if (column == k) {
      store<u64>(bodies, load<u64>(bodies) + weight);
    } else {
      const bits = glweBits + <usize>column * <usize>N;
      for (let j: usize = 0; j < <usize>N; j++) {
        store<u64>(bodies + (j << 3), load<u64>(bodies + (j << 3)) - weight * <u64>load<u8>(bits + j));
      }
    }
    bodies += size;
  }
}

// Rows [index, index + count) of a keyswitching key into the blocks of keyswitch32 or 64.
// work: n + 1 words and 256 bytes.
export function expandKeyswitchRows(
  state: usize,
  index: i32,
  count: i32,
  n: i32,
  wide: bool,
  bodies: usize,
  key: usize,
  rows: i32,
  work: usize,
): void {
  const word: usize = wide ? 8 : 4;
  for (let r = 0; r < count; r++) {
    expand(state, <u64>(index + r), work, n * <i32>word);
    memory.copy(work + <usize>n * word, bodies, word);
    scatterRow(work, key, index + r, rows, n + 1, wide);
    bodies += word;
  }
}

// Bodies of the same rows, which hold the noise on entry.
export function makeKeyswitchBodies(
  state: usize,
  index: i32,
  count: i32,
  n: i32,
  wide: bool,
  levels: i32,
  baseLog: i32,
  inputBits: usize,
  outputBits: usize,
  bodies: usize,
  work: usize,
): void {
  for (let r = 0; r < count; r++) {
    expand(state, <u64>(index + r), work, n * (wide ? 8 : 4));
    const at = index + r;
    const bit = <u64>load<u8>(inputBits + at / levels);
    const digit = (at % levels) + 1;
    const sum = binaryDot(work, outputBits, n, wide) + (bit << (<u64>((wide ? 64 : 32) - baseLog * digit)));
    if (wide) {
      store<u64>(bodies, load<u64>(bodies) + sum);
      bodies += 8;
    } else {
      store<u32>(bodies, load<u32>(bodies) + <u32>sum);
      bodies += 4;
    }
  }
}
