import { readFile } from "node:fs/promises";
import { InvalidInputError } from "../../src/core/index.ts";
import { makeSynthetic, type SyntheticTarget } from "./synthetic.ts";

const folder = new URL("../../test/fixtures/datasets/", import.meta.url);

/** Which rows a case uses: of a reference data set, or generated ones. */
export type DataChoice = DatasetChoice | SyntheticChoice;

/** 20,000 rows of 50 features, and 2,000 more to test with. */
export interface SyntheticChoice {
  readonly synthetic: SyntheticTarget;
}

/** Which columns and rows of a reference data set a case uses. */
export interface DatasetChoice {
  /** A name in `test/fixtures/datasets/datasets.json`. */
  readonly dataset: string;
  /** Default: the data set's own target. */
  readonly target?: string;
  /** Column of sample weights. Default: none. */
  readonly weight?: string;
  /** (x - mean) / standard deviation of the training rows, ddof 0. Default: no. */
  readonly standardize?: boolean;
  /** Leaves out rows of weight 0. Default: no. */
  readonly onlyWeighted?: boolean;
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
  if ("synthetic" in choice) return generated(choice);
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
  const stored = (await readJson<Record<string, { train: number[]; test: number[] }>>("splits.json"))[
    entry.name
  ];
  const weight = choice.weight === undefined ? undefined : column(choice.weight);
  const used = (rows: readonly number[]): readonly number[] =>
    choice.onlyWeighted === true && weight ? rows.filter((row) => weight[row] > 0) : rows;
  const split = { train: used(stored.train), test: used(stored.test) };

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
  if (weight === undefined) return parts;
  return { ...parts, weightTrain: pick(weight, split.train), weightTest: pick(weight, split.test) };
}

function pick<T>(values: readonly T[], rows: readonly number[]): T[] {
  return rows.map((row) => values[row]);
}

function generated({ synthetic }: SyntheticChoice): PreparedData {
  const train = 20_000;
  const { x, y } = makeSynthetic(synthetic, { rows: train + 2000 });
  return {
    xTrain: x.slice(0, train),
    yTrain: y.slice(0, train),
    xTest: x.slice(train),
    yTest: y.slice(train),
  };
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
