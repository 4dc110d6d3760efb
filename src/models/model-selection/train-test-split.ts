import { createRandom, EmptyInputError, OptionValueError, ShapeError } from "../../core/index.ts";
import { ClassCountError, ConflictingOptionsError } from "../../core/index.ts";
import type { LabelsLike, Random, RandomState, Tensor } from "../../core/index.ts";
import {
  checkLength,
  checkNames,
  decodeLabels,
  readRows,
  show,
  toLabels,
  uniqueLabels,
} from "../base/index.ts";
import type { Labels, RowsOf, TableLike } from "../base/index.ts";

/** Options of {@link trainTestSplit}. */
export interface SplitOptions {
  /** Share (0 to 1, exclusive) or number of test rows. Default 0.25, or what trainSize leaves. */
  readonly testSize?: number;
  /** Share or number of training rows. Default: what testSize leaves. */
  readonly trainSize?: number;
  /** Seed of the shuffle. */
  readonly randomState?: RandomState;
  /** Whether to shuffle first; without it the last rows are the test rows. Default true. */
  readonly shuffle?: boolean;
  /** Labels whose shares both parts keep, one a row; usually y. */
  readonly stratify?: LabelsLike;
}

/** Both parts of a split, and the row numbers they came from. */
export interface Split<X = Tensor, Y extends Labels = Labels> {
  readonly XTrain: X;
  readonly XTest: X;
  readonly yTrain: Y;
  readonly yTest: Y;
  readonly trainIndices: Uint32Array;
  readonly testIndices: Uint32Array;
}

/** The labels type that results keep of what was given. */
export type LabelsOf<Y> = Y extends readonly (string | null)[]
  ? string[]
  : Y extends readonly boolean[]
    ? boolean[]
    : Y extends Tensor | readonly number[] | ArrayBufferView | { readonly shape: readonly number[] }
      ? Float64Array
      : Labels;

/**
 * Splits rows at random in a training and a test part.
 *
 * Not scikit-learn's shuffle: the same seed gives other rows there.
 *
 * @param X - Rows in any form: a table stays a table, gaps and categories stay as they are.
 * @param y - One target or label a row.
 * @throws OptionValueError, ConflictingOptionsError, UnknownOptionError for options that do not fit.
 * @throws EmptyInputError when a part would be empty; ClassCountError when a class has fewer than 2 rows to stratify.
 */
export function trainTestSplit<X extends TableLike, Y extends LabelsLike>(
  X: X,
  y: Y,
  options: SplitOptions = {},
): Split<RowsOf<X>, LabelsOf<Y>> {
  const where = "trainTestSplit";
  checkNames(where, options, ["testSize", "trainSize", "randomState", "shuffle", "stratify"]);
  const source = readRows(X, `${where}(X)`);
  const labels = toLabels(y, `${where}(y)`) as LabelsOf<Y>;
  const rows = source.length;
  checkLength(labels.length, rows, `${where}(y)`, "targets");
  const { train, test } = sizes(rows, options, where);
  const { stratify, shuffle = true, randomState } = options;
  if (!shuffle && stratify !== undefined) {
    throw new ConflictingOptionsError({
      where,
      problem: "stratify with shuffle = false",
      allowed: "stratify only with shuffling",
      remedy: "remove shuffle: false or stratify",
    });
  }
  const random = createRandom(randomState);
  const [trainIndices, testIndices] =
    stratify === undefined
      ? inOrder(
          shuffle ? random.permutation(rows) : Uint32Array.from({ length: rows }, (_, i) => i),
          train,
          test,
        )
      : stratified(checkStrata(stratify, rows, where), train, test, random, where);
  const pick = (indices: Uint32Array): LabelsOf<Y> => decodeLabels(labels, indices) as LabelsOf<Y>;
  return {
    XTrain: source.take(trainIndices) as RowsOf<X>,
    XTest: source.take(testIndices) as RowsOf<X>,
    yTrain: pick(trainIndices),
    yTest: pick(testIndices),
    trainIndices,
    testIndices,
  };
}

function inOrder(order: Uint32Array, train: number, test: number): [Uint32Array, Uint32Array] {
  return [order.slice(0, train), order.slice(train, train + test)];
}

function sizes(
  rows: number,
  { testSize, trainSize }: SplitOptions,
  where: string,
): { train: number; test: number } {
  const count = (
    name: string,
    size: number | undefined,
    round: (x: number) => number,
  ): number | undefined => {
    if (size === undefined) return undefined;
    if (size > 0 && size < 1) return round(size * rows);
    if (Number.isInteger(size) && size >= 1 && size < rows) return size;
    throw new OptionValueError({
      where,
      problem: `${name} = ${show(size)} for ${rows} rows`,
      allowed: `a share between 0 and 1, or a whole number from 1 to ${rows - 1}`,
      remedy: `pass for example ${name}: 0.25`,
    });
  };
  const givenTrain = count("trainSize", trainSize, Math.floor);
  const givenTest = count("testSize", testSize, Math.ceil);
  const test = givenTest ?? (givenTrain === undefined ? Math.ceil(0.25 * rows) : rows - givenTrain);
  const train = givenTrain ?? rows - test;
  if (train + test > rows) {
    throw new OptionValueError({
      where,
      problem: `${train} training and ${test} test rows of ${rows}`,
      allowed: "parts that together are no more than all rows",
      remedy: "lower trainSize or testSize",
    });
  }
  if (train > 0 && test > 0) return { train, test };
  throw new EmptyInputError({
    where,
    problem: `${train} training and ${test} test rows of ${rows}`,
    allowed: "at least one row in each part",
    remedy: "pass more rows, or another testSize",
  });
}

function checkStrata(stratify: LabelsLike, rows: number, where: string): Labels {
  const labels = toLabels(stratify, `${where}(stratify)`);
  checkLength(labels.length, rows, `${where}(stratify)`, "labels");
  return labels;
}

/** Rows of both parts with the shares of the strata kept to within one row, each part then shuffled. */
function stratified(
  labels: Labels,
  train: number,
  test: number,
  random: Random,
  where: string,
): [Uint32Array, Uint32Array] {
  const classes = uniqueLabels(labels);
  const members = Array.from(classes as ArrayLike<unknown>, (label) =>
    shuffled(indicesOf(labels as ArrayLike<unknown>, label), random),
  );
  checkMembers(classes, members, Math.min(train, test), where);
  const counts = members.map((list) => list.length);
  const trainCounts = apportion(counts, train);
  const testCounts = apportion(
    counts.map((count, k) => count - trainCounts[k]),
    test,
  );
  const trainRows = members.flatMap((list, k) => list.slice(0, trainCounts[k]));
  const testRows = members.flatMap((list, k) => list.slice(trainCounts[k], trainCounts[k] + testCounts[k]));
  return [Uint32Array.from(shuffled(trainRows, random)), Uint32Array.from(shuffled(testRows, random))];
}

function checkMembers(classes: Labels, members: number[][], smallest: number, where: string): void {
  const rare = members.findIndex((list) => list.length < 2);
  if (rare >= 0) {
    throw new ClassCountError({
      where: `${where}(stratify)`,
      problem: `class ${String(classes[rare])} has 1 row`,
      allowed: "at least 2 rows a class",
      remedy: "merge or remove rare classes, or leave stratify out",
    });
  }
  if (smallest < classes.length) {
    throw new ShapeError({
      where: `${where}(stratify)`,
      problem: `a part of ${smallest} rows for ${classes.length} classes`,
      allowed: "at least one row a class in each part",
      remedy: "raise testSize or trainSize",
    });
  }
}

function indicesOf(labels: ArrayLike<unknown>, label: unknown): number[] {
  const found: number[] = [];
  for (let i = 0; i < labels.length; i++) if (labels[i] === label) found.push(i);
  return found;
}

function shuffled(list: number[], random: Random): number[] {
  return Array.from(random.permutation(list.length), (index) => list[index]);
}

/** Shares `total` in proportion to `counts`, largest remainders first (Hamilton's method). */
function apportion(counts: readonly number[], total: number): number[] {
  const sum = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((count) => (count * total) / sum);
  const result = exact.map(Math.floor);
  const left = total - result.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((value, k) => [value - Math.floor(value), k] as const)
    .sort((a, b) => b[0] - a[0]);
  for (const [, k] of byRemainder.slice(0, left)) result[k]++;
  return result;
}
