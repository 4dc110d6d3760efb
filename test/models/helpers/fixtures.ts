import { readFileSync } from "node:fs";
import { Tensor } from "../../../src/core/index.ts";

/** What was done to the features of a fixture case; see the README of the fixtures. */
export interface Prep {
  columns: number[] | null;
  standardize: boolean;
  mean?: number[];
  scale?: number[];
}

/** A case of a linear model's fixture file. */
export interface LinearCase {
  id: string;
  dataset: string;
  target: string;
  prep: Prep;
  params: Record<string, unknown>;
  sample_weight_train: number[] | null;
  coef: number[] | number[][];
  intercept: number | number[];
  tolerance: Record<string, number>;
  check: { objective: number; gradient_inf: number; objective_is: string };
  classes?: number[];
  train_rows?: number[];
  test_rows?: number[];
  test: {
    predict: number[];
    decision_function?: number[] | number[][];
    predict_proba?: number[][];
    score: number;
    score_sample_weight?: number[];
  };
  test_log_loss?: number;
  test_mean_deviance?: number;
}

/** Train and test parts of a case. */
export interface CaseData {
  XTrain: Tensor;
  yTrain: Float64Array;
  XTest: Tensor;
  yTest: Float64Array;
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), "utf8"));
}

/** The cases of a file; an empty selection is an error, so that no test passes by testing nothing. */
export function linearCases(model: string, select: (item: LinearCase) => boolean = () => true): LinearCase[] {
  const cases = (readJson(`linear/${model}.json`) as { cases: LinearCase[] }).cases.filter(select);
  if (cases.length === 0) throw new Error(`no cases of ${model}`);
  return cases;
}

const { datasets } = readJson("datasets/datasets.json") as {
  datasets: { name: string; columns: string[]; features: string[] }[];
};
const splits = readJson("datasets/splits.json") as Record<string, { train: number[]; test: number[] }>;
const tables = new Map<string, number[][]>();

function table(name: string): number[][] {
  let rows = tables.get(name);
  if (!rows) {
    const text = readFileSync(new URL(`../../fixtures/datasets/${name}.csv`, import.meta.url), "utf8");
    rows = text
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number));
    tables.set(name, rows);
  }
  return rows;
}

/** The data of a case: rows of its split, prepared features, target. */
export function caseData(
  item: Pick<LinearCase, "dataset" | "target" | "prep" | "train_rows" | "test_rows">,
): CaseData {
  const { columns, features } = datasets.find(({ name }) => name === item.dataset)!;
  const rows = table(item.dataset);
  const { columns: chosen, standardize, mean, scale } = item.prep;
  const used = chosen ?? features.map((_, j) => j);
  const target = columns.indexOf(item.target);
  const part = (indices: number[]): [Tensor, Float64Array] => {
    const X = Tensor.zeros([indices.length, used.length]);
    indices.forEach((row, i) => {
      used.forEach((column, j) => {
        const value = rows[row][column];
        X.data[i * used.length + j] = standardize ? (value - mean![j]) / scale![j] : value;
      });
    });
    return [X, Float64Array.from(indices, (row) => rows[row][target])];
  };
  const [XTrain, yTrain] = part(item.train_rows ?? splits[item.dataset].train);
  const [XTest, yTest] = part(item.test_rows ?? splits[item.dataset].test);
  return { XTrain, yTrain, XTest, yTest };
}

/** Greatest absolute difference of two lists. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

/** Greatest difference relative to the greatest magnitude of the reference. */
export function relativeDifference(a: ArrayLike<number>, reference: ArrayLike<number>): number {
  const size = Math.max(...Array.from(reference, Math.abs));
  return maxDifference(a, reference) / size;
}
