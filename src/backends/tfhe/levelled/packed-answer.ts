/** Answers as they travel: one mask for many outputs, and of the body only the words of outputs, all cut to their top bits. */
import type { Address, LevelledKernel } from "./kernel.ts";

/** A GLWE ciphertext of which some body coefficients are outputs. */
export interface PackedAnswer {
  /** k. */
  readonly glweDimension: number;
  /** N. */
  readonly polynomialSize: number;
  /** Top bits of each word that travel. */
  readonly answerBits: number;
  readonly outputs: number;
  /** Outputs are at coefficients 0, stride, 2 stride … */
  readonly stride: number;
}

/** Words of an answer: k N of the mask, then one an output. */
export function packedAnswerWords({ glweDimension, polynomialSize, outputs }: PackedAnswer): number {
  return glweDimension * polynomialSize + outputs;
}

/** Bytes of an answer as it travels. */
export function packedAnswerBytes(answer: PackedAnswer): number {
  return Math.ceil((packedAnswerWords(answer) * answer.answerBits) / 8);
}

/**
 * Rounds an answer to the bits that travel and packs it. Key bits have mean 1/2: half the sum of the mask's rounding errors
 * goes into each body word first, see params/noise/modulus-switch.ts.
 *
 * @param words - The mask and, right behind it, the outputs' body words; overwritten.
 */
export function cutAnswer(kernel: LevelledKernel, answer: PackedAnswer, words: Address): Uint8Array {
  const { glweDimension: k, polynomialSize: n, answerBits, outputs } = answer;
  const mark = kernel.mark();
  const errors = kernel.words(Math.max(k * n, outputs));
  const drift = kernel.words(outputs);
  const ones = kernel.words(n);
  kernel.u64(ones, n).fill(0xffff_ffff_ffff_ffffn);
  kernel.run.roundWords(words, k * n, answerBits, errors);
  addProducts(kernel, answer, { factor: errors, select: [ones], sums: drift });
  const body = words + 8 * k * n;
  const errorSums = new BigInt64Array(kernel.u64(drift, outputs).slice().buffer);
  const bodies = kernel.u64(body, outputs);
  for (let c = 0; c < outputs; c++) bodies[c] += BigInt.asUintN(64, errorSums[c] >> 1n);
  kernel.run.roundWords(body, outputs, answerBits, errors);
  const length = packedAnswerBytes(answer);
  const packed = kernel.bytes(length + 8);
  kernel.run.packWords(words, packedAnswerWords(answer), answerBits, packed);
  const bytes = kernel.u8(packed, length).slice();
  kernel.release(mark);
  return bytes;
}

/**
 * The phases b - a s of an answer's outputs, noise included. **Unsafe**: a published phase is a linear equation in the
 * secret key.
 *
 * @param select - k N selection words of the secret key in the kernel's memory.
 */
export function unsafeAnswerPhases(
  kernel: LevelledKernel,
  answer: PackedAnswer,
  select: Address,
  bytes: Uint8Array,
): BigUint64Array {
  const { glweDimension: k, polynomialSize: n, answerBits, outputs } = answer;
  const mark = kernel.mark();
  const packed = kernel.bytes(bytes.length + 8);
  const words = kernel.words(packedAnswerWords(answer));
  const sums = kernel.words(outputs);
  kernel.u8(packed, bytes.length).set(bytes);
  kernel.run.unpackWords(packed, packedAnswerWords(answer), answerBits, words);
  const keys = Array.from({ length: k }, (_, i) => select + 8 * i * n);
  addProducts(kernel, answer, { factor: words, select: keys, sums });
  const sum = kernel.u64(sums, outputs);
  const phases = kernel.u64(words + 8 * k * n, outputs).map((word, c) => word - sum[c]);
  kernel.release(mark);
  return phases;
}

/** sums += the outputs' coefficients of factor_i times the polynomial that select_i selects, over all k mask polynomials. */
function addProducts(
  kernel: LevelledKernel,
  { glweDimension: k, polynomialSize: n, outputs, stride }: PackedAnswer,
  { factor, select, sums }: { factor: Address; select: readonly Address[]; sums: Address },
): void {
  const mark = kernel.mark();
  const ext = kernel.words(3 * n);
  for (let i = 0; i < k; i++) {
    const by = select[i % select.length];
    kernel.run.extend(factor + 8 * i * n, n, ext);
    if (stride === 1) kernel.run.addSelected(ext, by, n, 0, outputs, sums);
    else {
      for (let c = 0; c < outputs; c++) kernel.run.addSelected(ext, by, n, c * stride, 1, sums + 8 * c);
    }
  }
  kernel.release(mark);
}
