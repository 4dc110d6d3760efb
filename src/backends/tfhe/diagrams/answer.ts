import { cutAnswer, packedAnswerWords } from "../levelled/index.ts";
import type { LevelledKernel } from "../levelled/index.ts";
import { answerShape } from "./sizes.ts";
import type { DiagramParameters } from "./shape.ts";

/** What travels of the sum of all diagrams: its mask and its first body words, `bias` added. */
export function packAnswer(
  kernel: LevelledKernel,
  parameters: DiagramParameters,
  sum: BigUint64Array,
  bias: BigUint64Array,
): Uint8Array {
  const answer = answerShape(parameters, bias.length);
  const count = packedAnswerWords(answer);
  const mark = kernel.mark();
  const words = kernel.words(count);
  kernel.u64(words, count).set(sum.subarray(0, count));
  const bodies = kernel.u64(words + 8 * (count - bias.length), bias.length);
  bias.forEach((word, c) => (bodies[c] += word));
  const bytes = cutAnswer(kernel, answer, words);
  kernel.release(mark);
  return bytes;
}
