/** Keys and ciphertexts of the levelled layer as they are held and as they travel. */
import { ByteWriter, CorruptedDataError, InvalidInputError, NO_ID, open, seal } from "../../../core/index.ts";
import type { ObjectKind } from "../../../core/index.ts";
import type { EncryptedInputs, EncryptedOutputs, EvaluationKeys, SecretKey } from "../../backend.ts";
import { SEED_BYTES } from "../crypto/random/index.ts";
import { bodyWords } from "./parameters.ts";
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
    this.#select = BigUint64Array.from(bits, (bit) => BigInt.asUintN(64, -BigInt(bit)));
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

/** k encryptions of zero under the client's key: a mask seed, and k body polynomials of N words. */
export interface PublicZero {
  readonly seed: Uint8Array;
  readonly bodies: BigUint64Array;
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
    const writer = new ByteWriter();
    if (publicZero !== null) {
      writer.bytes(publicZero.seed).bytes(new Uint8Array(publicZero.bodies.slice().buffer));
    }
    return seal({ kind: "evaluationKeys", circuitId, keyId, payload: writer.finish() });
  }

  static read(bytes: Uint8Array, specs: LevelledSpecs): LevelledEvaluationKeys {
    const { glweDimension, polynomialSize, floodLog2 } = specs.parameters;
    const length = floodLog2 === null ? 0 : SEED_BYTES + 8 * glweDimension * polynomialSize;
    const { keyId, payload } = openExact(bytes, "evaluationKeys", specs.circuitId, length, "evaluation keys");
    if (floodLog2 === null) return new LevelledEvaluationKeys(specs.circuitId, keyId, null);
    const bodies = new BigUint64Array(payload.slice(SEED_BYTES).buffer);
    return new LevelledEvaluationKeys(specs.circuitId, keyId, { seed: payload.slice(0, SEED_BYTES), bodies });
  }
}

/** One sample: a public mask seed, and the body words cut to `bodyBits` of every packed ciphertext. */
export class LevelledInputs implements EncryptedInputs {
  readonly kind = "encrypted-inputs";
  readonly circuitId: string;
  readonly keyId: string;
  readonly maskSeed: Uint8Array;
  readonly bodies: Uint8Array;

  constructor(circuitId: string, keyId: string, maskSeed: Uint8Array, bodies: Uint8Array) {
    this.circuitId = circuitId;
    this.keyId = keyId;
    this.maskSeed = maskSeed;
    this.bodies = bodies;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const payload = new Uint8Array(SEED_BYTES + this.bodies.length);
    payload.set(this.maskSeed);
    payload.set(this.bodies, SEED_BYTES);
    return seal({ kind: "encryptedInputs", circuitId: this.circuitId, keyId: this.keyId, payload });
  }

  static read(bytes: Uint8Array, specs: LevelledSpecs): LevelledInputs {
    const length = SEED_BYTES + inputBodyBytes(specs);
    const { keyId, payload } = openExact(
      bytes,
      "encryptedInputs",
      specs.circuitId,
      length,
      "encrypted inputs",
    );
    return new LevelledInputs(
      specs.circuitId,
      keyId,
      payload.subarray(0, SEED_BYTES),
      payload.subarray(SEED_BYTES),
    );
  }
}

/** All answers of one sample: for each, k N mask words and its outputs' bodies, `answerBits` each. */
export class LevelledOutputs implements EncryptedOutputs {
  readonly kind = "encrypted-outputs";
  readonly circuitId: string;
  readonly keyId: string;
  readonly words: Uint8Array;

  constructor(circuitId: string, keyId: string, words: Uint8Array) {
    this.circuitId = circuitId;
    this.keyId = keyId;
    this.words = words;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    return seal({
      kind: "encryptedOutputs",
      circuitId: this.circuitId,
      keyId: this.keyId,
      payload: this.words,
    });
  }

  static read(bytes: Uint8Array, specs: LevelledSpecs): LevelledOutputs {
    const length = answerCounts(specs).reduce((sum, count) => sum + answerBytes(specs, count), 0);
    const { keyId, payload } = openExact(
      bytes,
      "encryptedOutputs",
      specs.circuitId,
      length,
      "encrypted outputs",
    );
    return new LevelledOutputs(specs.circuitId, keyId, payload);
  }
}

/** Packed bytes of all body words of one sample. */
export function inputBodyBytes({ parameters }: LevelledSpecs): number {
  const ciphertexts = Math.ceil(parameters.features / parameters.width);
  return ciphertexts * Math.ceil((bodyWords(parameters) * parameters.bodyBits) / 8);
}

/** Packed bytes of an answer with `outputs` outputs. */
export function answerBytes({ parameters }: LevelledSpecs, outputs: number): number {
  const words = parameters.glweDimension * parameters.polynomialSize + outputs;
  return Math.ceil((words * parameters.answerBits) / 8);
}

/** Outputs of every answer of a sample. */
export function answerCounts({ parameters }: LevelledSpecs): number[] {
  const { outputCount, outputsPerAnswer } = parameters;
  const counts: number[] = [];
  for (let left = outputCount; left > 0; left -= outputsPerAnswer)
    counts.push(Math.min(left, outputsPerAnswer));
  return counts;
}

/** An object of another backend where one of ours is needed. */
export function notOurs(where: string, what: string): InvalidInputError {
  return new InvalidInputError({
    where,
    problem: `not ${what} of the tfhe backend's levelled layer`,
    allowed: `${what} made or read by this circuit`,
    remedy: "use keygen, encrypt and run of the same circuit, or read the bytes with its read… methods",
  });
}

function openExact(
  bytes: Uint8Array,
  kind: ObjectKind,
  circuitId: string,
  length: number,
  where: string,
): { keyId: string; payload: Uint8Array } {
  const envelope = open(bytes, { kind, circuitId }, where);
  if (envelope.payload.length === length && envelope.keyId !== NO_ID) return envelope;
  throw new CorruptedDataError({
    where,
    problem: `a payload of ${envelope.payload.length} bytes`,
    allowed: `${length} bytes, what the parameters of circuit ${circuitId} ask for`,
    remedy: "write the object with the same release and circuit, and transfer it again",
  });
}
