/**
 * The ChaCha20 key stream of RFC 8439 section 2.4: 32-byte key, 12-byte nonce, 32-bit block counter
 * from 0. Used here as oracle of the WebAssembly one.
 */
export function chacha20KeyStream(key: Uint8Array, nonce: Uint8Array, byteCount: number): Uint8Array {
  const keyWords = new DataView(key.buffer, key.byteOffset, 32);
  const nonceWords = new DataView(nonce.buffer, nonce.byteOffset, 12);
  const initial = new Uint32Array(16);
  initial.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]); // "expand 32-byte k"
  for (let i = 0; i < 8; i++) initial[4 + i] = keyWords.getUint32(4 * i, true);
  for (let i = 0; i < 3; i++) initial[13 + i] = nonceWords.getUint32(4 * i, true);
  const blocks = Math.ceil(byteCount / 64);
  const stream = new DataView(new ArrayBuffer(blocks * 64));
  for (let counter = 0; counter < blocks; counter++) {
    initial[12] = counter;
    const state = initial.slice();
    for (let round = 0; round < 10; round++) doubleRound(state);
    for (let i = 0; i < 16; i++) stream.setUint32(counter * 64 + 4 * i, state[i] + initial[i], true);
  }
  return new Uint8Array(stream.buffer, 0, byteCount);
}

/** Nonce of a stream: `domain` as u32, `index` as u64, both little endian. */
export function streamNonce(domain: number, index: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(12));
  view.setUint32(0, domain, true);
  view.setBigUint64(4, BigInt(index), true);
  return new Uint8Array(view.buffer);
}

function doubleRound(x: Uint32Array): void {
  for (let i = 0; i < 4; i++) quarterRound(x, i, 4 + i, 8 + i, 12 + i);
  for (let i = 0; i < 4; i++) quarterRound(x, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
}

function quarterRound(x: Uint32Array, a: number, b: number, c: number, d: number): void {
  x[a] += x[b];
  x[d] = rotateLeft(x[d] ^ x[a], 16);
  x[c] += x[d];
  x[b] = rotateLeft(x[b] ^ x[c], 12);
  x[a] += x[b];
  x[d] = rotateLeft(x[d] ^ x[a], 8);
  x[c] += x[d];
  x[b] = rotateLeft(x[b] ^ x[c], 7);
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
