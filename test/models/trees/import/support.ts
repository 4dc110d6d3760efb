import { readFileSync } from "node:fs";
import { Tensor } from "../../../../src/core/index.ts";
import {
  fromCatBoost,
  fromLightGBM,
  fromXGBoost,
  XGBClassifier,
  XGBRegressor,
} from "../../../../src/models/trees/index.ts";
import { caseData } from "../../helpers/fixtures.ts";

/** A model another library trained, and what it predicts. */
export interface ImportCase {
  id: string;
  files: string[];
  /** Shape [n, d], NaN where values are missing. */
  X: Tensor;
  /** Sums of the trees, row by row. */
  raw: number[];
  /** Leaf of each row and tree as the library numbers them; not for every library. */
  leaf: number[][] | undefined;
  /** What LightGBM multiplies its raw scores by before they are log odds. */
  factor?: number;
}

const folder = new URL("../../../fixtures/trees/import/", import.meta.url);

export function readBytes(path: string): Uint8Array {
  return readFileSync(new URL(path, folder));
}

export function readText(path: string): string {
  return readFileSync(new URL(path, folder), "utf8");
}

function rowsOf(rows: (number | string | null)[][]): Tensor {
  const values = rows.flat().map((value) => (value === null || value === "NaN" ? NaN : Number(value)));
  return new Tensor(Float64Array.from(values), [rows.length, rows[0].length]);
}

interface LargeCase {
  id: string;
  files: string[];
  dataset: string;
  target?: string;
  X_test?: (number | string)[][];
  test: Record<"margin" | "raw_score" | "raw", (number | number[])[]> & { leaf?: number[][] };
}

/** Cases on data sets. */
export function largeCases(): ImportCase[] {
  const { rows, cases } = JSON.parse(readText("cases.json")) as { rows: number; cases: LargeCase[] };
  return cases.map(({ id, files, dataset, target = "target", X_test, test }) => {
    const prep = { columns: null, standardize: false };
    const X = X_test ? rowsOf(X_test) : caseData({ dataset, target, prep }).XTest.slice(0, rows);
    const raw = [test.margin, test.raw_score, test.raw]
      .find((list) => (list as unknown) !== undefined)!
      .flat();
    return { id, files, X, raw, leaf: test.leaf };
  });
}

export interface SmallCase extends ImportCase {
  predict?: number[];
  labels?: string[];
  rounds?: number;
  all?: number;
  all_raw?: number[];
}

type SmallFile = Omit<SmallCase, "X" | "raw" | "leaf"> & {
  X: (number | null)[][];
  raw: (number | number[])[];
};

export interface Refused {
  file: string;
  reader: keyof typeof READERS;
  /** What the message names. */
  names: string;
}

export function smallFile(): { cases: SmallCase[]; refused: Refused[] } {
  const { cases, refused } = JSON.parse(readText("small.json")) as { cases: SmallFile[]; refused: Refused[] };
  return {
    cases: cases.map((item) => ({ ...item, X: rowsOf(item.X), raw: item.raw.flat(), leaf: undefined })),
    refused,
  };
}

export const READERS = { xgboost: fromXGBoost, lightgbm: fromLightGBM, catboost: fromCatBoost } as const;

/** The reader of a file, by its name. */
export function readerOf(file: string): (typeof READERS)[keyof typeof READERS] {
  if (/lightgbm|light_/.test(file)) return fromLightGBM;
  return /catboost|cat_/.test(file) ? fromCatBoost : fromXGBoost;
}

/** Sums of the trees in double precision, row by row. */
export function sumsOf(model: XGBClassifier | XGBRegressor, X: Tensor): Float64Array {
  return model.trees_.decisions(model.binner_.transform(X)).data;
}

/** Sums in single precision, tree after tree, as XGBoost adds. */
export function singleSumsOf(model: XGBClassifier | XGBRegressor, X: Tensor): number[] {
  const { parts } = model.trees_;
  const bins = model.binner_.transform(X);
  const leaves = Array.from(parts.roots, (_, tree) => model.trees_.apply(bins, tree));
  return Array.from({ length: X.length * parts.outputs }, (_, at) => {
    const [row, output] = [Math.floor(at / parts.outputs), at % parts.outputs];
    return leaves.reduce((sum, list, tree) => {
      return parts.treeOutput![tree] === output ? Math.fround(sum + parts.values[list[row]]) : sum;
    }, Math.fround(parts.base[output]));
  });
}

/** Loads a dumped model of the same class. */
export function reload(model: XGBClassifier | XGBRegressor): XGBClassifier | XGBRegressor {
  const text = JSON.stringify(model.dump());
  return model instanceof XGBClassifier ? XGBClassifier.load(text) : XGBRegressor.load(text);
}
