/** Keys of circuits of diagrams as they are held and as they travel. */
import { ByteReader, ByteWriter, seal } from "../../../core/index.ts";
import type { RunOptions } from "../../../core/index.ts";
import type { EvaluationKeys, SecretKey } from "../../backend.ts";
import {
  generateExpansionKeys,
  generateSchemeSwitchKey,
  truncateBodies,
} from "../crypto/algorithms/index.ts";
import type { GlweSecretKey } from "../crypto/entities/index.ts";
import { SEED_BYTES } from "../crypto/random/index.ts";
import {
  packBinary,
  packedBytes,
  packTopBits,
  unpackBinary,
  unpackTopBits,
} from "../crypto/serialization/index.ts";
import { openExact } from "../exchange.ts";
import type { Engine } from "../kernel/index.ts";
import { publicZeroBytes, publicZeroPayload, readPublicZero } from "../levelled/public-zero.ts";
import type { PublicZero } from "../levelled/public-zero.ts";
import { expansionRows, keyPayloadBytes, schemeSwitchRows } from "./sizes.ts";
import type { DiagramParameters } from "./shape.ts";
import type { DiagramSpecs } from "./specs.ts";

/** A GLWE secret key of a circuit. */
export class DiagramSecretKey implements SecretKey {
  readonly kind = "secret-key";
  readonly circuitId: string;
  readonly keyId: string;
  readonly #key: GlweSecretKey;

  constructor(circuitId: string, keyId: string, key: GlweSecretKey) {
    this.circuitId = circuitId;
    this.keyId = keyId;
    this.#key = key;
  }

  /** The bits themselves. Secret. */
  get unsafeKey(): GlweSecretKey {
    return this.#key;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const { circuitId, keyId } = this;
    return seal({ kind: "secretKey", circuitId, keyId, payload: packBinary(this.#key.bits) });
  }

  /** @throws CorruptedDataError, TruncatedDataError, CircuitMismatchError */
  static read(bytes: Uint8Array, { circuitId, parameters }: DiagramSpecs): DiagramSecretKey {
    const { glweDimension, polynomialSize } = parameters;
    const count = glweDimension * polynomialSize;
    const { keyId, payload } = openExact(bytes, "secretKey", circuitId, Math.ceil(count / 8), "secret key");
    const bits = unpackBinary(payload, count);
    return new DiagramSecretKey(circuitId, keyId, { glweDimension, polynomialSize, bits });
  }

  /** Keys stay out of logs. */
  toJSON(): string {
    return `secret key ${this.keyId}`;
  }
}

/** Rows of a key whose masks are a stream. */
export interface SeededRows {
  readonly seed: Uint8Array;
  /** [rows][N] words. */
  readonly bodies: BigUint64Array<ArrayBuffer>;
}

/** The parts of evaluation keys. */
interface DiagramKeys {
  readonly expansion: SeededRows;
  readonly schemeSwitch: SeededRows;
  readonly publicZero: PublicZero | null;
}

/** What the server needs: automorphism keys and GGSW(-s), see `crypto/algorithms/expansion-keys.ts`. */
export class DiagramEvaluationKeys implements EvaluationKeys {
  readonly kind = "evaluation-keys";
  readonly circuitId: string;
  readonly keyId: string;
  readonly expansion: SeededRows;
  readonly schemeSwitch: SeededRows;
  /** With model privacy. */
  readonly publicZero: PublicZero | null;
  readonly #bits: number;

  constructor(circuitId: string, keyId: string, keys: DiagramKeys, bits: number) {
    this.circuitId = circuitId;
    this.keyId = keyId;
    this.expansion = keys.expansion;
    this.schemeSwitch = keys.schemeSwitch;
    this.publicZero = keys.publicZero;
    this.#bits = bits;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const { circuitId, keyId, expansion, schemeSwitch, publicZero } = this;
    const writer = new ByteWriter();
    for (const { seed, bodies } of [expansion, schemeSwitch]) {
      writer.bytes(seed).bytes(packTopBits(bodies, this.#bits));
    }
    if (publicZero !== null) writer.bytes(publicZeroPayload(publicZero));
    return seal({ kind: "evaluationKeys", circuitId, keyId, payload: writer.finish() });
  }

  /** @throws CorruptedDataError, TruncatedDataError, CircuitMismatchError */
  static read(bytes: Uint8Array, { circuitId, parameters }: DiagramSpecs): DiagramEvaluationKeys {
    const where = "evaluation keys";
    const length = keyPayloadBytes(parameters);
    const { keyId, payload } = openExact(bytes, "evaluationKeys", circuitId, length, where);
    const reader = new ByteReader(payload, where);
    const read = (rows: number): SeededRows => {
      const seed = reader.bytes(SEED_BYTES).slice();
      const count = rows * parameters.polynomialSize;
      const packed = reader.bytes(packedBytes(count, parameters.keyBits));
      return { seed, bodies: unpackTopBits(packed, count, parameters.keyBits) };
    };
    const keys = {
      expansion: read(expansionRows(parameters)),
      schemeSwitch: read(schemeSwitchRows(parameters)),
      publicZero:
        parameters.floodLog2 === null ? null : readPublicZero(reader.bytes(publicZeroBytes(parameters))),
    };
    return new DiagramEvaluationKeys(circuitId, keyId, keys, parameters.keyBits);
  }
}

/**
 * Evaluation keys for a secret key.
 *
 * @param engine - Of the key's shape, for exact products.
 */
export async function generateDiagramKeys(
  secret: DiagramSecretKey,
  { expansion, schemeSwitch, noise, keyBits }: DiagramParameters,
  publicZero: PublicZero | null,
  engine: Engine,
  options: RunOptions = {},
): Promise<DiagramEvaluationKeys> {
  const key = secret.unsafeKey;
  const keys = {
    expansion: truncateBodies(await generateExpansionKeys(key, expansion, noise, engine, options), keyBits),
    schemeSwitch: truncateBodies(
      await generateSchemeSwitchKey(key, schemeSwitch, noise, engine, options),
      keyBits,
    ),
    publicZero,
  };
  return new DiagramEvaluationKeys(secret.circuitId, secret.keyId, keys, keyBits);
}
