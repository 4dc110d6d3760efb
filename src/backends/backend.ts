import type { RandomState, RunOptions, Shape, Tensor } from "../core/index.ts";
import type { Graph } from "../graph/index.ts";
import type { Explanation } from "./explanation.ts";
import type { BackendOptions } from "./options.ts";

/** What a backend can do; `compile` refuses the rest with an UnsupportedOperationError. */
export interface Capabilities {
  /** Whether values are really encrypted. Clear and simulate say false, and their results are not secret. */
  readonly encrypted: boolean;
  /** Whether table lookups (luts, roundings, comparisons …) can be run. */
  readonly lookups: boolean;
  /** Widest integer a linear op may produce, in bits. */
  readonly maximumLinearBits: number;
  /** Widest integer a table lookup may read, in bits: wider ones are refused at compile. */
  readonly maximumLutBits: number;
  /** What a lookup of so many bits would take, for messages about those that are too wide. */
  readonly lookupCost?: (bits: number) => string;
}

/** Turns an op-graph into something that runs. */
export interface Backend {
  readonly name: string;
  readonly capabilities: Capabilities;
  /**
   * Chooses parameters and lowers the graph.
   *
   * @throws BitWidthError, NoParametersError, UnsupportedOperationError
   */
  compile(graph: Graph, options?: BackendOptions): Promise<Executable>;
  /** Reads what {@link Executable.serialize} wrote. @throws CorruptedDataError, TruncatedDataError */
  load(bytes: Uint8Array): Promise<Executable>;
}

/** Decrypts; stays with the client. Made by `keygen`, meaningful only to the executable's backend. */
export interface SecretKey {
  readonly kind: "secret-key";
  /** Tells key sets apart; drawn at random, derived from nothing secret. */
  readonly keyId: string;
  serialize(): Uint8Array<ArrayBuffer>;
}

/** Lets the server compute; holds nothing that decrypts. */
export interface EvaluationKeys {
  readonly kind: "evaluation-keys";
  readonly keyId: string;
  serialize(): Uint8Array<ArrayBuffer>;
}

export interface KeySet {
  readonly secretKey: SecretKey;
  readonly evaluationKeys: EvaluationKeys;
}

/** All inputs of one sample, encrypted. */
export interface EncryptedInputs {
  readonly kind: "encrypted-inputs";
  readonly keyId: string;
  serialize(): Uint8Array<ArrayBuffer>;
}

/** All outputs of one sample, encrypted. */
export interface EncryptedOutputs {
  readonly kind: "encrypted-outputs";
  readonly keyId: string;
  serialize(): Uint8Array<ArrayBuffer>;
}

/** An input as the client must provide it. */
export interface InputSpec {
  readonly name: string;
  readonly shape: Shape;
  /** Inclusive integer range; values outside it are refused at encryption. */
  readonly min: number;
  readonly max: number;
}

/** What a client needs to encrypt and decrypt: public, plain data, nothing of the model's weights. */
export interface ClientSpecs {
  readonly formatVersion: number;
  readonly backend: string;
  readonly circuitId: string;
  readonly inputs: readonly InputSpec[];
  readonly outputs: readonly { readonly shape: Shape }[];
  /** Parameters of the scheme, as the backend needs them: plain data. */
  readonly parameters: object | null;
}

/** Options of what may use several threads. */
export interface ExecuteOptions extends RunOptions {
  /** Worker threads at most. Default: as many as the machine says it has, 16 at most. */
  readonly threads?: number | undefined;
}

/** The client's half: it alone touches the secret key. */
export interface ClientSide {
  readonly clientSpecs: ClientSpecs;
  /** @throws CancelledError */
  keygen(options?: ExecuteOptions): Promise<KeySet>;
  /**
   * Encrypts one sample.
   *
   * @param sample - One integer tensor an input, in the order of `clientSpecs.inputs`.
   * @throws ShapeError, OutOfRangeError (naming input and index), CircuitMismatchError
   */
  encrypt(sample: readonly Tensor[], secretKey: SecretKey): EncryptedInputs;
  /** @throws KeyMismatchError, CircuitMismatchError, CorruptedDataError */
  decrypt(outputs: EncryptedOutputs, secretKey: SecretKey): Tensor[];
  readSecretKey(bytes: Uint8Array): SecretKey;
  readEncryptedOutputs(bytes: Uint8Array): EncryptedOutputs;
}

/** The server's half: computes on ciphertexts with evaluation keys, never sees a secret key. */
export interface ServerSide {
  /**
   * Runs a batch of samples.
   *
   * @throws KeyMismatchError, CircuitMismatchError, CorruptedDataError, CancelledError
   */
  run(
    batch: readonly EncryptedInputs[],
    evaluationKeys: EvaluationKeys,
    options?: ExecuteOptions,
  ): Promise<EncryptedOutputs[]>;
  readEvaluationKeys(bytes: Uint8Array): EvaluationKeys;
  readEncryptedInputs(bytes: Uint8Array): EncryptedInputs;
  /** Frees what is kept between runs, such as loaded keys and threads; a later run starts anew. */
  close?(): Promise<void>;
}

/** What happened in a simulation. */
export interface SimulationReport {
  readonly rows: number;
  /** Decisions taken: table lookups and outputs, of all rows. */
  readonly decisions: number;
  /** Decisions that noise made wrong. In approximate roundings these are expected. */
  readonly failures: number;
  /** Values that left the range they were measured in, by where; such a value reads a wrong entry. */
  readonly outOfRange: readonly { readonly origin: string; readonly count: number }[];
}

/** Options of a simulation. */
export interface SimulateOptions extends RunOptions {
  /** Called once at the end. Not called by backends without noise. */
  readonly onReport?: ((report: SimulationReport) => void) | undefined;
  /** Worker threads at most, for many rows. Default: as many as the machine says it has, 16 at most. */
  readonly threads?: number | undefined;
  /** Seed of the simulated noise; without one each call differs. */
  readonly randomState?: RandomState;
}

/** A compiled graph: both halves, and what is known beforehand. */
export interface Executable extends ClientSide, ServerSide {
  readonly backend: string;
  readonly report: Report;
  /**
   * Computes on clear integers with the errors this backend's ciphertexts would have.
   *
   * @param features - `[rows, all input elements]`, integers.
   * @returns `[rows, all output elements]`.
   * @throws ShapeError, OutOfRangeError (naming input, row and index)
   */
  simulate(features: Tensor, options?: SimulateOptions): Tensor;
  /** As {@link simulate}, over several threads and without blocking, where there are many rows. Same results. */
  simulateRows?(features: Tensor, options?: SimulateOptions): Promise<Tensor>;
  /** Where the time goes; backends without a cost model have none. */
  explain?(): Explanation;
  serialize(): Uint8Array<ArrayBuffer>;
}

/** What a compiled graph will cost and how often it may err. */
export interface Report {
  readonly encrypted: boolean;
  /** Readable parameters, or null where nothing is encrypted. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
  readonly statistics: Statistics;
  /** The lowered program, one instruction a line. */
  readonly program: string;
  /** log2 of the probability that one output value is wrong; -Infinity where results are exact. */
  readonly log2FailureProbability: number;
  /** log2 of an upper bound of the probability that any output of one sample is wrong. */
  readonly log2GlobalFailureProbability: number;
}

/** Counts and sizes of one sample. Bytes are those on the wire. */
export interface Statistics {
  readonly bootstraps: number;
  /** Bootstraps by message precision in bits. */
  readonly bootstrapsByPrecision: Readonly<Record<number, number>>;
  readonly keyswitches: number;
  /** External products that make GGSW ciphertexts of encrypted bits. */
  readonly schemeSwitches: number;
  /** CMUX gates: nodes of decision diagrams. */
  readonly cmux: number;
  /** Multiply-accumulate operations of levelled arithmetic, in ciphertext words. */
  readonly levelledOps: number;
  readonly predictedMilliseconds: number;
  readonly evaluationKeyBytes: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/** The statistics of a program without encryption. */
export const noCost: Statistics = {
  bootstraps: 0,
  bootstrapsByPrecision: {},
  keyswitches: 0,
  schemeSwitches: 0,
  cmux: 0,
  levelledOps: 0,
  predictedMilliseconds: 0,
  evaluationKeyBytes: 0,
  inputBytes: 0,
  outputBytes: 0,
};
