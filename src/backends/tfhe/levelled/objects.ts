/** Keys of the levelled layer as they are held and as they travel. */
import { seal } from "../../../core/index.ts";
import type { EvaluationKeys, SecretKey } from "../../backend.ts";
import { openExact } from "../exchange.ts";
import { packedAnswerBytes } from "./packed-answer.ts";
import type { PackedAnswer } from "./packed-answer.ts";
import { publicZeroBytes, publicZeroPayload, readPublicZero } from "./public-zero.ts";
import type { PublicZero } from "./public-zero.ts";
import { bodyWords } from "./parameters.ts";
import { selectionWords } from "./selection.ts";
import type { LevelledSpecs } from "./specs.ts";

/** A GLWE secret key: k N bits, as words of all zeros or all ones for branch-free selection. */
export class LevelledSecretKey implements SecretKey {
  readonly kind = "secret-key";
  readonly circuitId: string;
  readonly keyId: string;
  readonly #select: BigUint64Array;

  constructor(circuitId: string, keyId: string, bits: Uint8Array) {
    this.circuitId = circuitId;
    this.keyId = keyId;
    this.#select = selectionWords(bits);
  }

  /** One word a key bit: the k polynomials one after the other. Secret. */
  get unsafeSelect(): BigUint64Array {
    return this.#select;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const payload = new Uint8Array(Math.ceil(this.#select.length / 8));
    this.#select.forEach((word, i) => (payload[i >> 3] |= Number(word & 1n) << (i & 7)));
    return seal({ kind: "secretKey", circuitId: this.circuitId, keyId: this.keyId, payload });
  }

  static read(bytes: Uint8Array, specs: LevelledSpecs): LevelledSecretKey {
    const { glweDimension, polynomialSize } = specs.parameters;
    const dimension = glweDimension * polynomialSize;
    const { keyId, payload } = openExact(bytes, "secretKey", specs.circuitId, dimension / 8, "secret key");
    const bits = Uint8Array.from({ length: dimension }, (_, i) => (payload[i >> 3] >> (i & 7)) & 1);
    return new LevelledSecretKey(specs.circuitId, keyId, bits);
  }

  /** Keys stay out of logs. */
  toJSON(): string {
    return `secret key ${this.keyId}`;
  }
}

/**
 * What the server gets: whose ciphertexts to expect, and with model privacy the public encryption of
 * zero. The packed products themselves need no key.
 */
export class LevelledEvaluationKeys implements EvaluationKeys {
  readonly kind = "evaluation-keys";
  readonly circuitId: string;
  readonly keyId: string;
  readonly publicZero: PublicZero | null;

  constructor(circuitId: string, keyId: string, publicZero: PublicZero | null) {
    this.circuitId = circuitId;
    this.keyId = keyId;
    this.publicZero = publicZero;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const { circuitId, keyId, publicZero } = this;
    const payload = publicZero === null ? new Uint8Array() : publicZeroPayload(publicZero);
    return seal({ kind: "evaluationKeys", circuitId, keyId, payload });
  }

  static read(bytes: Uint8Array, specs: LevelledSpecs): LevelledEvaluationKeys {
    const { floodLog2 } = specs.parameters;
    const length = floodLog2 === null ? 0 : publicZeroBytes(specs.parameters);
    const { keyId, payload } = openExact(bytes, "evaluationKeys", specs.circuitId, length, "evaluation keys");
    const publicZero = floodLog2 === null ? null : readPublicZero(payload);
    return new LevelledEvaluationKeys(specs.circuitId, keyId, publicZero);
  }
}

/** Packed bytes of all body words of one sample. */
export function inputBodyBytes({ parameters }: LevelledSpecs): number {
  const ciphertexts = Math.ceil(parameters.features / parameters.width);
  return ciphertexts * Math.ceil((bodyWords(parameters) * parameters.bodyBits) / 8);
}

/** An answer with `outputs` outputs. */
export function answerShape({ parameters }: LevelledSpecs, outputs: number): PackedAnswer {
  return { ...parameters, outputs, stride: parameters.width };
}

/** Packed bytes of all answers of one sample. */
export function allAnswerBytes(specs: LevelledSpecs): number {
  return answerCounts(specs).reduce((sum, count) => sum + packedAnswerBytes(answerShape(specs, count)), 0);
}

/** Outputs of every answer of a sample. */
export function answerCounts({ parameters }: LevelledSpecs): number[] {
  const { outputCount, outputsPerAnswer } = parameters;
  const counts: number[] = [];
  for (let left = outputCount; left > 0; left -= outputsPerAnswer)
    counts.push(Math.min(left, outputsPerAnswer));
  return counts;
}
