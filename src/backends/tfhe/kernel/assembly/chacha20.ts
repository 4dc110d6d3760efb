// ChaCha20 key stream (RFC 8439 section 2.3), four blocks at once: lane = block.

// @ts-ignore: decorator
@inline function rotl(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

// state: 12 words (constants aside: 8 key words, counter, 3 nonce words); dst: `groups` times 256
// bytes, counter up by 4 a group. work: 256 bytes.
export function chacha20(state: usize, dst: usize, groups: i32): void {
  const counters = i32x4(0, 1, 2, 3);
  for (let g = 0; g < groups; g++) {
    const s4 = v128.load32_splat(state, 0);
    const s5 = v128.load32_splat(state, 4);
    const s6 = v128.load32_splat(state, 8);
    const s7 = v128.load32_splat(state, 12);
    const s8 = v128.load32_splat(state, 16);
    const s9 = v128.load32_splat(state, 20);
    const s10 = v128.load32_splat(state, 24);
    const s11 = v128.load32_splat(state, 28);
    const s12 = i32x4.add(i32x4.add(v128.load32_splat(state, 32), counters), i32x4.splat(g << 2));
    const s13 = v128.load32_splat(state, 36);
    const s14 = v128.load32_splat(state, 40);
    const s15 = v128.load32_splat(state, 44);
    let x0 = i32x4.splat(0x61707865);
    let x1 = i32x4.splat(0x3320646e);
    let x2 = i32x4.splat(0x79622d32);
    let x3 = i32x4.splat(0x6b206574);
    let x4 = s4;
    let x5 = s5;
    let x6 = s6;
    let x7 = s7;
    let x8 = s8;
    let x9 = s9;
    let x10 = s10;
    let x11 = s11;
    let x12 = s12;
    let x13 = s13;
    let x14 = s14;
    let x15 = s15;
    for (let round = 0; round < 10; round++) {
      x0 = i32x4.add(x0, x4); x12 = rotl(v128.xor(x12, x0), 16);
      x8 = i32x4.add(x8, x12); x4 = rotl(v128.xor(x4, x8), 12);
      x0 = i32x4.add(x0, x4); x12 = rotl(v128.xor(x12, x0), 8);
      x8 = i32x4.add(x8, x12); x4 = rotl(v128.xor(x4, x8), 7);
      x1 = i32x4.add(x1, x5); x13 = rotl(v128.xor(x13, x1), 16);
      x9 = i32x4.add(x9, x13); x5 = rotl(v128.xor(x5, x9), 12);
      x1 = i32x4.add(x1, x5); x13 = rotl(v128.xor(x13, x1), 8);
      x9 = i32x4.add(x9, x13); x5 = rotl(v128.xor(x5, x9), 7);
      x2 = i32x4.add(x2, x6); x14 = rotl(v128.xor(x14, x2), 16);
      x10 = i32x4.add(x10, x14); x6 = rotl(v128.xor(x6, x10), 12);
      x2 = i32x4.add(x2, x6); x14 = rotl(v128.xor(x14, x2), 8);
      x10 = i32x4.add(x10, x14); x6 = rotl(v128.xor(x6, x10), 7);
      x3 = i32x4.add(x3, x7); x15 = rotl(v128.xor(x15, x3), 16);
      x11 = i32x4.add(x11, x15); x7 = rotl(v128.xor(x7, x11), 12);
      x3 = i32x4.add(x3, x7); x15 = rotl(v128.xor(x15, x3), 8);
      x11 = i32x4.add(x11, x15); x7 = rotl(v128.xor(x7, x11), 7);

      x0 = i32x4.add(x0, x5); x15 = rotl(v128.xor(x15, x0), 16);
      x10 = i32x4.add(x10, x15); x5 = rotl(v128.xor(x5, x10), 12);
      x0 = i32x4.add(x0, x5); x15 = rotl(v128.xor(x15, x0), 8);
      x10 = i32x4.add(x10, x15); x5 = rotl(v128.xor(x5, x10), 7);
      x1 = i32x4.add(x1, x6); x12 = rotl(v128.xor(x12, x1), 16);
      x11 = i32x4.add(x11, x12); x6 = rotl(v128.xor(x6, x11), 12);
      x1 = i32x4.add(x1, x6); x12 = rotl(v128.xor(x12, x1), 8);
      x11 = i32x4.add(x11, x12); x6 = rotl(v128.xor(x6, x11), 7);
      x2 = i32x4.add(x2, x7); x13 = rotl(v128.xor(x13, x2), 16);
      x8 = i32x4.add(x8, x13); x7 = rotl(v128.xor(x7, x8), 12);
      x2 = i32x4.add(x2, x7); x13 = rotl(v128.xor(x13, x2), 8);
      x8 = i32x4.add(x8, x13); x7 = rotl(v128.xor(x7, x8), 7);
      x3 = i32x4.add(x3, x4); x14 = rotl(v128.xor(x14, x3), 16);
      x9 = i32x4.add(x9, x14); x4 = rotl(v128.xor(x4, x9), 12);
      x3 = i32x4.add(x3, x4); x14 = rotl(v128.xor(x14, x3), 8);
      x9 = i32x4.add(x9, x14); x4 = rotl(v128.xor(x4, x9), 7);
    }
    put(dst, x0, i32x4.splat(0x61707865), x1, i32x4.splat(0x3320646e), x2, i32x4.splat(0x79622d32), x3, i32x4.splat(0x6b206574));
    put(dst + 16, x4, s4, x5, s5, x6, s6, x7, s7);
    put(dst + 32, x8, s8, x9, s9, x10, s10, x11, s11);
    put(dst + 48, x12, s12, x13, s13, x14, s14, x15, s15);
    dst += 256;
  }
}

// Adds the initial state and writes four words of four blocks, 64 bytes apart: a 4 x 4 transpose.
function put(dst: usize, x0: v128, s0: v128, x1: v128, s1: v128, x2: v128, s2: v128, x3: v128, s3: v128): void {
  const a = i32x4.add(x0, s0);
  const b = i32x4.add(x1, s1);
  const c = i32x4.add(x2, s2);
  const d = i32x4.add(x3, s3);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<i64>(ab, cd, 0, 2), 0);
  v128.store(dst, v128.shuffle<i64>(ab, cd, 1, 3), 64);
  v128.store(dst, v128.shuffle<i64>(AB, CD, 0, 2), 128);
  v128.store(dst, v128.shuffle<i64>(AB, CD, 1, 3), 192);
}
