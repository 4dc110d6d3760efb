// Exact negacyclic arithmetic modulo 2^64 for the packed linear layer. Scalar i64 on purpose: one
// 64-bit multiplication a cycle beats the three 32-bit ones i64x2.mul becomes on x86.
//
// An extended polynomial E holds 3N words: E[x] for x in [-2N, N), where X^N = -1 gives
// E[x] = a[x mod N] * (-1)^floor(x / N). Rotations then read a window of E without a branch.

// dst: 3N words for E[-2N .. N); src: N words. No overlap.
export function extend(src: usize, n: i32, dst: usize): void {
  const third: usize = (<usize>n) << 3;
  for (let i: usize = 0; i < third; i += 8) {
    const v = load<i64>(src + i);
    store<i64>(dst + i, v);
    store<i64>(dst + third + i, -v);
    store<i64>(dst + 2 * third + i, v);
  }
}

// out[i] += sum over j < n of E[first + i - j] & select[j]; select holds n words of all zeros or all
// ones: a product with a binary polynomial, the same steps whatever its bits are.
export function addSelected(ext: usize, select: usize, n: i32, first: i32, count: i32, out: usize): void {
  const origin: usize = ext + ((<usize>(2 * n + first)) << 3);
  const end: usize = (<usize>n) << 3;
  let i: usize = 0;
  const blocks: usize = (<usize>(count & ~3)) << 3;
  const total: usize = (<usize>count) << 3;
  for (; i < blocks; i += 32) {
    let at: usize = origin + i;
    let s0: i64 = 0,
      s1: i64 = 0,
      s2: i64 = 0,
      s3: i64 = 0;
    for (let j: usize = 0; j < end; j += 8) {
      const bit = load<i64>(select + j);
      s0 += load<i64>(at) & bit;
      s1 += load<i64>(at, 8) & bit;
      s2 += load<i64>(at, 16) & bit;
      s3 += load<i64>(at, 24) & bit;
      at -= 8;
    }
    store<i64>(out + i, load<i64>(out + i) + s0);
    store<i64>(out + i, load<i64>(out + i, 8) + s1, 8);
    store<i64>(out + i, load<i64>(out + i, 16) + s2, 16);
    store<i64>(out + i, load<i64>(out + i, 24) + s3, 24);
  }
  for (; i < total; i += 8) {
    let at: usize = origin + i;
    let sum: i64 = 0;
    for (let j: usize = 0; j < end; j += 8) {
      sum += load<i64>(at) & load<i64>(select + j);
      at -= 8;
    }
    store<i64>(out + i, load<i64>(out + i) + sum);
  }
}

// out[i] += sum over t < terms of weights[t] * E[first + i - exponents[t]]; exponents: i32 in [0, 2N),
// weights: i64. A product with a sparse polynomial, modulo 2^64.
export function addWeighted(
  ext: usize,
  n: i32,
  exponents: usize,
  weights: usize,
  terms: i32,
  first: i32,
  count: i32,
  out: usize,
): void {
  const origin: usize = ext + ((<usize>(2 * n + first)) << 3);
  let i: usize = 0;
  const blocks: usize = (<usize>(count & ~3)) << 3;
  const total: usize = (<usize>count) << 3;
  for (; i < blocks; i += 32) {
    let s0: i64 = 0,
      s1: i64 = 0,
      s2: i64 = 0,
      s3: i64 = 0;
    for (let t: i32 = 0; t < terms; t++) {
      const at: usize = origin + i - ((<usize>load<i32>(exponents + ((<usize>t) << 2))) << 3);
      const w = load<i64>(weights + ((<usize>t) << 3));
      s0 += w * load<i64>(at);
      s1 += w * load<i64>(at, 8);
      s2 += w * load<i64>(at, 16);
      s3 += w * load<i64>(at, 24);
    }
    store<i64>(out + i, load<i64>(out + i) + s0);
    store<i64>(out + i, load<i64>(out + i, 8) + s1, 8);
    store<i64>(out + i, load<i64>(out + i, 16) + s2, 16);
    store<i64>(out + i, load<i64>(out + i, 24) + s3, 24);
  }
  for (; i < total; i += 8) {
    let sum: i64 = 0;
    for (let t: i32 = 0; t < terms; t++) {
      const at: usize = origin + i - ((<usize>load<i32>(exponents + ((<usize>t) << 2))) << 3);
      sum += load<i64>(weights + ((<usize>t) << 3)) * load<i64>(at);
    }
    store<i64>(out + i, load<i64>(out + i) + sum);
  }
}

// Rounds every word to its top `bits` bits (1 .. 63, half up) in place; errors[i] = rounded - exact.
export function roundWords(words: usize, count: i32, bits: i32, errors: usize): void {
  const drop: i64 = 64 - bits;
  const half: i64 = (<i64>1) << (drop - 1);
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    const exact = load<i64>(words + i);
    const rounded = ((exact + half) >> drop) << drop;
    store<i64>(words + i, rounded);
    store<i64>(errors + i, rounded - exact);
  }
}

// Writes the top `bits` bits (1 .. 64) of every word, least significant first, without gaps;
// dst holds ceil(count * bits / 8) bytes and may be written up to 8 bytes beyond.
export function packWords(words: usize, count: i32, bits: i32, dst: usize): void {
  let buffer: u64 = 0;
  let held: i32 = 0;
  for (let i: i32 = 0; i < count; i++) {
    const value: u64 = load<u64>(words + ((<usize>i) << 3)) >> (64 - bits);
    buffer |= value << held;
    const taken: i32 = 64 - held;
    held += bits;
    if (held >= 64) {
      store<u64>(dst, buffer);
      dst += 8;
      held -= 64;
      buffer = taken < 64 ? value >> taken : 0;
    }
  }
  if (held > 0) store<u64>(dst, buffer);
}

// The reverse of packWords; src must be readable up to 8 bytes beyond its end.
export function unpackWords(src: usize, count: i32, bits: i32, words: usize): void {
  let buffer: u64 = 0;
  let held: i32 = 0;
  const drop: i32 = 64 - bits;
  for (let i: i32 = 0; i < count; i++) {
    let value: u64 = buffer;
    if (held < bits) {
      const next = load<u64>(src);
      src += 8;
      value |= held < 64 ? next << held : 0;
      const used: i32 = bits - held;
      buffer = used < 64 ? next >> used : 0;
      held = 64 - used;
    } else {
      buffer >>= bits;
      held -= bits;
    }
    store<u64>(words + ((<usize>i) << 3), value << drop);
  }
}
