import { cutAnswer, packedAnswerWords, rerandomise } from "../levelled/index.ts";
import type { LevelledKernel, PublicZero } from "../levelled/index.ts";
import { answerShape } from "./sizes.ts";
import type { DiagramParameters } from "./shape.ts";

/**
 * What travels of the sum of all diagrams: its mask and its first body words, `bias` added; re-randomised and flooded with
 * model privacy.
 *
 * @param publicZero - Where `parameters` ask for model privacy; else null.
 */
export function packAnswer(
  kernel: LevelledKernel,
  parameters: DiagramParameters,
  sum: BigUint64Array,
  bias: BigUint64Array,
  publicZero: PublicZero | null,
): Uint8Array {
  const answer = answerShape(parameters, bias.length);
  const count = packedAnswerWords(answer);
  const mark = kernel.mark();
  const words = kernel.words(count);
  kernel.u64(words, count).set(sum.subarray(0, count));
  const body = words + 8 * (count - bias.length);
  const bodies = kernel.u64(body, bias.length);
  bias.forEach((word, c) => (bodies[c] += word));
  if (publicZero !== null) rerandomise(kernel, parameters, publicZero, { mask: words, body }, answer);
  const bytes = cutAnswer(kernel, answer, words);
  kernel.release(mark);
  return bytes;
}
