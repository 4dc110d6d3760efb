import { PACKED_SIZE, packedAnswersBytes } from "../bootstrapped/packing.ts";
import type { AnswerPacking } from "../bootstrapped/packing.ts";
import { answerSwitchVariance } from "../bootstrapped/shape.ts";
import type { Gadget } from "../kernel/index.ts";
import {
  minimalNoise,
  noiseVariance,
  packingKeyswitchVariance,
  sigmasFor,
  truncationVariance,
} from "../params/index.ts";
import type { MetConstraint, SecurityLevel } from "../params/index.ts";
import { ANSWER_SHARE, fullHalfWidth } from "./noise.ts";

/** Outputs whose noise is far below their share may still be cut: as if they failed a thousandth as often. */
const RARER_LOG2 = -10;

/** Variance that may be added to every output between the sums and the client; its constraint left room for it. */
export function answerRoom(outputs: readonly MetConstraint[], log2PError: number): number {
  const sigmas = sigmasFor(log2PError + RARER_LOG2);
  return Math.min(
    ...outputs.map(({ constraint, variance }) => {
      const reserved = (variance * ANSWER_SHARE) / (1 - ANSWER_SHARE);
      return Math.max(reserved, (fullHalfWidth(constraint) / sigmas) ** 2 - variance);
    }),
  );
}

/** The fewest bits of an answer's words whose rounding adds at most `room`; undefined where 63 are too few. */
export function fewestAnswerBits(dimension: number, room: number): number | undefined {
  for (let bits = 1; bits < 64; bits++) if (answerSwitchVariance(dimension, bits) <= room) return bits;
  return undefined;
}

/** Fewer outputs than this are not worth a packing key. */
const LEAST_PACKED = 4;

/** A way to pack answers, and what it adds to their noise. */
export interface PackingChoice {
  readonly packing: AnswerPacking;
  readonly answerBits: number;
  readonly variance: number;
}

/**
 * The packing with the smallest answers, and among those the smallest key; undefined where none fits the room.
 *
 * @param inputDimension - Of the key that outputs are under: n, or k N.
 */
export function choosePacking(
  outputs: number,
  inputDimension: number,
  security: SecurityLevel,
  room: number,
): PackingChoice | undefined {
  if (outputs < LEAST_PACKED) return undefined;
  const count = Math.min(outputs, PACKED_SIZE);
  let best: (PackingChoice & { readonly bytes: number }) | undefined;
  for (let glweDimension = 4; glweDimension <= 16; glweDimension++) {
    const dimension = glweDimension * PACKED_SIZE;
    const noise = minimalNoise(dimension, { security });
    const gadget = coarsestGadget(inputDimension, count, noiseVariance(noise), room / 2);
    if (gadget === undefined) continue;
    const keyBodyBits = Math.ceil(-Math.log2(noiseVariance(noise)) / 2) + 1;
    const keyVariance = noiseVariance(noise) + truncationVariance(keyBodyBits);
    const added = packingVariance(inputDimension, count, keyVariance, gadget);
    const answerBits = fewestAnswerBits(dimension, room - added);
    if (answerBits === undefined) continue;
    const bytes = packedAnswersBytes({ glweDimension }, answerBits, outputs);
    if (best !== undefined && best.bytes <= bytes) continue;
    const packing = { glweDimension, noise, gadget, keyBodyBits };
    best = { packing, answerBits, variance: added + answerSwitchVariance(dimension, answerBits), bytes };
  }
  return best;
}

/** The fewest levels, then the largest base, that keep the noise of packing below `limit`. */
function coarsestGadget(n: number, count: number, keyVariance: number, limit: number): Gadget | undefined {
  for (let levels = 1; levels <= 8; levels++) {
    for (let baseLog = Math.floor(40 / levels); baseLog >= 1; baseLog--) {
      // Half as much again for the cut of the key's bodies.
      if (packingVariance(n, count, 1.5 * keyVariance, { baseLog, levels }) <= limit)
        return { baseLog, levels };
    }
  }
  return undefined;
}

function packingVariance(inputDimension: number, count: number, keyVariance: number, gadget: Gadget): number {
  return packingKeyswitchVariance({ inputDimension, count, keyVariance, ...gadget });
}
