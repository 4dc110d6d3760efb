import type { EncryptedInputs, EncryptedOutputs } from "../../../src/backends/index.ts";
import { fitModel, trainingPart, type Library, type TrainingPart } from "../../lib/fit.ts";
import { FittedModel } from "../../lib/fitted-model.ts";
import { score } from "../../lib/scores.ts";
import type { ClearAnswer, OpenAnswer, OpenRequest, PhaseAnswer } from "../protocol.ts";

export interface PhaseRequest {
  readonly rounds: number;
  readonly row?: number;
}

/** A fitted model, its phases timed, and the ciphertexts of the last ones. */
export class DriverCase {
  readonly #fitted: FittedModel;
  #encrypted: EncryptedInputs | undefined;
  #result: EncryptedOutputs | undefined;

  private constructor(fitted: FittedModel) {
    this.#fitted = fitted;
  }

  static async open(library: Library, request: OpenRequest): Promise<DriverCase> {
    return new DriverCase(await FittedModel.open(library, request, request.data));
  }

  async describe(): Promise<OpenAnswer> {
    const fitted = this.#fitted;
    return {
      fitMs: fitted.fitMs,
      compileMs: fitted.compileMs,
      floatScore: fitted.score(await fitted.predict("float")),
      quantizedScore: fitted.score(await fitted.predict("disable")),
      maxBits: fitted.circuit.graph.maximumIntegerBitWidth(),
      bootstraps: fitted.circuit.statistics().bootstraps,
    };
  }

  async simulate({ rounds }: PhaseRequest): Promise<PhaseAnswer> {
    const { ms, result } = await timed(rounds, () => this.#fitted.predict("simulate"));
    return { ms, rows: this.#fitted.data.xTest.length, score: this.#fitted.score(result) };
  }

  async keygen({ rounds }: PhaseRequest): Promise<PhaseAnswer> {
    const { ms, result } = await timed(rounds, () => this.#fitted.keygen());
    return { ms, evaluationKeyBytes: result.evaluationKeys.serialize().byteLength };
  }

  async encrypt({ rounds, row = 0 }: PhaseRequest): Promise<PhaseAnswer> {
    const { ms, result } = await timed(rounds, () => this.#fitted.encrypt(row));
    this.#encrypted = result;
    return { ms, bytes: result.serialize().byteLength };
  }

  async run({ rounds }: PhaseRequest): Promise<PhaseAnswer> {
    const { ms, result } = await timed(rounds, () => this.#fitted.run(this.#encrypted!));
    this.#result = result;
    return { ms, bytes: result.serialize().byteLength };
  }

  async decrypt({ rounds }: PhaseRequest): Promise<PhaseAnswer> {
    const { ms, result } = await timed(rounds, () => this.#fitted.decrypt(this.#result!));
    return { ms, values: Array.from(result) };
  }

  clear({ row = 0 }: PhaseRequest): ClearAnswer {
    return { values: Array.from(this.#fitted.clear(row)) };
  }
}

/** Training alone: fresh models on the rows of a case, opened or not. */
export class FitCase {
  readonly #library: Library;
  readonly #request: OpenRequest;
  readonly #part: TrainingPart;

  constructor(library: Library, request: OpenRequest) {
    this.#library = library;
    this.#request = request;
    this.#part = trainingPart(request.data);
  }

  async describe(): Promise<OpenAnswer> {
    const { data, score: name } = this.#request;
    const { model } = await fitModel(this.#library, this.#request, this.#part);
    const predicted = await model.predict(data.xTest, { fhe: "float" });
    return { floatScore: score(name, data.yTest, predicted as Float64Array, data.weightTest) };
  }

  async fit({ rounds }: PhaseRequest): Promise<PhaseAnswer> {
    const fits = [];
    for (let round = 0; round < rounds; round++) {
      const { ms, cpuMs } = await fitModel(this.#library, this.#request, this.#part);
      fits.push({ ms, cpuMs });
    }
    return { ms: fits.map(({ ms }) => ms), cpuMs: fits.map(({ cpuMs }) => cpuMs) };
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
