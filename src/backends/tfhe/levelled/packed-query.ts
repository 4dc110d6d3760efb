import { domains, keyStream, randomSeed, sampleNoise } from "../crypto/random/index.ts";
import type { NoiseDistribution } from "../params/index.ts";
import type { Address, LevelledKernel } from "./kernel.ts";
import type { LevelledParameters } from "./shape.ts";
import { bodyWindows } from "./windows.ts";
import type { Window } from "./windows.ts";

/** How numbers travel packed: as coefficients of GLWE ciphertexts with seeded masks, some body words each. */
export interface PackedShape {
  readonly glweDimension: number;
  readonly polynomialSize: number;
  readonly noise: NoiseDistribution;
  /** Top bits of a body word that travel. */
  readonly bodyBits: number;
  /** Body coefficients that travel. Messages sit at the start of the last window. */
  readonly windows: readonly Window[];
}

/** How the features of a levelled circuit travel. */
export function packedShape(parameters: LevelledParameters): PackedShape {
  return { ...parameters, windows: bodyWindows(parameters) };
}

/** Body words of one ciphertext that travel. */
export function packedWords({ windows }: Pick<PackedShape, "windows">): number {
  return windows.reduce((sum, { count }) => sum + count, 0);
}

/** Bytes they take. */
export function packedBytes(shape: Pick<PackedShape, "bodyBits" | "windows">): number {
  return Math.ceil((packedWords(shape) * shape.bodyBits) / 8);
}

/**
 * Encrypts torus words.
 *
 * @param select - k N selection words of the secret key in the kernel's memory.
 * @param messages - The words of each ciphertext, from coefficient 0 on.
 */
export function encryptPacked(
  kernel: LevelledKernel,
  shape: PackedShape,
  select: Address,
  messages: readonly BigUint64Array[],
): { maskSeed: Uint8Array; bodies: Uint8Array } {
  // Independent draws: the mask seed is published, the noise seed dies with this call.
  const maskSeed = randomSeed();
  const noiseSeed = randomSeed();
  const mark = kernel.mark();
  const { glweDimension, polynomialSize, noise, bodyBits, windows } = shape;
  const dimension = glweDimension * polynomialSize;
  const ext = kernel.words(3 * polynomialSize);
  const mask = kernel.words(dimension);
  const words = packedWords(shape);
  const bodies = kernel.words(words);
  const errors = kernel.words(words);
  const bytes = packedBytes(shape);
  const packed = kernel.bytes(bytes + 8);
  const out = new Uint8Array(messages.length * bytes);
  const origin = words - windows.at(-1)!.count;
  messages.forEach((message, index) => {
    kernel.u64(mask, dimension).set(keyStream(maskSeed, domains.glweMask, index).u64(dimension));
    const drawn = sampleNoise(keyStream(noiseSeed, domains.glweNoise, index), noise, words);
    const body = kernel.u64(bodies, words);
    body.set(new BigUint64Array(drawn.buffer));
    message.forEach((word, i) => {
      body[origin + i] += word;
    });
    for (let k = 0; k < glweDimension; k++) {
      kernel.run.extend(mask + 8 * k * polynomialSize, polynomialSize, ext);
      const key = select + 8 * k * polynomialSize;
      let at = bodies;
      for (const { first, count } of windows) {
        kernel.run.addSelected(ext, key, polynomialSize, first, count, at);
        at += 8 * count;
      }
    }
    if (bodyBits < 64) kernel.run.roundWords(bodies, words, bodyBits, errors);
    kernel.run.packWords(bodies, words, bodyBits, packed);
    out.set(kernel.u8(packed, bytes), index * bytes);
  });
  kernel.release(mark);
  return { maskSeed, bodies: out };
}

/** Puts the mask of ciphertext `index` at `mask` (k N words) and its body words at `body`, in window order. */
export function expandPacked(
  kernel: LevelledKernel,
  shape: PackedShape,
  query: { readonly maskSeed: Uint8Array; readonly bodies: Uint8Array },
  index: number,
  { mask, body }: { mask: Address; body: Address },
): void {
  const mark = kernel.mark();
  const dimension = shape.glweDimension * shape.polynomialSize;
  kernel.u64(mask, dimension).set(keyStream(query.maskSeed, domains.glweMask, index).u64(dimension));
  const bytes = packedBytes(shape);
  const packed = kernel.bytes(bytes + 8);
  kernel.u8(packed, bytes).set(query.bodies.subarray(index * bytes, (index + 1) * bytes));
  kernel.run.unpackWords(packed, packedWords(shape), shape.bodyBits, body);
  kernel.release(mark);
}
