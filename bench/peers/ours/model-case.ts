/** One model of this library on one data set: fitted, compiled, and the ciphertexts of its last phases. */
import type { Circuit, EncryptedInputs, EncryptedOutputs } from "../../../src/backends/index.ts";
import { Tensor, UnsupportedOperationError } from "../../../src/core/index.ts";
import type * as models from "../../../src/models/index.ts";
import { score } from "../../lib/scores.ts";
import type { ClearAnswer, OpenAnswer, OpenRequest, PhaseAnswer } from "../protocol.ts";

/** The doors the driver has imported, and timed while importing. */
export type Library = typeof models;
type Model = InstanceType<Library["LogisticRegression"] | Library["PoissonRegressor"]>;

export interface PhaseRequest {
  readonly rounds: number;
  readonly row?: number;
}

export class ModelCase {
  readonly #request: OpenRequest;
  readonly #model: Model;
  readonly #circuit: Circuit;
  readonly #fitMs: number;
  readonly #compileMs: number;
  #encrypted: EncryptedInputs | undefined;
  #result: EncryptedOutputs | undefined;

  private constructor(
    request: OpenRequest,
    model: Model,
    circuit: Circuit,
    fitMs: number,
    compileMs: number,
  ) {
    this.#request = request;
    this.#model = model;
    this.#circuit = circuit;
    this.#fitMs = fitMs;
    this.#compileMs = compileMs;
  }

  static async open(library: Library, request: OpenRequest): Promise<ModelCase> {
    const { data, params, nBits, pError } = request;
    const model = newModel(library, request.model, { ...camelCased(params), nBits });
    const start = performance.now();
    await model.fit(data.xTrain, data.yTrain, data.weightTrain && { sampleWeight: data.weightTrain });
    const fitted = performance.now();
    const circuit = await model.compile(data.xTrain, { pError });
    return new ModelCase(request, model, circuit, fitted - start, performance.now() - fitted);
  }

  async describe(): Promise<OpenAnswer> {
    const { xTest } = this.#request.data;
    return {
      fitMs: this.#fitMs,
      compileMs: this.#compileMs,
      floatScore: this.#score(await this.#model.predict(xTest, { fhe: "float" })),
      quantizedScore: this.#score(await this.#model.predict(xTest, { fhe: "disable" })),
      maxBits: this.#circuit.graph.maximumIntegerBitWidth(),
      bootstraps: this.#circuit.statistics().bootstraps,
    };
  }

  async simulate({ rounds }: PhaseRequest): Promise<PhaseAnswer> {
    const { xTest } = this.#request.data;
    const { ms, result } = await timed(rounds, () => this.#model.predict(xTest, { fhe: "simulate" }));
    return { ms, rows: xTest.length, score: this.#score(result) };
  }

  async keygen({ rounds }: PhaseRequest): Promise<PhaseAnswer> {
    const { ms, result } = await timed(rounds, () => this.#circuit.keygen());
    return { ms, evaluationKeyBytes: result.evaluationKeys.serialize().byteLength };
  }

  async encrypt({ rounds, row = 0 }: PhaseRequest): Promise<PhaseAnswer> {
    const { ms, result } = await timed(rounds, () => this.#circuit.encrypt(this.#quantized(row)));
    this.#encrypted = result;
    return { ms, bytes: result.serialize().byteLength };
  }

  async run({ rounds }: PhaseRequest): Promise<PhaseAnswer> {
    const { ms, result } = await timed(rounds, () => this.#circuit.run(this.#encrypted!));
    this.#result = result;
    return { ms, bytes: result.serialize().byteLength };
  }

  async decrypt({ rounds }: PhaseRequest): Promise<PhaseAnswer> {
    const { ms, result } = await timed(rounds, () => this.#meaning(this.#circuit.decrypt(this.#result!)));
    return { ms, values: Array.from(result) };
  }

  /** What decrypt must answer for a row. */
  clear({ row = 0 }: PhaseRequest): ClearAnswer {
    return { values: Array.from(this.#meaning(this.#circuit.evaluate(this.#quantized(row)))) };
  }

  #score(predicted: ArrayLike<unknown>): number {
    const { data, score: name } = this.#request;
    return score(name, data.yTest, predicted as ArrayLike<number>, data.weightTest);
  }

  #quantized(row: number): Float64Array {
    const values = this.#request.data.xTest[row];
    const tensor = new Tensor(Float64Array.from(values), [1, values.length]);
    return this.#model.clientProcessing.quantize(tensor).data;
  }

  /** Probabilities of a classifier, the prediction of a regressor: what the peer's drivers give too. */
  #meaning(decrypted: number | Tensor | (number | Tensor)[]): ArrayLike<number> {
    const integers = decrypted instanceof Tensor ? decrypted.data : Float64Array.of(decrypted as number);
    const { clientProcessing } = this.#model;
    const decisions = clientProcessing.decisions(new Tensor(integers, [1, integers.length]));
    if (clientProcessing.classes) return clientProcessing.probabilities(decisions).data;
    return clientProcessing.predictions(decisions) as Float64Array;
  }
}

async function timed<T>(
  rounds: number,
  work: () => T | Promise<T>,
): Promise<{ readonly ms: number[]; readonly result: T }> {
  const ms: number[] = [];
  let result!: T;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    result = await work();
    ms.push(performance.now() - start);
  }
  return { ms, result };
}

function newModel(library: Library, name: string, options: object): Model {
  const found = (library as unknown as Record<string, (new (options: object) => Model) | undefined>)[name];
  if (found !== undefined) return new found(options);
  throw new UnsupportedOperationError({
    where: "bench:peers case",
    problem: `this library has no class ${name}`,
    allowed: Object.keys(library).join(", "),
    remedy: "correct the case's model",
  });
}

/** max_iter -> maxIter. */
function camelCased(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
