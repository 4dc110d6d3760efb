import { packedAnswersBytes } from "./packing.ts";
import type { AnswerPacking } from "./packing.ts";
import type { SecurityLevel, TfheParameters } from "../params/index.ts";
import { truncationVariance, noiseVariance } from "../params/index.ts";

/** Everything both sides of a circuit with lookups must agree on; public. */
export interface BootstrappedParameters {
  readonly security: SecurityLevel;
  readonly tfhe: TfheParameters;
  /** Top bits of the bootstrapping key's bodies that travel. */
  readonly keyBodyBits: number;
  /** Top bits of an input's body words that travel. */
  readonly queryBits: number;
  /** Whether answers are ciphertexts under the small key of dimension n, else under the large one, k N. */
  readonly smallAnswers: boolean;
  /** How several answers share one mask; null where each has its own. */
  readonly packing: AnswerPacking | null;
  /** Top bits of an answer's words that travel. */
  readonly answerBits: number;
}

/** LWE dimension of an answer before it is packed. */
export function answerDimension({ tfhe, smallAnswers }: BootstrappedParameters): number {
  return smallAnswers ? tfhe.lweDimension : tfhe.glweDimension * tfhe.polynomialSize;
}

/** Bytes of the answers to `outputs` outputs: a mask and a body each, or a mask for all. */
export function answerBytes(parameters: BootstrappedParameters, outputs: number): number {
  const { packing, answerBits } = parameters;
  if (packing !== null) return packedAnswersBytes(packing, answerBits, outputs);
  return Math.ceil((outputs * (answerDimension(parameters) + 1) * parameters.answerBits) / 8);
}

/** Bytes of an encrypted sample: envelope, mask seed, and packed body words. */
export function queryBytes({ tfhe, queryBits: bits }: BootstrappedParameters, slots: number): number {
  const ciphertexts = Math.max(1, Math.ceil(slots / tfhe.polynomialSize));
  return 32 + 32 + ciphertexts * Math.ceil((Math.ceil(slots / ciphertexts) * bits) / 8);
}

/**
 * Top bits of an input's body words that must travel: cutting the rest adds at most `share` of the encryption's own
 * variance.
 */
export function queryBits({ glweNoise }: TfheParameters, share: number): number {
  let bits = 64;
  while (bits > 8 && truncationVariance(bits - 1) <= share * noiseVariance(glweNoise)) bits--;
  return bits;
}

/**
 * Variance of rounding an answer's words to `bits` bits: the centred modulus switch of its mask, and the body:
 * V = (n / 48 + 1 / 12) 2^(-2 bits).
 */
export function answerSwitchVariance(dimension: number, bits: number): number {
  return (dimension / 48 + 1 / 12) * 2 ** (-2 * bits);
}
