// Exponents modulo 2N of LWE ciphertexts; definition and oracle: reference/modulus-switch.ts.

// lwe: n + 1 words of 64 bits; dst: n + 1 u32, multiples of 2^dropped.
export function modulusSwitch64(
  lwe: usize,
  dst: usize,
  n: i32,
  logTwoN: i32,
  dropped: i32,
  centred: bool,
): void {
  const keep = <u64>(logTwoN - dropped);
  const drop = 64 - keep;
  const half = (<u64>1) << (drop - 1);
  const last = ((<u64>1) << keep) - 1;
  let halves: i64 = 0;
  let lost: i64 = 0;
  for (let i = 0; i < n; i++) {
    const word = load<u64>(lwe);
    // Modulo 2^64 the top multiple is 0, and its error is right as a signed number.
    const nearest = (word + half) >> drop;
    const error = <i64>((nearest << drop) - word);
    halves += error >> 1;
    lost += error & 1;
    store<u32>(dst, <u32>((nearest & last) << dropped));
    lwe += 8;
    dst += 4;
  }
  const body = load<u64>(lwe) + (centred ? <u64>(halves + (lost >> 1)) : half);
  store<u32>(dst, <u32>(((body >> drop) & last) << dropped));
}

// The same for words of 32 bits.
export function modulusSwitch32(
  lwe: usize,
  dst: usize,
  n: i32,
  logTwoN: i32,
  dropped: i32,
  centred: bool,
): void {
  const keep = <u32>(logTwoN - dropped);
  const drop = 32 - keep;
  const half = (<u32>1) << (drop - 1);
  const last = ((<u32>1) << keep) - 1;
  let halves: i32 = 0;
  let lost: i32 = 0;
  for (let i = 0; i < n; i++) {
    const word = load<u32>(lwe);
    const nearest = (word + half) >> drop;
    const error = <i32>((nearest << drop) - word);
    halves += error >> 1;
    lost += error & 1;
    store<u32>(dst, (nearest & last) << dropped);
    lwe += 4;
    dst += 4;
  }
  const body = load<u32>(lwe) + (centred ? <u32>(halves + (lost >> 1)) : half);
  store<u32>(dst, ((body >> drop) & last) << dropped);
}
