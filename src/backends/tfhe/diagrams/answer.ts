import type { Address, LevelledKernel } from "../levelled/index.ts";
import { answerBytes } from "./sizes.ts";
import type { DiagramParameters } from "./shape.ts";

/** Cuts the sum of all diagrams to what travels: the mask and the first body words, rounded to `answerBits`. */
export function packAnswer(
  kernel: LevelledKernel,
  parameters: DiagramParameters,
  sum: BigUint64Array,
  bias: BigUint64Array,
): Uint8Array {
  const { glweDimension: k, polynomialSize: n, answerBits } = parameters;
  const outputs = bias.length;
  const mark = kernel.mark();
  const words = kernel.words(k * n + outputs);
  const errors = kernel.words(Math.max(k * n, outputs));
  const drift = kernel.words(outputs);
  const ones = kernel.words(n);
  const ext = kernel.words(3 * n);
  kernel.u64(words, k * n + outputs).set(sum.subarray(0, k * n + outputs));
  kernel.u64(ones, n).fill(0xffff_ffff_ffff_ffffn);
  kernel.run.roundWords(words, k * n, answerBits, errors);
  // Key bits have mean 1/2: half the sum of each coefficient's rounding errors goes into its body.
  for (let i = 0; i < k; i++) {
    kernel.run.extend(errors + 8 * i * n, n, ext);
    kernel.run.addSelected(ext, ones, n, 0, outputs, drift);
  }
  const body = words + 8 * k * n;
  const halves = new BigInt64Array(kernel.u64(drift, outputs).slice().buffer);
  const bodies = kernel.u64(body, outputs);
  for (let c = 0; c < outputs; c++) bodies[c] += bias[c] + BigInt.asUintN(64, halves[c] >> 1n);
  kernel.run.roundWords(body, outputs, answerBits, errors);
  const length = answerBytes(parameters, outputs);
  const packed = kernel.bytes(length + 8);
  kernel.run.packWords(words, k * n + outputs, answerBits, packed);
  const bytes = kernel.u8(packed, length).slice();
  kernel.release(mark);
  return bytes;
}

/**
 * The phases b - a s of the outputs of an answer, noise included. **Unsafe**: a published phase is a linear equation in
 * the secret key.
 *
 * @param select - k N selection words of the secret key in the kernel's memory.
 */
export function unsafeAnswerPhases(
  kernel: LevelledKernel,
  parameters: DiagramParameters,
  select: Address,
  answer: Uint8Array,
  outputs: number,
): BigUint64Array {
  const { glweDimension: k, polynomialSize: n, answerBits } = parameters;
  const mark = kernel.mark();
  const packed = kernel.bytes(answer.length + 8);
  const words = kernel.words(k * n + outputs);
  const sums = kernel.words(outputs);
  const ext = kernel.words(3 * n);
  kernel.u8(packed, answer.length).set(answer);
  kernel.run.unpackWords(packed, k * n + outputs, answerBits, words);
  for (let i = 0; i < k; i++) {
    kernel.run.extend(words + 8 * i * n, n, ext);
    kernel.run.addSelected(ext, select + 8 * i * n, n, 0, outputs, sums);
  }
  const sum = kernel.u64(sums, outputs);
  const phases = kernel.u64(words + 8 * k * n, outputs).map((body, c) => body - sum[c]);
  kernel.release(mark);
  return phases;
}
