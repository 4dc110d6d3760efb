/** A model of this library, fitted and compiled, and the steps of an encrypted prediction one by one. */
import type { Circuit, EncryptedInputs, EncryptedOutputs, KeySet } from "../../src/backends/index.ts";
import { Tensor, UnsupportedOperationError } from "../../src/core/index.ts";
import type * as library from "../../src/index.ts";
import type { ModelCase } from "../peers/cases/index.ts";
import type { PreparedData } from "./data.ts";
import { score } from "./scores.ts";

/** The door of the package: passed in, so that a driver can time its import. */
export type Library = typeof library;
type Model = InstanceType<Library["LogisticRegression"] | Library["PoissonRegressor"]>;

export class FittedModel {
  readonly model: Model;
  readonly circuit: Circuit;
  readonly data: PreparedData;
  readonly fitMs: number;
  readonly compileMs: number;
  readonly #scoreName: ModelCase["score"];

  private constructor(
    parts: Pick<FittedModel, "model" | "circuit" | "data" | "fitMs" | "compileMs">,
    scoreName: ModelCase["score"],
  ) {
    this.model = parts.model;
    this.circuit = parts.circuit;
    this.data = parts.data;
    this.fitMs = parts.fitMs;
    this.compileMs = parts.compileMs;
    this.#scoreName = scoreName;
  }

  /** Fits and compiles; `choice.data` is not read: the rows are given. */
  static async open(
    from: Library,
    choice: Omit<ModelCase, "id" | "data">,
    data: PreparedData,
  ): Promise<FittedModel> {
    const { nBits, params = {}, pError = 2 ** -40 } = choice;
    const model = newModel(from, choice.model, { ...camelCased(params), nBits });
    const start = performance.now();
    await model.fit(data.xTrain, data.yTrain, data.weightTrain && { sampleWeight: data.weightTrain });
    const fitted = performance.now();
    const circuit = await model.compile(data.xTrain, { pError });
    const end = performance.now();
    const parts = { model, circuit, data, fitMs: fitted - start, compileMs: end - fitted };
    return new FittedModel(parts, choice.score);
  }

  /** Predictions of the whole test part. */
  async predict(fhe: "float" | "disable" | "simulate"): Promise<ArrayLike<unknown>> {
    return this.model.predict(this.data.xTest, { fhe });
  }

  score(predicted: ArrayLike<unknown>): number {
    const { yTest, weightTest } = this.data;
    return score(this.#scoreName, yTest, predicted as ArrayLike<number>, weightTest);
  }

  keygen(): Promise<KeySet> {
    return this.circuit.keygen();
  }

  /** Quantizes and encrypts one row of the test part. */
  encrypt(row: number): EncryptedInputs {
    return this.circuit.encrypt(this.#quantized(row));
  }

  run(inputs: EncryptedInputs): Promise<EncryptedOutputs> {
    return this.circuit.run(inputs);
  }

  /** Decrypts and interprets: probabilities of a classifier, the prediction of a regressor. */
  decrypt(outputs: EncryptedOutputs): ArrayLike<number> {
    return this.#meaning(this.circuit.decrypt(outputs));
  }

  /** What decrypt must answer for a row. */
  clear(row: number): ArrayLike<number> {
    return this.#meaning(this.circuit.evaluate(this.#quantized(row)));
  }

  #quantized(row: number): Float64Array {
    const values = this.data.xTest[row];
    const tensor = new Tensor(Float64Array.from(values), [1, values.length]);
    return this.model.clientProcessing.quantize(tensor).data;
  }

  #meaning(decrypted: number | Tensor | (number | Tensor)[]): ArrayLike<number> {
    const integers = decrypted instanceof Tensor ? decrypted.data : Float64Array.of(decrypted as number);
    const { clientProcessing } = this.model;
    const decisions = clientProcessing.decisions(new Tensor(integers, [1, integers.length]));
    if (clientProcessing.classes) return clientProcessing.probabilities(decisions).data;
    return clientProcessing.predictions(decisions) as Float64Array;
  }
}

function newModel(from: Library, name: string, options: object): Model {
  const found = (from as unknown as Record<string, (new (options: object) => Model) | undefined>)[name];
  if (found !== undefined) return new found(options);
  throw new UnsupportedOperationError({
    where: "benchmark case",
    problem: `this library has no class ${name}`,
    allowed: Object.keys(from).join(", "),
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
