/**
 * Model privacy: a reply W (a, b) + (0, bias) shows W to whoever knows a, that is to the client. So the
 * server adds u pk + e for a fresh binary u: a mask that is pseudorandom even to the holder of the
 * secret key, by the same LWE problem that protects the inputs, and noise wide enough to cover what the
 * noise of the product tells. With k > 1 the public key is k encryptions of zero and u has k N bits:
 * one polynomial alone would be an LWE problem of dimension N only.
 */
import { domains, keyStream, randomSeed, sampleBinary, sampleNoise } from "../crypto/random/index.ts";
import type { NoiseDistribution } from "../params/index.ts";
import type { Address, LevelledKernel } from "./kernel.ts";
import type { PublicZero } from "./public-zero.ts";
import { selectionWords, withSelection } from "./selection.ts";
import type { LevelledParameters } from "./shape.ts";

/** What both need of a circuit's parameters. */
type Flooded = Pick<LevelledParameters, "glweDimension" | "polynomialSize" | "noise" | "floodLog2">;

/** Encrypts zero k times under the key at `select` (k N selection words in the kernel's memory). */
export function makePublicZero(
  kernel: LevelledKernel,
  { glweDimension: k, polynomialSize: n, noise }: Flooded,
  select: Address,
): PublicZero {
  const seed = randomSeed();
  const noiseSeed = randomSeed();
  const mark = kernel.mark();
  const bodies = kernel.words(k * n);
  const mask = kernel.words(k * n);
  const ext = kernel.words(3 * n);
  for (let row = 0; row < k; row++) {
    kernel.u64(mask, k * n).set(keyStream(seed, domains.publicZeroMask, row).u64(k * n));
    const drawn = sampleNoise(keyStream(noiseSeed, domains.publicZeroNoise, row), noise, n);
    kernel.u64(bodies + 8 * row * n, n).set(new BigUint64Array(drawn.buffer));
    for (let i = 0; i < k; i++) {
      kernel.run.extend(mask + 8 * i * n, n, ext);
      kernel.run.addSelected(ext, select + 8 * i * n, n, 0, n, bodies + 8 * row * n);
    }
  }
  const publicZero = { seed, bodies: kernel.u64(bodies, k * n).slice() };
  kernel.release(mark);
  return publicZero;
}

/**
 * Adds a fresh encryption of zero and flooding noise to an answer.
 *
 * @param mask - k N words.
 * @param body - One word an output, at coefficients 0, stride, 2 stride …
 */
export function rerandomise(
  kernel: LevelledKernel,
  { glweDimension: k, polynomialSize: n, noise, floodLog2 }: Flooded,
  publicZero: PublicZero,
  { mask, body }: { mask: Address; body: Address },
  { outputs, stride }: { outputs: number; stride: number },
): void {
  const mark = kernel.mark();
  const secret = randomSeed();
  const u = sampleBinary(keyStream(secret, domains.rerandomiseSecret, 0), k * n);
  const rows = kernel.words(k * n);
  const ext = kernel.words(3 * n);
  const addZeros = (select: Address): void => {
    for (let row = 0; row < k; row++) {
      kernel.u64(rows, k * n).set(keyStream(publicZero.seed, domains.publicZeroMask, row).u64(k * n));
      for (let i = 0; i < k; i++) {
        kernel.run.extend(rows + 8 * i * n, n, ext);
        kernel.run.addSelected(ext, select + 8 * row * n, n, 0, n, mask + 8 * i * n);
      }
      kernel.u64(rows, n).set(publicZero.bodies.subarray(row * n, (row + 1) * n));
      kernel.run.extend(rows, n, ext);
      for (let c = 0; c < outputs; c++) {
        kernel.run.addSelected(ext, select + 8 * row * n, n, c * stride, 1, body + 8 * c);
      }
    }
  };
  withSelection(kernel, selectionWords(u), addZeros);
  const flood: NoiseDistribution = { kind: "tuniform", boundLog2: floodLog2! };
  addNoise(
    kernel.u64(mask, k * n),
    sampleNoise(keyStream(secret, domains.rerandomiseNoise, 0), noise, k * n),
  );
  addNoise(
    kernel.u64(body, outputs),
    sampleNoise(keyStream(secret, domains.rerandomiseNoise, 1), noise, outputs),
  );
  addNoise(
    kernel.u64(body, outputs),
    sampleNoise(keyStream(secret, domains.floodingNoise, 0), flood, outputs),
  );
  kernel.release(mark);
}

function addNoise(words: BigUint64Array, noise: BigInt64Array): void {
  for (let i = 0; i < words.length; i++) words[i] += BigInt.asUintN(64, noise[i]);
}
