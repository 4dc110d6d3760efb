import { loadData } from "../../bench/lib/data.ts";
import { FittedModel } from "../../bench/lib/fitted-model.ts";
import type { ScoreName } from "../../bench/lib/scores.ts";
import { score } from "../../bench/lib/scores.ts";
import { median } from "../../bench/lib/stats.ts";
import type { ModelCase } from "../../bench/peers/cases/index.ts";
import * as library from "../../src/index.ts";

/** Scores of the test part, and the cost of a row. */
export interface TableRow {
  readonly id: string;
  readonly testRows: number;
  readonly score: ScoreName;
  readonly float: number;
  readonly quantized: number;
  readonly simulated: number;
  /** Of the rows that were encrypted, run and decrypted. */
  readonly encrypted: number;
  readonly encryptedRows: number;
  /** Rows whose encrypted prediction differs from the clear one. */
  readonly differing: number;
  readonly cmux: number;
  readonly evaluationKeyBytes: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Keys once; the others medians over the encrypted rows; prediction of the cost model last. */
  readonly milliseconds: {
    readonly keygen: number;
    readonly encrypt: number;
    readonly run: number;
    readonly decrypt: number;
    readonly predicted: number;
  };
}

/** What a number of bits gives. */
export interface SweepPoint {
  readonly nBits: number;
  readonly quantized: number;
  readonly simulated: number;
  readonly cmux: number;
  readonly inputBytes: number;
}

export const sweptBits: readonly number[] = [2, 3, 4, 5, 6, 7, 8];

/** Milliseconds of encrypted runs a case may take, by prediction: all rows where that suffices. */
const BUDGET = 60_000;

/**
 * Measures a case on its stored split.
 *
 * @param most - Rows to encrypt at most. Default: as many as a minute suffices for.
 */
export async function measureRow(each: ModelCase, most = Infinity): Promise<TableRow> {
  const data = await loadData(each.data);
  const fitted = await FittedModel.open(library, each, data);
  const { cmux, predictedMilliseconds } = fitted.circuit.statistics();
  const testRows = data.xTest.length;
  const encryptedRows = Math.min(testRows, most, Math.floor(BUDGET / predictedMilliseconds));
  const quantized = (await fitted.predict("disable")) as ArrayLike<number>;
  const { predictions, ...cost } = await encryptRows(fitted, encryptedRows);
  return {
    id: each.id,
    testRows,
    score: each.score,
    float: fitted.score(await fitted.predict("float")),
    quantized: fitted.score(quantized),
    simulated: fitted.score(await fitted.predict("simulate")),
    encrypted: score(each.score, data.yTest.slice(0, encryptedRows), predictions),
    encryptedRows,
    differing: predictions.filter((value, i) => value !== quantized[i]).length,
    cmux,
    ...cost,
    milliseconds: { ...cost.milliseconds, predicted: predictedMilliseconds },
  };
}

/** Encrypts, runs and decrypts rows one after the other, through what serializes. */
async function encryptRows(
  fitted: FittedModel,
  rows: number,
): Promise<
  Pick<TableRow, "evaluationKeyBytes" | "inputBytes" | "outputBytes"> & {
    readonly predictions: number[];
    readonly milliseconds: Omit<TableRow["milliseconds"], "predicted">;
  }
> {
  const start = performance.now();
  const { evaluationKeys } = await fitted.keygen();
  const keygen = performance.now() - start;
  const times = { encrypt: [] as number[], run: [] as number[], decrypt: [] as number[] };
  const predictions: number[] = [];
  let [inputBytes, outputBytes] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const begin = performance.now();
    const inputs = fitted.encrypt(row);
    const encrypted = performance.now();
    const outputs = await fitted.run(inputs);
    const done = performance.now();
    predictions.push(fitted.decryptPrediction(outputs));
    times.encrypt.push(encrypted - begin);
    times.run.push(done - encrypted);
    times.decrypt.push(performance.now() - done);
    if (row > 0) continue;
    inputBytes = inputs.serialize().byteLength;
    outputBytes = outputs.serialize().byteLength;
  }
  return {
    predictions,
    evaluationKeyBytes: evaluationKeys.serialize().byteLength,
    inputBytes,
    outputBytes,
    milliseconds: {
      keygen,
      encrypt: median(times.encrypt),
      run: median(times.run),
      decrypt: median(times.decrypt),
    },
  };
}

/** Scores, gates and sizes by nBits. */
export async function sweep(each: ModelCase, bits: readonly number[] = sweptBits): Promise<SweepPoint[]> {
  const data = await loadData(each.data);
  const points: SweepPoint[] = [];
  for (const nBits of bits) {
    const fitted = await FittedModel.open(library, { ...each, nBits }, data);
    const { cmux, inputBytes } = fitted.circuit.statistics();
    const quantized = fitted.score(await fitted.predict("disable"));
    const simulated = fitted.score(await fitted.predict("simulate"));
    points.push({ nBits, quantized, simulated, cmux, inputBytes });
  }
  return points;
}
