/** One model's line of the table: its scores by every way to predict, and what encryption costs. */
import { loadData, type PreparedData } from "../../bench/lib/data.ts";
import { readFixture } from "../../bench/lib/fixture.ts";
import { FittedModel } from "../../bench/lib/fitted-model.ts";
import type { ScoreName } from "../../bench/lib/scores.ts";
import { median } from "../../bench/lib/stats.ts";
import type { ModelCase } from "../../bench/peers/cases/index.ts";
import { InvalidInputError } from "../../src/core/index.ts";
import * as library from "../../src/index.ts";

/** Scores of the test part, and the cost of a row. */
export interface TableRow {
  readonly id: string;
  readonly testRows: number;
  readonly features: number;
  readonly outputs: number;
  readonly score: ScoreName;
  /** From the stored results of scikit-learn. */
  readonly scikitLearn: number;
  readonly float: number;
  readonly quantized: number;
  readonly simulated: number;
  /** Of every test row encrypted, run and decrypted. */
  readonly encrypted: number;
  /** Rows whose encrypted prediction differs from the clear one. */
  readonly differing: number;
  readonly widestInteger: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Medians over the test rows. */
  readonly milliseconds: { readonly encrypt: number; readonly run: number; readonly decrypt: number };
}

/** What a number of bits gives. */
export interface SweepPoint {
  readonly nBits: number;
  readonly quantized: number;
  readonly simulated: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

export const sweptBits: readonly number[] = Array.from({ length: 11 }, (_, i) => i + 2);

/** @throws InvalidInputError for a case without scikit-learn's result. */
export async function measureRow(each: ModelCase): Promise<TableRow> {
  if (each.fixture === undefined) {
    throw new InvalidInputError({
      where: `linear table, ${each.id}`,
      problem: "the case names no fixture",
      allowed: "cases of the suite linear with scikit-learn's result",
      remedy: "add `fixture` to the case",
    });
  }
  const data = await loadData(each.data);
  const fitted = await FittedModel.open(library, each, data);
  const quantized = await fitted.predict("disable");
  const { predictions, ...cost } = await encryptAll(fitted);
  return {
    id: each.id,
    testRows: data.xTest.length,
    features: data.xTest[0].length,
    outputs: fitted.model.clientProcessing.outputScale.length,
    score: each.score,
    scikitLearn: (await readFixture(each.fixture)).test.score,
    float: fitted.score(await fitted.predict("float")),
    quantized: fitted.score(quantized),
    simulated: fitted.score(await fitted.predict("simulate")),
    encrypted: fitted.score(predictions),
    differing: predictions.filter((value, i) => value !== quantized[i]).length,
    widestInteger: fitted.circuit.graph.maximumIntegerBitWidth(),
    ...cost,
  };
}

type Encrypted = Pick<TableRow, "inputBytes" | "outputBytes" | "milliseconds"> & { predictions: number[] };

/** Encrypts, runs and decrypts every row of the test part, one after the other. */
async function encryptAll(fitted: FittedModel): Promise<Encrypted> {
  await fitted.keygen();
  const times = { encrypt: [] as number[], run: [] as number[], decrypt: [] as number[] };
  const predictions: number[] = [];
  let [inputBytes, outputBytes] = [0, 0];
  for (let row = 0; row < fitted.data.xTest.length; row++) {
    const start = performance.now();
    const inputs = fitted.encrypt(row);
    const encrypted = performance.now();
    const outputs = await fitted.run(inputs);
    const done = performance.now();
    predictions.push(fitted.decryptPrediction(outputs));
    times.encrypt.push(encrypted - start);
    times.run.push(done - encrypted);
    times.decrypt.push(performance.now() - done);
    if (row > 0) continue;
    inputBytes = inputs.serialize().byteLength;
    outputBytes = outputs.serialize().byteLength;
  }
  const milliseconds = {
    encrypt: median(times.encrypt),
    run: median(times.run),
    decrypt: median(times.decrypt),
  };
  return { predictions, inputBytes, outputBytes, milliseconds };
}

/** Scores and sizes by nBits. */
export async function sweep(each: ModelCase, bits: readonly number[] = sweptBits): Promise<SweepPoint[]> {
  const data = await loadData(each.data);
  const points: SweepPoint[] = [];
  for (const nBits of bits) points.push(await sweepPoint({ ...each, nBits }, data));
  return points;
}

async function sweepPoint(each: ModelCase, data: PreparedData): Promise<SweepPoint> {
  const fitted = await FittedModel.open(library, each, data);
  const { inputBytes, outputBytes } = fitted.circuit.statistics();
  return {
    nBits: each.nBits,
    quantized: fitted.score(await fitted.predict("disable")),
    simulated: fitted.score(await fitted.predict("simulate")),
    inputBytes,
    outputBytes,
  };
}
