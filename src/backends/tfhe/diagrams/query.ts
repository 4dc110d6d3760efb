import { domains, keyStream, randomSeed, sampleNoise } from "../crypto/random/index.ts";
import type { Address, LevelledKernel } from "../levelled/index.ts";
import { bitOf, elementBits, sentBits } from "./bits.ts";
import { packingOf, reversed, sentCoefficients } from "./packing.ts";
import { ciphertextBytes } from "./sizes.ts";
import type { DiagramSpecs } from "./specs.ts";

/** The plaintexts of a query: bit times q / (B^j 2^S) at each leaf of the expansion. */
export function queryMessages({ inputs, parameters }: DiagramSpecs, sample: Float64Array): BigUint64Array[] {
  const { ciphertexts, expansion, query, polynomialSize } = parameters;
  const elements = elementBits(inputs);
  const bits = sentBits(inputs);
  const { bitsPerCiphertext } = packingOf(bits.length, parameters);
  const steps = expansion.length;
  return Array.from({ length: ciphertexts }, (_, c) => {
    const words = new BigUint64Array(polynomialSize);
    const some = bits.slice(c * bitsPerCiphertext, (c + 1) * bitsPerCiphertext);
    some.forEach(({ element, bit }, i) => {
      const value = BigInt(bitOf(sample[element] - elements[element].min, bit));
      for (let level = 0; level < query.levels; level++) {
        const shift = BigInt(64 - query.baseLog * (level + 1) - steps);
        words[reversed(i * query.levels + level, steps)] = value << shift;
      }
    });
    return words;
  });
}

/**
 * Encrypts a sample's bits.
 *
 * @param select - k N selection words of the secret key in the kernel's memory.
 */
export function encryptQuery(
  kernel: LevelledKernel,
  specs: DiagramSpecs,
  select: Address,
  sample: Float64Array,
): { maskSeed: Uint8Array; bodies: Uint8Array } {
  // Independent draws: the mask seed is published, the noise seed dies with this call.
  const maskSeed = randomSeed();
  const noiseSeed = randomSeed();
  const { glweDimension: k, polynomialSize: n, noise, queryBits } = specs.parameters;
  const bits = sentBits(specs.inputs).length;
  const sent = sentCoefficients(packingOf(bits, specs.parameters), specs.parameters);
  const bytes = ciphertextBytes(bits, specs.parameters);
  const messages = queryMessages(specs, sample);
  const out = new Uint8Array(messages.length * bytes);
  const mark = kernel.mark();
  const ext = kernel.words(3 * n);
  const mask = kernel.words(n);
  const body = kernel.words(n);
  const errors = kernel.words(n);
  const packed = kernel.bytes(bytes + 8);
  messages.forEach((message, c) => {
    const masks = keyStream(maskSeed, domains.glweMask, c).u64(k * n);
    const drawn = sampleNoise(keyStream(noiseSeed, domains.glweNoise, c), noise, n);
    const words = kernel.u64(body, n);
    words.set(new BigUint64Array(drawn.buffer));
    message.forEach((word, i) => (words[i] += word));
    for (let i = 0; i < k; i++) {
      kernel.u64(mask, n).set(masks.subarray(i * n, (i + 1) * n));
      kernel.run.extend(mask, n, ext);
      kernel.run.addSelected(ext, select + 8 * i * n, n, 0, n, body);
    }
    const all = words.slice();
    words.set(BigUint64Array.from(sent, (coefficient) => all[coefficient]));
    if (queryBits < 64) kernel.run.roundWords(body, sent.length, queryBits, errors);
    kernel.run.packWords(body, sent.length, queryBits, packed);
    out.set(kernel.u8(packed, bytes), c * bytes);
  });
  kernel.release(mark);
  return { maskSeed, bodies: out };
}

/** Ciphertext `index` of a query, [k + 1][N] words; coefficients that did not travel have body 0. */
export function expandQuery(
  kernel: LevelledKernel,
  specs: DiagramSpecs,
  query: { readonly maskSeed: Uint8Array; readonly bodies: Uint8Array },
  index: number,
): BigUint64Array {
  const { glweDimension: k, polynomialSize: n, queryBits } = specs.parameters;
  const bits = sentBits(specs.inputs).length;
  const sent = sentCoefficients(packingOf(bits, specs.parameters), specs.parameters);
  const bytes = ciphertextBytes(bits, specs.parameters);
  const mark = kernel.mark();
  const packed = kernel.bytes(bytes + 8);
  const body = kernel.words(sent.length);
  kernel.u8(packed, bytes).set(query.bodies.subarray(index * bytes, (index + 1) * bytes));
  kernel.run.unpackWords(packed, sent.length, queryBits, body);
  const words = new BigUint64Array((k + 1) * n);
  words.set(keyStream(query.maskSeed, domains.glweMask, index).u64(k * n));
  const bodies = kernel.u64(body, sent.length);
  sent.forEach((coefficient, i) => (words[k * n + coefficient] = bodies[i]));
  kernel.release(mark);
  return words;
}
