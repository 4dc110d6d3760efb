import { ByteReader, ByteWriter, CorruptedDataError, NO_ID, open, seal } from "../../../core/index.ts";
import type { EvaluationKeys, SecretKey } from "../../backend.ts";
import type { EvaluationKeySet, SecretKeySet } from "../crypto/entities/index.ts";
import {
  deserializeEvaluationKeys,
  deserializeSecretKeys,
  serializeEvaluationKeys,
  serializeSecretKeys,
} from "../crypto/serialization/index.ts";
import type { BootstrappedSpecs } from "./specs.ts";

/** The client's small and large key, tied to a circuit. */
export class BootstrappedSecretKey implements SecretKey {
  readonly kind = "secret-key";
  readonly circuitId: string;
  readonly keyId: string;
  readonly #keys: SecretKeySet;

  constructor(circuitId: string, keys: SecretKeySet) {
    this.circuitId = circuitId;
    this.keyId = keys.keyId;
    this.#keys = keys;
  }

  /** The bits themselves. Secret. */
  get unsafeKeys(): SecretKeySet {
    return this.#keys;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    return sealNested("secretKey", this, serializeSecretKeys(this.#keys));
  }

  /** @throws CorruptedDataError, TruncatedDataError, KeyMismatchError, CircuitMismatchError */
  static read(bytes: Uint8Array, { circuitId, parameters }: BootstrappedSpecs): BootstrappedSecretKey {
    const { keyId, inner } = openNested("secretKey", bytes, circuitId, "secret key");
    return new BootstrappedSecretKey(
      circuitId,
      deserializeSecretKeys(inner, { parameters: parameters.tfhe, keyId }),
    );
  }

  /** Keys stay out of logs. */
  toJSON(): string {
    return `secret key ${this.keyId}`;
  }
}

/** Seeded bootstrapping and keyswitching key, tied to a circuit. */
export class BootstrappedEvaluationKeys implements EvaluationKeys {
  readonly kind = "evaluation-keys";
  readonly circuitId: string;
  readonly keyId: string;
  readonly keys: EvaluationKeySet;

  constructor(circuitId: string, keys: EvaluationKeySet) {
    this.circuitId = circuitId;
    this.keyId = keys.keyId;
    this.keys = keys;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    return sealNested("evaluationKeys", this, serializeEvaluationKeys(this.keys));
  }

  /** @throws CorruptedDataError, TruncatedDataError, KeyMismatchError, CircuitMismatchError */
  static read(bytes: Uint8Array, { circuitId, parameters }: BootstrappedSpecs): BootstrappedEvaluationKeys {
    const { keyId, inner } = openNested("evaluationKeys", bytes, circuitId, "evaluation keys");
    return new BootstrappedEvaluationKeys(
      circuitId,
      deserializeEvaluationKeys(inner, { parameters: parameters.tfhe, keyId }),
    );
  }
}

type Kind = "secretKey" | "evaluationKeys";

/** The key set's own bytes inside an envelope that names the circuit. */
function sealNested(
  kind: Kind,
  { circuitId, keyId }: { circuitId: string; keyId: string },
  inner: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const payload = new ByteWriter().u32(inner.length).bytes(inner).finish();
  return seal({ kind, circuitId, keyId, payload });
}

function openNested(
  kind: Kind,
  bytes: Uint8Array,
  circuitId: string,
  where: string,
): { keyId: string; inner: Uint8Array } {
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
  const inner = reader.bytes(reader.u32());
  reader.end();
  return { keyId, inner };
}
