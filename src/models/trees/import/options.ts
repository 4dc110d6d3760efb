import { ConflictingOptionsError, OptionValueError } from "../../../core/index.ts";
import type { LabelsLike, MatrixLike } from "../../../core/index.ts";
import { show } from "../../base/index.ts";
import { treeBits } from "../options.ts";
import type { TreeBits } from "../options.ts";

/** Options of importing trees that were trained elsewhere. */
export interface TreeImportOptions {
  /**
   * Bits of the integer leaves, and of the inputs with `grid: "calibration"`. Default 6 for both; with the
   * exact grid inputs take as many bits as the thresholds of a feature need.
   */
  readonly nBits?: TreeBits | undefined;
  /**
   * - `exact` (default): the grid is made of the thresholds the model uses. No prediction changes; clients see
   *   the thresholds, though not where in the trees they are.
   * - `calibration`: the grid is that of the rows `X`, as in training, and each threshold moves to the edge that
   *   sends the fewest of them another way. Clients do not see the thresholds.
   */
  readonly grid?: "exact" | "calibration" | undefined;
  /** Rows like those to come, shape [n, d], NaN where values are missing; with `grid: "calibration"` only. */
  readonly X?: MatrixLike | undefined;
  /** Bins of the calibration rows: of equal weight (default) or of equal width. */
  readonly binning?: "quantile" | "uniform" | undefined;
  /**
   * Rows without some value: `accept` (default) sends them where the model does, which takes one bin more for a
   * feature whose splits disagree about it; `refuse` is for data that is complete.
   */
  readonly missing?: "accept" | "refuse" | undefined;
  /** Labels by position, for classifiers whose files do not have them. Default: those of the file, else 0, 1, 2 ... */
  readonly classes?: LabelsLike | undefined;
  /** Names of the features. Default: those of the file. */
  readonly featureNames?: readonly string[] | undefined;
}

export const IMPORT_OPTIONS: readonly string[] = [
  "nBits",
  "grid",
  "X",
  "binning",
  "missing",
  "classes",
  "featureNames",
];

const CHOICES = {
  grid: ["exact", "calibration"],
  binning: ["quantile", "uniform"],
  missing: ["accept", "refuse"],
} as const;

/** @throws OptionValueError, ConflictingOptionsError */
export function checkImportOptions(options: TreeImportOptions, where: string): void {
  for (const [name, values] of Object.entries(CHOICES)) {
    const given = options[name as keyof typeof CHOICES];
    if (given !== undefined && !(values as readonly string[]).includes(given))
      throw wrongValue(where, `${name} = ${show(given)}`, values.map(show).join(" or "));
  }
  const { nBits, grid, X, binning, featureNames } = options;
  if (nBits !== undefined && !treeBits.accepts(nBits))
    throw wrongValue(where, `nBits = ${show(nBits)}`, treeBits.allowed);
  if (featureNames !== undefined && !isTexts(featureNames))
    throw wrongValue(where, `featureNames = ${show(featureNames)}`, "a list of texts");
  if (grid === "calibration") {
    if (X === undefined)
      throw conflict(where, 'grid = "calibration" without X', "rows to calibrate with", "pass X");
  } else if (X !== undefined || binning !== undefined) {
    const name = X === undefined ? "binning" : "X";
    throw conflict(
      where,
      `${name} with the exact grid, which is made of thresholds alone`,
      `${name} with grid: "calibration"`,
      `leave ${name} out, or pass grid: "calibration"`,
    );
  }
}

export function wrongValue(where: string, problem: string, allowed: string): OptionValueError {
  return new OptionValueError({ where, problem, allowed, remedy: "correct the option, or leave it out" });
}

function conflict(where: string, problem: string, allowed: string, remedy: string): ConflictingOptionsError {
  return new ConflictingOptionsError({ where, problem, allowed, remedy });
}

function isTexts(names: unknown): boolean {
  return Array.isArray(names) && names.every((name) => typeof name === "string");
}
