import {
  ByteReader,
  ByteWriter,
  CorruptedDataError,
  InvalidInputError,
  NO_ID,
  open,
  seal,
} from "../../../core/index.ts";
import type { EvaluationKeys, SecretKey } from "../../backend.ts";
import type { EvaluationKeySet, GlweSecretKey, PackingKey, SecretKeySet } from "../crypto/entities/index.ts";
import { domains, SEED_BYTES } from "../crypto/random/index.ts";
import {
  deserializeEvaluationKeys,
  deserializeSecretKeys,
  packBinary,
  packedBytes,
  packTopBits,
  serializeEvaluationKeys,
  serializeSecretKeys,
  unpackBinary,
  unpackTopBits,
} from "../crypto/serialization/index.ts";
import { PACKED_SIZE } from "./packing.ts";
import { answerDimension } from "./shape.ts";
import type { BootstrappedSpecs } from "./specs.ts";

/** The client's small and large key and that of packed answers, tied to a circuit. */
export class BootstrappedSecretKey implements SecretKey {
  readonly kind = "secret-key";
  readonly circuitId: string;
  readonly keyId: string;
  readonly #keys: SecretKeySet;
  readonly #packing: GlweSecretKey | null;

  constructor(circuitId: string, keys: SecretKeySet, packing: GlweSecretKey | null) {
    this.circuitId = circuitId;
    this.keyId = keys.keyId;
    this.#keys = keys;
    this.#packing = packing;
  }

  /** The bits themselves. Secret. */
  get unsafeKeys(): SecretKeySet {
    return this.#keys;
  }

  /** Bits of the key that packed answers are under. Secret. */
  get unsafePackingKey(): GlweSecretKey {
    if (this.#packing !== null) return this.#packing;
    throw new InvalidInputError({
      where: "secret key",
      problem: "it has no key for packed answers",
      allowed: "keys made for a circuit with packed answers",
      remedy: "make the keys with this circuit's keygen",
    });
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const parts = [serializeSecretKeys(this.#keys)];
    if (this.#packing !== null) parts.push(packBinary(this.#packing.bits));
    return sealParts("secretKey", this, parts);
  }

  /** @throws CorruptedDataError, TruncatedDataError, KeyMismatchError, CircuitMismatchError */
  static read(bytes: Uint8Array, { circuitId, parameters }: BootstrappedSpecs): BootstrappedSecretKey {
    const { keyId, reader, inner } = openParts("secretKey", bytes, circuitId, "secret key");
    const keys = deserializeSecretKeys(inner, { parameters: parameters.tfhe, keyId });
    const { packing } = parameters;
    let secret: GlweSecretKey | null = null;
    if (packing !== null) {
      const count = packing.glweDimension * PACKED_SIZE;
      const bits = unpackBinary(reader.bytes(Math.ceil(count / 8)), count);
      secret = { glweDimension: packing.glweDimension, polynomialSize: PACKED_SIZE, bits };
    }
    reader.end();
    return new BootstrappedSecretKey(circuitId, keys, secret);
  }

  /** Keys stay out of logs. */
  toJSON(): string {
    return `secret key ${this.keyId}`;
  }
}

/** Seeded bootstrapping, keyswitching and packing key, tied to a circuit. */
export class BootstrappedEvaluationKeys implements EvaluationKeys {
  readonly kind = "evaluation-keys";
  readonly circuitId: string;
  readonly keyId: string;
  readonly keys: EvaluationKeySet;
  readonly packing: PackingKey | null;
  readonly #packingBits: number;

  /** @param packingBits - Top bits the packing key's bodies have. */
  constructor(circuitId: string, keys: EvaluationKeySet, packing: PackingKey | null, packingBits = 64) {
    this.circuitId = circuitId;
    this.keyId = keys.keyId;
    this.keys = keys;
    this.packing = packing;
    this.#packingBits = packingBits;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const parts: Uint8Array[] = [serializeEvaluationKeys(this.keys)];
    if (this.packing !== null) {
      parts.push(this.packing.seed, packTopBits(this.packing.bodies, this.#packingBits));
    }
    return sealParts("evaluationKeys", this, parts);
  }

  /** @throws CorruptedDataError, TruncatedDataError, KeyMismatchError, CircuitMismatchError */
  static read(bytes: Uint8Array, { circuitId, parameters }: BootstrappedSpecs): BootstrappedEvaluationKeys {
    const { keyId, reader, inner } = openParts("evaluationKeys", bytes, circuitId, "evaluation keys");
    const keys = deserializeEvaluationKeys(inner, { parameters: parameters.tfhe, keyId });
    const { packing } = parameters;
    let key: PackingKey | null = null;
    if (packing !== null) {
      const seed = reader.bytes(SEED_BYTES).slice();
      const inputDimension = answerDimension(parameters);
      const count = inputDimension * packing.gadget.levels * PACKED_SIZE;
      const bodies = unpackTopBits(
        reader.bytes(packedBytes(count, packing.keyBodyBits)),
        count,
        packing.keyBodyBits,
      );
      key = {
        glweDimension: packing.glweDimension,
        polynomialSize: PACKED_SIZE,
        gadget: packing.gadget,
        inputDimension,
        seed,
        domain: domains.packingKeyswitchMask,
        bodies,
      };
    }
    reader.end();
    return new BootstrappedEvaluationKeys(circuitId, keys, key, packing?.keyBodyBits);
  }
}

type Kind = "secretKey" | "evaluationKeys";

/** The key set's own bytes, with their length, and what else there is, in an envelope that names the circuit. */
function sealParts(
  kind: Kind,
  { circuitId, keyId }: { circuitId: string; keyId: string },
  [inner, ...rest]: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter().u32(inner.length).bytes(inner);
  for (const part of rest) writer.bytes(part);
  return seal({ kind, circuitId, keyId, payload: writer.finish() });
}

function openParts(
  kind: Kind,
  bytes: Uint8Array,
  circuitId: string,
  where: string,
): { keyId: string; inner: Uint8Array; reader: ByteReader } {
  const { keyId, payload } = open(bytes, { kind, circuitId }, where);
  if (keyId === NO_ID) {
    throw new CorruptedDataError({
      where,
      problem: "no key id",
      allowed: "keys made by keygen",
      remedy: "write the keys again and transfer them again",
    });
  }
  const reader = new ByteReader(payload, where);
  return { keyId, inner: reader.bytes(reader.u32()), reader };
}
