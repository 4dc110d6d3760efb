/** Bytes and counts that follow from the parameters. */
import { SEED_BYTES } from "../crypto/random/index.ts";
import { publicZeroBytes } from "../levelled/public-zero.ts";
import { packedAnswerBytes } from "../levelled/packed-answer.ts";
import type { PackedAnswer } from "../levelled/packed-answer.ts";
import { packingOf } from "./packing.ts";
import type { DiagramParameters } from "./shape.ts";

/** GLWE rows of the automorphism keys. */
export function expansionRows({
  expansion,
  glweDimension: k,
}: Pick<DiagramParameters, "expansion" | "glweDimension">): number {
  return expansion.reduce((sum, { levels }) => sum + k * levels, 0);
}

/** GLWE rows of the key that makes GGSW ciphertexts. */
export function schemeSwitchRows({
  schemeSwitch,
  glweDimension: k,
}: Pick<DiagramParameters, "schemeSwitch" | "glweDimension">): number {
  return schemeSwitch.levels * (k + 1) * k;
}

/** Both seeds and the bodies of both keys, and with model privacy a public encryption of zero. */
export function keyPayloadBytes(parameters: KeyShape): number {
  const rows = expansionRows(parameters) + schemeSwitchRows(parameters);
  const keys = 2 * SEED_BYTES + Math.ceil((rows * parameters.polynomialSize * parameters.keyBits) / 8);
  return keys + (parameters.floodLog2 === null ? 0 : publicZeroBytes(parameters));
}

type KeyShape = Pick<
  DiagramParameters,
  "expansion" | "schemeSwitch" | "glweDimension" | "polynomialSize" | "keyBits" | "floodLog2"
>;

/** The body words of one packed ciphertext. */
export function ciphertextBytes(bits: number, parameters: DiagramParameters): number {
  return Math.ceil((packingOf(bits, parameters).words * parameters.queryBits) / 8);
}

/** Mask and one body word an output. */
export function answerShape(
  {
    glweDimension,
    polynomialSize,
    answerBits,
  }: Pick<DiagramParameters, "glweDimension" | "polynomialSize" | "answerBits">,
  outputs: number,
): PackedAnswer {
  return { glweDimension, polynomialSize, answerBits, outputs, stride: 1 };
}

/** Bytes of an answer. */
export function answerBytes(parameters: DiagramParameters, outputs: number): number {
  return packedAnswerBytes(answerShape(parameters, outputs));
}

/** Polynomials of the GGSW ciphertext of one bit. */
export function ggswPolynomials({
  glweDimension: k,
  query,
}: Pick<DiagramParameters, "glweDimension" | "query">): number {
  return query.levels * (k + 1) ** 2;
}

/** Bytes of a GLWE ciphertext as words. */
export function glweBytes({
  glweDimension,
  polynomialSize,
}: Pick<DiagramParameters, "glweDimension" | "polynomialSize">): number {
  return 8 * (glweDimension + 1) * polynomialSize;
}
