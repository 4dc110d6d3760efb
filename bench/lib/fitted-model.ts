/** A model of this library, fitted and compiled, and the steps of an encrypted prediction one by one. */
import type { Circuit, EncryptedInputs, EncryptedOutputs, KeySet } from "../../src/backends/index.ts";
import { Tensor } from "../../src/core/index.ts";
import type { ModelCase } from "../peers/cases/index.ts";
import type { PreparedData } from "./data.ts";
import { fitModel, trainingPart, type BenchModel, type Library } from "./fit.ts";
import { score } from "./scores.ts";

export type { Library } from "./fit.ts";

/** A case without what describes its rows. */
type Choice = Pick<ModelCase, "model" | "params" | "nBits" | "score" | "pError">;

export class FittedModel {
  readonly model: BenchModel;
  readonly circuit: Circuit;
  readonly data: PreparedData;
  readonly fitMs: number;
  readonly compileMs: number;
  readonly #scoreName: ModelCase["score"];
  readonly #xTest: Tensor;

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
    const { xTest } = parts.data;
    this.#xTest = new Tensor(Float64Array.from(xTest.flat()), [xTest.length, xTest[0].length]);
  }

  /** Fits and compiles on the given rows. */
  static async open(from: Library, choice: Choice, data: PreparedData): Promise<FittedModel> {
    const part = trainingPart(data);
    const { model, ms: fitMs } = await fitModel(from, choice, part);
    const start = performance.now();
    const circuit = await model.compile(part.xTrain, { pError: choice.pError ?? 2 ** -40 });
    const compileMs = performance.now() - start;
    return new FittedModel({ model, circuit, data, fitMs, compileMs }, choice.score);
  }

  /** Predictions of the whole test part. */
  async predict(fhe: "float" | "disable" | "simulate"): Promise<ArrayLike<unknown>> {
    return this.model.predict(this.#xTest, { fhe });
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

  /**
   * Decrypts and interprets: probabilities of a classifier that has them, decision values of one that has
   * none, the prediction of a regressor.
   */
  decrypt(outputs: EncryptedOutputs): ArrayLike<number> {
    return this.#meaning(this.circuit.decrypt(outputs));
  }

  /** Decrypts one row's prediction: a label or a value. */
  decryptPrediction(outputs: EncryptedOutputs): number {
    const decisions = this.#decisions(this.circuit.decrypt(outputs));
    return this.model.clientProcessing.predictions(decisions)[0] as number;
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

  #decisions(decrypted: number | Tensor | (number | Tensor)[]): Tensor {
    const integers = decrypted instanceof Tensor ? decrypted.data : Float64Array.of(decrypted as number);
    return this.model.clientProcessing.decisions(new Tensor(integers, [1, integers.length]));
  }

  #meaning(decrypted: number | Tensor | (number | Tensor)[]): ArrayLike<number> {
    const { clientProcessing } = this.model;
    const decisions = this.#decisions(decrypted);
    if (!clientProcessing.classes) return clientProcessing.predictions(decisions) as Float64Array;
    const isBare = clientProcessing.link === "identity";
    return isBare ? decisions.data : clientProcessing.probabilities(decisions).data;
  }
}
