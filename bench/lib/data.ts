import { readFile } from "node:fs/promises";
import { InvalidInputError } from "../../src/core/index.ts";

const folder = new URL("../../test/fixtures/datasets/", import.meta.url);

/** Which columns and rows of a reference data set a case uses. */
export interface DataChoice {
  /** A name in `test/fixtures/datasets/datasets.json`. */
  readonly dataset: string;
  /** Default: the data set's own target. */
  readonly target?: string;
  /** Column of sample weights. Default: none. */
  readonly weight?: string;
  /** (x - mean) / standard deviation of the training rows, ddof 0. Default: no. */
  readonly standardize?: boolean;
}

/** Train and test parts in the order of the stored split, ready to be sent to both sides. */
export interface PreparedData {
  readonly xTrain: number[][];
  readonly yTrain: number[];
  readonly xTest: number[][];
  readonly yTest: number[];
  readonly weightTrain?: number[];
  readonly weightTest?: number[];
}

interface DatasetEntry {
  readonly name: string;
  readonly file: string;
  readonly columns: string[];
  readonly features: string[];
  readonly target: string;
}

/** Reads a data set, splits it by the stored row numbers and standardizes it where asked. */
export async function loadData(choice: DataChoice): Promise<PreparedData> {
  const { datasets } = await readJson<{ datasets: DatasetEntry[] }>("datasets.json");
  const entry = datasets.find(({ name }) => name === choice.dataset);
  if (entry === undefined)
    throw unknown(
      "data set",
      choice.dataset,
      datasets.map((each) => each.name),
    );
  const [heading, ...lines] = (await readFile(new URL(entry.file, folder), "utf8")).trim().split(/\r?\n/);
  const columns = heading.split(",");
  const table = lines.map((line) => line.split(",").map(Number));
  const column = (name: string): number[] => {
    const at = columns.indexOf(name);
    if (at < 0) throw unknown("column", name, columns);
    return table.map((row) => row[at]);
  };
  const split = (await readJson<Record<string, { train: number[]; test: number[] }>>("splits.json"))[
    entry.name
  ];
  const pick = <T>(values: readonly T[], rows: readonly number[]): T[] => rows.map((row) => values[row]);

  const byFeature = entry.features.map(column);
  const rows = table.map((_, r) => byFeature.map((values) => values[r]));
  const x = choice.standardize === true ? standardize(rows, pick(rows, split.train)) : rows;
  const y = column(choice.target ?? entry.target);
  const parts = {
    xTrain: pick(x, split.train),
    yTrain: pick(y, split.train),
    xTest: pick(x, split.test),
    yTest: pick(y, split.test),
  };
  if (choice.weight === undefined) return parts;
  const weight = column(choice.weight);
  return { ...parts, weightTrain: pick(weight, split.train), weightTest: pick(weight, split.test) };
}

function standardize(rows: number[][], train: number[][]): number[][] {
  const moments = train[0].map((_, c) => {
    const mean = train.reduce((sum, row) => sum + row[c], 0) / train.length;
    const variance = train.reduce((sum, row) => sum + (row[c] - mean) ** 2, 0) / train.length;
    return { mean, scale: Math.sqrt(variance) || 1 };
  });
  return rows.map((row) => row.map((value, c) => (value - moments[c].mean) / moments[c].scale));
}

async function readJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(new URL(name, folder), "utf8")) as T;
}

function unknown(what: string, name: string, allowed: readonly string[]): InvalidInputError {
  return new InvalidInputError({
    where: `loadData ${what}`,
    problem: `got "${name}"`,
    allowed: allowed.join(", "),
    remedy: "use one of these names",
  });
}
