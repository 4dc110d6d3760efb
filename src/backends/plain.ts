/**
 * What clear and simulate share: "keys" without secrets and "ciphertexts" that hold plain integers, with
 * the ids, checks and serialized forms of the real ones, so that code written against one backend runs
 * on another. Nothing here hides anything, and every report says `encrypted: false`.
 */
import {
  ByteReader,
  ByteWriter,
  checkIds,
  InvalidInputError,
  open,
  randomId,
  seal,
  Tensor,
  throwIfCancelled,
} from "../core/index.ts";
import type { ObjectKind, RunOptions } from "../core/index.ts";
import type {
  ClientSpecs,
  EncryptedInputs,
  EncryptedOutputs,
  EvaluationKeys,
  Executable,
  KeySet,
  Report,
  SecretKey,
  SimulateOptions,
} from "./backend.ts";
import { checkRows, checkSample, flattenSample, splitSample } from "./samples.ts";

type PlainKind = "secret-key" | "evaluation-keys" | "encrypted-inputs" | "encrypted-outputs";

const wireKinds: Record<PlainKind, ObjectKind> = {
  "secret-key": "secretKey",
  "evaluation-keys": "evaluationKeys",
  "encrypted-inputs": "encryptedInputs",
  "encrypted-outputs": "encryptedOutputs",
};

/** A list of integers that stands for a key (empty) or a ciphertext. */
class Plain<K extends PlainKind> {
  readonly kind: K;
  readonly circuitId: string;
  readonly keyId: string;
  readonly values: Float64Array;

  constructor(kind: K, circuitId: string, keyId: string, values: Float64Array) {
    this.kind = kind;
    this.circuitId = circuitId;
    this.keyId = keyId;
    this.values = values;
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const writer = new ByteWriter().u32(this.values.length);
    for (const value of this.values) writer.f64(value);
    const { circuitId, keyId, kind } = this;
    return seal({ kind: wireKinds[kind], circuitId, keyId, payload: writer.finish() });
  }
}

/** An executable that computes on clear integers through `compute`: `[rows, features]` to `[rows, outputs]`. */
export class PlainExecutable implements Executable {
  readonly backend: string;
  readonly clientSpecs: ClientSpecs;
  readonly report: Report;
  readonly #compute: (features: Tensor, options: SimulateOptions) => Tensor;
  readonly #computeRows: ((features: Tensor, options: SimulateOptions) => Promise<Tensor>) | undefined;
  readonly #serialize: () => Uint8Array<ArrayBuffer>;

  constructor(parts: {
    clientSpecs: ClientSpecs;
    report: Report;
    compute: (features: Tensor, options: SimulateOptions) => Tensor;
    /** The same over threads, where there is a way. */
    computeRows?: (features: Tensor, options: SimulateOptions) => Promise<Tensor>;
    serialize: () => Uint8Array<ArrayBuffer>;
  }) {
    this.backend = parts.clientSpecs.backend;
    this.clientSpecs = parts.clientSpecs;
    this.report = parts.report;
    this.#compute = parts.compute;
    this.#computeRows = parts.computeRows;
    this.#serialize = parts.serialize;
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async keygen({ signal }: RunOptions = {}): Promise<KeySet> {
    throwIfCancelled(signal, "keygen");
    const keyId = randomId();
    const { circuitId } = this.clientSpecs;
    return {
      secretKey: new Plain("secret-key", circuitId, keyId, new Float64Array()),
      evaluationKeys: new Plain("evaluation-keys", circuitId, keyId, new Float64Array()),
    };
  }

  encrypt(sample: readonly Tensor[], secretKey: SecretKey): EncryptedInputs {
    const { keyId } = this.#own(secretKey, "secret-key", "encrypt");
    checkSample(sample, this.clientSpecs.inputs, "encrypt");
    return new Plain("encrypted-inputs", this.clientSpecs.circuitId, keyId, flattenSample(sample).slice());
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async run(
    batch: readonly EncryptedInputs[],
    evaluationKeys: EvaluationKeys,
    options: RunOptions = {},
  ): Promise<EncryptedOutputs[]> {
    throwIfCancelled(options.signal, "run");
    const { keyId } = this.#own(evaluationKeys, "evaluation-keys", "run");
    const rows = batch.map((inputs) => this.#own(inputs, "encrypted-inputs", "run", keyId).values);
    if (rows.length === 0) return [];
    const features = Tensor.zeros([rows.length, rows[0].length]);
    rows.forEach((row, i) => {
      features.row(i).set(row);
    });
    const outputs = this.#compute(features, options);
    return rows.map(
      (_, i) => new Plain("encrypted-outputs", this.clientSpecs.circuitId, keyId, outputs.row(i).slice()),
    );
  }

  decrypt(outputs: EncryptedOutputs, secretKey: SecretKey): Tensor[] {
    const { keyId } = this.#own(secretKey, "secret-key", "decrypt");
    const { values } = this.#own(outputs, "encrypted-outputs", "decrypt", keyId);
    return splitSample(values, this.clientSpecs.outputs);
  }

  simulate(features: Tensor, options: SimulateOptions = {}): Tensor {
    checkRows(features, this.clientSpecs.inputs, "simulate");
    return this.#compute(features, options);
  }

  async simulateRows(features: Tensor, options: SimulateOptions = {}): Promise<Tensor> {
    checkRows(features, this.clientSpecs.inputs, "simulate");
    return this.#computeRows?.(features, options) ?? this.#compute(features, options);
  }

  serialize(): Uint8Array<ArrayBuffer> {
    return this.#serialize();
  }

  readSecretKey(bytes: Uint8Array): SecretKey {
    return this.#read(bytes, "secret-key");
  }

  readEvaluationKeys(bytes: Uint8Array): EvaluationKeys {
    return this.#read(bytes, "evaluation-keys");
  }

  readEncryptedInputs(bytes: Uint8Array): EncryptedInputs {
    return this.#read(bytes, "encrypted-inputs");
  }

  readEncryptedOutputs(bytes: Uint8Array): EncryptedOutputs {
    return this.#read(bytes, "encrypted-outputs");
  }

  #read<K extends PlainKind>(bytes: Uint8Array, kind: K): Plain<K> {
    const { circuitId } = this.clientSpecs;
    const { keyId, payload } = open(bytes, { kind: wireKinds[kind], circuitId }, kind);
    const reader = new ByteReader(payload, kind);
    const values = Float64Array.from({ length: reader.u32() }, () => reader.f64());
    reader.end();
    return new Plain(kind, circuitId, keyId, values);
  }

  #own<K extends PlainKind>(object: { readonly kind: K }, kind: K, where: string, keyId?: string): Plain<K> {
    if (!(object instanceof Plain) || object.kind !== kind) {
      throw new InvalidInputError({
        where,
        problem: `not ${kind} of backend "${this.backend}"`,
        allowed: `${kind} made or read by this circuit`,
        remedy: "use keygen, encrypt and run of the same circuit",
      });
    }
    const { circuitId } = this.clientSpecs;
    checkIds(keyId === undefined ? { circuitId } : { circuitId, keyId }, object, where);
    return object as Plain<K>;
  }
}
