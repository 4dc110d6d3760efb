import {
  InvalidInputError,
  ShapeError,
  sizeOf,
  Tensor,
  throwIfCancelled,
  toTensor,
} from "../../core/index.ts";
import type { MatrixLike, Progress, VectorLike } from "../../core/index.ts";
import type { Graph, ValueType } from "../../graph/index.ts";
import type {
  EncryptedInputs,
  EncryptedOutputs,
  Executable,
  ExecuteOptions,
  KeySet,
  Report,
  SimulateOptions,
  Statistics,
} from "../backend.ts";
import { noCost } from "../backend.ts";
import { evaluateFlat } from "../clear/index.ts";
import { inputSpecs } from "../input-specs.ts";
import { checkCount, elementCount, flattenSample, splitSample } from "../samples.ts";

/** A value of a circuit: a number, or anything {@link toTensor} reads. */
export type CircuitValue = number | MatrixLike | VectorLike;

/** Where a graph could not be lowered: the reason, thrown when encryption is asked for. */
export type Lowering = Executable | Error;

/** Samples encrypted, run and decrypted together by `executeRows`. */
const ROWS_A_BATCH = 64;

/**
 * A compiled function: its graph, its cost, and three ways to run it: in the clear, simulated, encrypted.
 *
 * For scripts the circuit holds the keys itself (`keygen`, then `encrypt`, `run`, `decrypt`). Where client and
 * server are two machines use {@link Circuit.executable}, whose halves take their keys explicitly.
 */
export class Circuit {
  readonly graph: Graph;
  readonly #lowering: Lowering;
  #keys: KeySet | undefined;

  constructor(graph: Graph, lowering: Lowering) {
    this.graph = graph;
    this.#lowering = lowering;
  }

  /**
   * The backend's compiled form.
   *
   * @throws UnsupportedOperationError when the graph has operations the backend cannot encrypt.
   */
  get executable(): Executable {
    if (this.#lowering instanceof Error) throw this.#lowering;
    return this.#lowering;
  }

  /** Whether the backend can run this circuit; if not, `executable` says why. */
  get isExecutable(): boolean {
    return !(this.#lowering instanceof Error);
  }

  /** What the circuit costs and how often it may err. */
  get report(): Report {
    return this.executable.report;
  }

  /** Readable parameters of the scheme, or null where nothing is encrypted. */
  get parameters(): Report["parameters"] {
    return this.isExecutable ? this.report.parameters : null;
  }

  /** Counts and sizes of one sample. All zero where the backend cannot run the circuit. */
  statistics(): Statistics {
    return this.isExecutable ? this.report.statistics : noCost;
  }

  /** The lowered program: prints as one instruction a line. */
  get program(): { toString(): string } {
    const text = this.report.program;
    return { toString: () => text };
  }

  /** Makes keys and keeps them in the circuit, replacing earlier ones. */
  async keygen(options?: ExecuteOptions): Promise<KeySet> {
    this.#keys = await this.executable.keygen(options);
    return this.#keys;
  }

  /**
   * Encrypts one value an input with the circuit's keys.
   *
   * @throws InvalidInputError before `keygen`.
   * @throws ShapeError, OutOfRangeError
   */
  encrypt(...values: CircuitValue[]): EncryptedInputs {
    return this.executable.encrypt(this.#sample(values, "Circuit.encrypt"), this.#ownKeys().secretKey);
  }

  /** Computes blind, with the evaluation keys only. */
  async run(inputs: EncryptedInputs, options?: ExecuteOptions): Promise<EncryptedOutputs> {
    const [outputs] = await this.executable.run([inputs], this.#ownKeys().evaluationKeys, options);
    return outputs;
  }

  /** Frees loaded keys and threads of the executable; a later run loads them again. */
  async close(): Promise<void> {
    if (this.isExecutable) await this.executable.close?.();
  }

  /** A number for a scalar output, a tensor otherwise; a list for several outputs. */
  decrypt(outputs: EncryptedOutputs): number | Tensor | (number | Tensor)[] {
    return unwrap(this.executable.decrypt(outputs, this.#ownKeys().secretKey));
  }

  /** All three at once; makes keys where there are none. */
  async encryptRunDecrypt(...values: CircuitValue[]): Promise<number | Tensor | (number | Tensor)[]> {
    if (this.#keys === undefined) await this.keygen();
    return this.decrypt(await this.run(this.encrypt(...values)));
  }

  /** Runs the graph exactly, in the clear. */
  evaluate(...values: CircuitValue[]): number | Tensor | (number | Tensor)[] {
    const features = joinSample(this.#sample(values, "Circuit.evaluate"));
    return this.#unwrap(evaluateFlat(this.graph, features));
  }

  /** Runs the lowered program on one clear sample with the noise ciphertexts would have. */
  // eslint-disable-next-line @typescript-eslint/require-await
  async simulate(...values: CircuitValue[]): Promise<number | Tensor | (number | Tensor)[]> {
    const features = joinSample(this.#sample(values, "Circuit.simulate"));
    return this.#unwrap(this.executable.simulate(features));
  }

  /**
   * Simulates many samples of a circuit with one input and one output.
   *
   * @param rows - `[rows, ...input shape]`, integers.
   * @returns `[rows, ...output shape]`.
   */
  async simulateRows(rows: Tensor, options: SimulateOptions = {}): Promise<Tensor> {
    const features = this.#features(rows, "Circuit.simulateRows");
    const { executable } = this;
    const simulated = executable.simulateRows?.(features, options) ?? executable.simulate(features, options);
    return this.#shaped(await simulated);
  }

  /** As {@link simulateRows}, in the clear. */
  evaluateRows(rows: Tensor): Tensor {
    return this.#shaped(evaluateFlat(this.graph, this.#features(rows, "Circuit.evaluateRows")));
  }

  /**
   * Encrypts, runs and decrypts many samples; makes keys where there are none.
   *
   * @throws CancelledError between batches; nothing is left running.
   */
  async executeRows(rows: Tensor, options: ExecuteOptions = {}): Promise<Tensor> {
    const { executable } = this;
    const features = this.#features(rows, "Circuit.executeRows");
    if (this.#keys === undefined) await this.keygen(options);
    const { secretKey, evaluationKeys } = this.#ownKeys();
    const inputs = inputSpecs(this.graph);
    const result = Tensor.zeros([features.length, elementCount(this.#outputs)]);
    let reported = 0;
    const report = (done: number): void => {
      if (done <= reported) return;
      reported = done;
      options.onProgress?.({ stage: "execute: rows", done, total: features.length });
    };
    for (let first = 0; first < features.length; first += ROWS_A_BATCH) {
      throwIfCancelled(options.signal, "execute");
      const batch = features.slice(first, first + ROWS_A_BATCH);
      const encrypted = [...batch].map((row) => executable.encrypt(splitSample(row, inputs), secretKey));
      const { signal, threads } = options;
      const onProgress =
        options.onProgress &&
        (({ done, total }: Progress): void => {
          // The last row is done when it is decrypted.
          report(first + Math.min(batch.length - 1, Math.floor((batch.length * done) / total)));
        });
      const outputs = await executable.run(encrypted, evaluationKeys, { signal, threads, onProgress });
      outputs.forEach((output, i) => {
        result.row(first + i).set(flattenSample(executable.decrypt(output, secretKey)));
      });
      report(first + batch.length);
    }
    return this.#shaped(result);
  }

  #sample(values: readonly CircuitValue[], where: string): Tensor[] {
    checkCount(values.length, inputSpecs(this.graph), where);
    return values.map((value) => toTensor(value, where));
  }

  #features(rows: Tensor, where: string): Tensor {
    const [input] = this.graph.inputs;
    const width = sizeOf(input.type.shape);
    if (
      this.graph.inputs.length === 1 &&
      rows.rank > 0 &&
      rows.size === rows.length * width &&
      rows.size > 0
    ) {
      return rows.reshape([rows.length, width]);
    }
    throw new ShapeError({
      where,
      problem: `rows of shape [${rows.shape.join(", ")}] for ${this.graph.inputs.length} inputs`,
      allowed: `a tensor [rows, ${input.type.shape.join(", ")}] for a circuit with one input`,
      remedy: "pass one row a sample; use encryptRunDecrypt or simulate for several inputs",
    });
  }

  get #outputs(): readonly ValueType[] {
    return this.graph.outputs.map(({ type }) => type);
  }

  /** The outputs of one flat row as a user reads them. */
  #unwrap(row: Tensor): number | Tensor | (number | Tensor)[] {
    return unwrap(splitSample(row.data, this.#outputs));
  }

  #shaped(joined: Tensor): Tensor {
    const [output] = this.graph.outputs;
    return this.graph.outputs.length === 1 ? joined.reshape([joined.length, ...output.type.shape]) : joined;
  }

  #ownKeys(): KeySet {
    if (this.#keys !== undefined) return this.#keys;
    throw new InvalidInputError({
      where: "Circuit",
      problem: "there are no keys yet",
      allowed: "keys made by this circuit",
      remedy: "call await circuit.keygen() first",
    });
  }
}

function joinSample(sample: readonly Tensor[]): Tensor {
  const flat = flattenSample(sample);
  return new Tensor(flat, [1, flat.length]);
}

function unwrap(tensors: readonly Tensor[]): number | Tensor | (number | Tensor)[] {
  const values = tensors.map((tensor) => (tensor.rank === 0 ? tensor.data[0] : tensor));
  return values.length === 1 ? values[0] : values;
}
