import { sigmasFor } from "../params/index.ts";
import type { MetConstraint } from "../params/index.ts";
import { answerSwitchVariance } from "../bootstrapped/shape.ts";
import { ANSWER_SHARE } from "./noise.ts";

/** Outputs whose noise is far below their share may still be cut: as if they failed a thousandth as often. */
const RARER_LOG2 = -10;

/**
 * The fewest bits of an answer's words that keep every output within the probability asked for. The constraints left
 * room for it: `ANSWER_SHARE` of the variance.
 *
 * @param log2PError - Of one output.
 */
export function fewestAnswerBits(
  outputs: readonly MetConstraint[],
  dimension: number,
  log2PError: number,
): number {
  const sigmas = sigmasFor(log2PError + RARER_LOG2);
  const room = Math.min(
    ...outputs.map(({ constraint, variance }) => {
      const fullHalfWidth = constraint.halfWidth / Math.sqrt(1 - ANSWER_SHARE);
      const reserved = (variance * ANSWER_SHARE) / (1 - ANSWER_SHARE);
      return Math.max(reserved, (fullHalfWidth / sigmas) ** 2 - variance);
    }),
  );
  let bits = 1;
  while (bits < 63 && answerSwitchVariance(dimension, bits) > room) bits++;
  return bits;
}
