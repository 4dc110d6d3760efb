import type { ObjectId } from "../../../../core/index.ts";
import type { SeededKey } from "../../kernel/index.ts";
import type { TfheParameters } from "../../params/index.ts";
import type { GlweSecretKey, LweSecretKey } from "./secret-keys.ts";

/** What the client keeps. */
export interface SecretKeySet {
  /** Random; ties ciphertexts and evaluation keys to this key set. */
  readonly keyId: ObjectId;
  readonly parameters: TfheParameters;
  /** The small key, n bits. */
  readonly lwe: LweSecretKey;
  /** The large key; values wait under its flattened form of dimension k N. */
  readonly glwe: GlweSecretKey;
}

/** What the server needs to bootstrap: seeds and bodies, nothing secret. */
export interface EvaluationKeySet {
  readonly keyId: ObjectId;
  readonly parameters: TfheParameters;
  /** n GGSW encryptions of the small key's bits: bodies [n][levels][k + 1][N], one stream a row. */
  readonly bootstrap: SeededKey;
  /** LWE encryptions of the large key's bits: bodies [k N][levels], one stream a row. */
  readonly keyswitch: SeededKey<BigUint64Array | Uint32Array>;
}

/** A key pair as generation makes it. */
export interface KeySet {
  readonly secret: SecretKeySet;
  readonly evaluation: EvaluationKeySet;
}

/** Bytes of the seeded evaluation keys with all bits of their bodies. */
export function seededKeyBytes(p: TfheParameters): { bootstrap: number; keyswitch: number } {
  const { lweDimension: n, glweDimension: k, polynomialSize: N, bootstrap, keyswitch } = p;
  return {
    bootstrap: n * bootstrap.levels * (k + 1) * N * 8 + 32,
    keyswitch: (k * N * keyswitch.levels * keyswitch.modulusLog) / 8 + 32,
  };
}
