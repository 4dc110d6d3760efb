/**
 * Several outputs in one answer: LWE ciphertexts are packed as coefficients of one GLWE ciphertext
 * of a ring of its own, so that one mask travels for all of them.
 */
import type { RunOptions } from "../../../core/index.ts";
import type { GlweSecretKey, LweSecretKey, PackingKey } from "../crypto/entities/index.ts";
import type { Engine, Gadget } from "../kernel/index.ts";
import { packedAnswerBytes } from "../levelled/packed-answer.ts";
import type { PackedAnswer } from "../levelled/packed-answer.ts";
import type { NoiseDistribution } from "../params/index.ts";

/** Coefficients of a packed answer; the smallest ring the engine has. */
export const PACKED_SIZE = 128;

/** A ring for answers, and the gadget of the key that leads there. */
export interface AnswerPacking {
  /** k of the answers' ring; N is {@link PACKED_SIZE}. */
  readonly glweDimension: number;
  readonly noise: NoiseDistribution;
  readonly gadget: Gadget;
  /** Top bits of the packing key's bodies that travel. */
  readonly keyBodyBits: number;
}

/** Bytes of the seeded packing key: bodies of a row of {@link PACKED_SIZE} words for every input word and level. */
export function packingKeyBytes({ gadget, keyBodyBits }: AnswerPacking, inputDimension: number): number {
  return 32 + Math.ceil((inputDimension * gadget.levels * PACKED_SIZE * keyBodyBits) / 8);
}

/** Milliseconds of packing a word of the input's dimension, measured; and how often its key lies in memory while loading. */
const MILLISECONDS_A_WORD = 0.006;
const COPIES_WHILE_LOADING = 4;

/** What packing takes besides the lookups. */
export interface PackingCost {
  readonly milliseconds: number;
  readonly memoryBytes: number;
}

/** That of answers that are not packed. */
export const noPackingCost: PackingCost = { milliseconds: 0, memoryBytes: 0 };

/** What packing the outputs of a sample takes. */
export function packingCost(
  { gadget, glweDimension }: AnswerPacking,
  inputDimension: number,
  outputs: number,
): PackingCost {
  const keyWords = inputDimension * gadget.levels * (glweDimension + 1) * PACKED_SIZE;
  return {
    milliseconds: groupsOf(outputs).length * inputDimension * MILLISECONDS_A_WORD,
    memoryBytes: COPIES_WHILE_LOADING * 8 * keyWords,
  };
}

/** Packed answers to `outputs` outputs: as many as there are groups. */
export function packedAnswers(
  { glweDimension }: Pick<AnswerPacking, "glweDimension">,
  answerBits: number,
  outputs: number,
): PackedAnswer[] {
  return groupsOf(outputs).map((count) => {
    return { glweDimension, polynomialSize: PACKED_SIZE, answerBits, outputs: count, stride: 1 };
  });
}

/** Bytes of packed answers to `outputs` outputs. */
export function packedAnswersBytes(
  packing: Pick<AnswerPacking, "glweDimension">,
  answerBits: number,
  outputs: number,
): number {
  return packedAnswers(packing, answerBits, outputs).reduce(
    (sum, answer) => sum + packedAnswerBytes(answer),
    0,
  );
}

/** Outputs of each packed answer. */
export function groupsOf(outputs: number): number[] {
  const counts: number[] = [];
  for (let left = outputs; left > 0; left -= PACKED_SIZE) counts.push(Math.min(left, PACKED_SIZE));
  return counts;
}

/** Makes a ring's secret key and the key that packs into it. */
export async function generatePacking(
  from: LweSecretKey,
  packing: AnswerPacking,
  options: RunOptions,
): Promise<{ secret: GlweSecretKey; key: PackingKey }> {
  const { openEngine } = await import("../kernel/index.ts");
  const { generateGlweSecretKey } = await import("../crypto/entities/index.ts");
  const { generatePackingKey } = await import("../crypto/algorithms/packing.ts");
  const { truncateBodies } = await import("../crypto/algorithms/truncate.ts");
  const secret = generateGlweSecretKey(packing.glweDimension, PACKED_SIZE);
  const shape = { glweDimension: packing.glweDimension, polynomialSize: PACKED_SIZE };
  const engine: Engine = await openEngine(shape, { signal: options.signal });
  try {
    const key = await generatePackingKey(from, secret, packing.gadget, packing.noise, engine, options);
    return { secret, key: truncateBodies(key, packing.keyBodyBits) };
  } finally {
    await engine.close();
  }
}
