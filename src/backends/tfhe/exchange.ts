/** What client and server of a tfhe circuit send each other: sealed, checked for length before use. */
import { checkIds, CorruptedDataError, InvalidInputError, NO_ID, open, seal } from "../../core/index.ts";
import type { ObjectKind } from "../../core/index.ts";
import type { ClientSpecs, EncryptedInputs, EncryptedOutputs } from "../backend.ts";
import { SEED_BYTES } from "./crypto/random/index.ts";

/** One encrypted sample: a public mask seed, and the body words of its ciphertexts, cut and packed. */
export class EncryptedQuery implements EncryptedInputs {
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

  /** @param bodyBytes - What the circuit's parameters ask for. */
  static read(bytes: Uint8Array, circuitId: string, bodyBytes: number): EncryptedQuery {
    const length = SEED_BYTES + bodyBytes;
    const { keyId, payload } = openExact(bytes, "encryptedInputs", circuitId, length, "encrypted inputs");
    return new EncryptedQuery(
      circuitId,
      keyId,
      payload.subarray(0, SEED_BYTES),
      payload.subarray(SEED_BYTES),
    );
  }
}

/** All encrypted answers of one sample, cut to the bits that matter and packed. */
export class EncryptedAnswer implements EncryptedOutputs {
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
    const { circuitId, keyId, words: payload } = this;
    return seal({ kind: "encryptedOutputs", circuitId, keyId, payload });
  }

  /** @param length - Bytes the circuit's parameters ask for. */
  static read(bytes: Uint8Array, circuitId: string, length: number): EncryptedAnswer {
    const { keyId, payload } = openExact(bytes, "encryptedOutputs", circuitId, length, "encrypted outputs");
    return new EncryptedAnswer(circuitId, keyId, payload);
  }
}

/** What an object belongs to. */
interface Ids {
  readonly circuitId: string;
  readonly keyId?: string;
}

/**
 * An object as one of ours, once it is certain that it belongs to this circuit and, where a key is given, to that key.
 *
 * @throws InvalidInputError for an object of another backend, CircuitMismatchError, KeyMismatchError.
 */
export function own<T extends Required<Ids>>(
  object: unknown,
  Class: new (...parts: never[]) => T,
  ids: Ids,
  where: string,
  what: string,
): T {
  if (!(object instanceof Class)) throw notOurs(where, what);
  // A run is given several objects, other calls one that can be mistaken.
  checkIds(ids, object, where === "run" ? `run: ${what}` : where);
  return object;
}

/** An object of another backend where one of ours is needed. */
export function notOurs(where: string, what: string): InvalidInputError {
  return new InvalidInputError({
    where,
    problem: `not ${what} of this circuit's backend`,
    allowed: `${what} made or read by this circuit`,
    remedy: "use keygen, encrypt and run of the same circuit, or read the bytes with its read… methods",
  });
}

/** Opens a sealed object of a known length. @throws CorruptedDataError */
export function openExact(
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

/** Version of the specifications that are written and read. */
export const SPECS_VERSION = 1;

/** @throws CorruptedDataError for specifications of another version, backend or kind of circuit. */
export function checkSpecsHeader(specs: ClientSpecs, scheme: string): void {
  if (specs.formatVersion === SPECS_VERSION && specs.backend === "tfhe" && schemeOf(specs) === scheme) return;
  throw new CorruptedDataError({
    where: "client specification",
    problem: `format version ${String(specs.formatVersion)}, backend "${specs.backend}"`,
    allowed: `format version ${SPECS_VERSION} of backend "tfhe"`,
    remedy: "fetch the specification of this circuit again",
  });
}

/** Which kind of circuit specifications are for, as they say; they may come from anywhere. */
export function schemeOf({ parameters }: ClientSpecs): unknown {
  return (parameters as { scheme?: unknown } | null | undefined)?.scheme;
}
