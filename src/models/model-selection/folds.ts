import { ClassCountError, createRandom, OptionValueError } from "../../core/index.ts";
import type { LabelsLike, Random, RandomState } from "../../core/index.ts";
import { checkNames, show, toLabels, warn } from "../base/index.ts";

/** Row numbers of one split. */
export interface Fold {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** Options of the splitters. */
export interface FoldOptions {
  /** Number of folds, at least 2. Default 5. */
  readonly nSplits?: number;
  /** Whether rows are shuffled first. Default false. */
  readonly shuffle?: boolean;
  /** Seed of the shuffle. */
  readonly randomState?: RandomState;
}

/** Cuts rows in folds; each is the test part once. */
export interface Splitter {
  split(rows: number, y?: LabelsLike): Fold[];
}

/** Consecutive folds of equal size, to within one row. */
export class KFold implements Splitter {
  readonly #options: Required<Omit<FoldOptions, "randomState">> & FoldOptions;

  /** @throws UnknownOptionError, OptionValueError */
  constructor(options: FoldOptions = {}) {
    this.#options = checkOptions("KFold", options);
  }

  /** @throws OptionValueError for fewer rows than folds. */
  split(rows: number): Fold[] {
    const { nSplits, shuffle, randomState } = this.#options;
    checkRows("KFold", nSplits, rows);
    const order = shuffle
      ? createRandom(randomState).permutation(rows)
      : Uint32Array.from({ length: rows }, (_, i) => i);
    const foldOf = new Int32Array(rows);
    let next = 0;
    for (let fold = 0; fold < nSplits; fold++) {
      const size = Math.floor(rows / nSplits) + (fold < rows % nSplits ? 1 : 0);
      for (let k = 0; k < size; k++) foldOf[order[next++]] = fold;
    }
    return foldsOf(foldOf, nSplits);
  }
}

/** Folds in which every class has its share of rows, to within one row. */
export class StratifiedKFold implements Splitter {
  readonly #options: Required<Omit<FoldOptions, "randomState">> & FoldOptions;

  /** @throws UnknownOptionError, OptionValueError */
  constructor(options: FoldOptions = {}) {
    this.#options = checkOptions("StratifiedKFold", options);
  }

  /** @throws ClassCountError when no class has as many rows as there are folds, OptionValueError for too few rows. */
  split(rows: number, y?: LabelsLike): Fold[] {
    const { nSplits, shuffle, randomState } = this.#options;
    const where = "StratifiedKFold.split";
    checkRows("StratifiedKFold", nSplits, rows);
    const codes = codesByAppearance(toLabels(y ?? [], `${where}(y)`));
    const classes = codes.reduce((most, code) => Math.max(most, code), -1) + 1;
    const allocation = allocate(codes, classes, nSplits);
    const random = createRandom(randomState);
    const foldOf = new Int32Array(codes.length);
    for (let k = 0; k < classes; k++) {
      // The folds of the rows of class k, in order: as many of each fold as it was allocated.
      const folds = allocation.flatMap((counts, fold) => Array<number>(counts[k]).fill(fold));
      const order = shuffle ? shuffled(folds, random) : folds;
      let next = 0;
      codes.forEach((code, i) => {
        if (code === k) foldOf[i] = order[next++];
      });
    }
    checkCounts(codes, classes, nSplits, where);
    return foldsOf(foldOf, nSplits);
  }
}

/** Options of {@link TimeSeriesSplit}. */
export type TimeSeriesOptions = Pick<FoldOptions, "nSplits">;

/** Test parts that follow their training rows: rows are in order of time, and nobody trains on the future. */
export class TimeSeriesSplit implements Splitter {
  readonly #nSplits: number;

  /** @throws UnknownOptionError, OptionValueError */
  constructor(options: TimeSeriesOptions = {}) {
    checkNames("TimeSeriesSplit", options, ["nSplits"]);
    this.#nSplits = checkOptions("TimeSeriesSplit", options).nSplits;
  }

  /** @throws OptionValueError unless there are more rows than splits. */
  split(rows: number): Fold[] {
    const nSplits = this.#nSplits;
    checkRows("TimeSeriesSplit", nSplits + 1, rows);
    const size = Math.floor(rows / (nSplits + 1));
    const range = (start: number, end: number): Uint32Array =>
      Uint32Array.from({ length: end - start }, (_, i) => start + i);
    return Array.from({ length: nSplits }, (_, k) => {
      const start = rows - (nSplits - k) * size;
      return { train: range(0, start), test: range(start, start + size) };
    });
  }
}

/** Classes are numbered as they first appear, so that folds do not depend on the labels' order. */
function codesByAppearance(labels: ArrayLike<unknown>): Int32Array {
  const numbers = new Map<unknown, number>();
  return Int32Array.from(labels, (label) => {
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    return numbers.get(label)!;
  });
}

/** Rows of each class in each fold: every nSplits-th of the sorted codes (scikit-learn's rule). */
function allocate(codes: Int32Array, classes: number, nSplits: number): number[][] {
  const sorted = codes.toSorted();
  return Array.from({ length: nSplits }, (_, fold) => {
    const counts = Array<number>(classes).fill(0);
    for (let i = fold; i < sorted.length; i += nSplits) counts[sorted[i]]++;
    return counts;
  });
}

function checkCounts(codes: Int32Array, classes: number, nSplits: number, where: string): void {
  const counts = Array<number>(classes).fill(0);
  for (const code of codes) counts[code]++;
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (most >= nSplits) {
    // Usable, but some folds lack the class: scikit-learn warns, too.
    if (least < nSplits) {
      const problem = `the smallest class has ${least} rows for ${nSplits} folds`;
      warn(where, problem, "lower nSplits, or merge rare classes");
    }
    return;
  }

  throw new ClassCountError({
    where,
    problem: `the largest class has ${most} rows for ${nSplits} folds`,
    allowed: "a class with at least as many rows as there are folds",
    remedy: "lower nSplits, or use KFold for real targets",
  });
}

function shuffled(list: readonly number[], random: Random): number[] {
  return Array.from(random.permutation(list.length), (index) => list[index]);
}

function foldsOf(foldOf: Int32Array, nSplits: number): Fold[] {
  const rows = Uint32Array.from({ length: foldOf.length }, (_, i) => i);
  return Array.from({ length: nSplits }, (_, fold) => ({
    train: rows.filter((i) => foldOf[i] !== fold),
    test: rows.filter((i) => foldOf[i] === fold),
  }));
}

function checkOptions(
  name: string,
  options: FoldOptions,
): Required<Omit<FoldOptions, "randomState">> & FoldOptions {
  checkNames(name, options, ["nSplits", "shuffle", "randomState"]);
  const { nSplits = 5, shuffle = false, randomState } = options;
  if (!Number.isInteger(nSplits) || nSplits < 2 || typeof shuffle !== "boolean") {
    throw new OptionValueError({
      where: name,
      problem: `nSplits = ${show(nSplits)}, shuffle = ${show(shuffle)}`,
      allowed: "nSplits: a whole number of at least 2; shuffle: true or false",
      remedy: "pass for example { nSplits: 5 }",
    });
  }
  if (!shuffle && randomState !== undefined) {
    throw new OptionValueError({
      where: name,
      problem: "randomState without shuffle",
      allowed: "randomState together with shuffle: true",
      remedy: "set shuffle: true, or leave randomState out",
    });
  }
  return { nSplits, shuffle, randomState };
}

function checkRows(name: string, nSplits: number, rows: number): void {
  if (Number.isInteger(rows) && rows >= nSplits) return;
  throw new OptionValueError({
    where: `${name}.split`,
    problem: `${nSplits} folds of ${show(rows)} rows`,
    allowed: "at least one row a fold",
    remedy: "lower nSplits, or pass more rows",
  });
}
