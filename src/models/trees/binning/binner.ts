import { CorruptedDataError, createRandom, InternalError, NonFiniteValueError } from "../../../core/index.ts";
import { OutOfRangeError, ShapeError } from "../../../core/index.ts";
import type { Tensor } from "../../../core/index.ts";
import { BinSearch } from "./bin-search.ts";
import { columnOf } from "./column-of.ts";
import { countAtMost, distinctValues } from "./distinct.ts";
import { quantileEdges, uniformEdges } from "./edges.ts";
import { emptyColumns } from "./binned-matrix.ts";
import type { BinnedMatrix } from "./binned-matrix.ts";

/** How edges are chosen: bins of equal weight, or of equal width. */
export type BinStrategy = "quantile" | "uniform";

/** Options of {@link Binner.fit}. */
export interface BinnerOptions {
  readonly strategy: BinStrategy;
  /** At most 2^nBits bins a feature. 1 to 16. */
  readonly nBits: number;
  /** Weight of each row, for quantiles. Default: 1 each. */
  readonly weight?: Float64Array | undefined;
}

/** The plain-data form of a binner. */
export interface BinnerJson {
  readonly kind: "binner";
  readonly version: 1;
  /** Ascending edges, one list a feature. */
  readonly edges: readonly (readonly number[])[];
  /** Bin of a missing value, one a feature, null where none may be missing; left out where none may be at all. */
  readonly missing?: readonly (number | null)[];
}

/**
 * The public grid of a tree model: each feature becomes the number of its edges that are at most its value.
 *
 * A test "bin >= t" is exactly "value >= edge number t", counted from 1. Clients hold the edges, so they are
 * public: with quantile edges they tell the distribution of the training values, and with fewer distinct
 * values than bins the values themselves. Values beyond the outer edges fall in the outer bins.
 *
 * A missing value (NaN) has a bin as well where models allow it: the lowest, the highest, or one of its own
 * above all others.
 */
export class Binner {
  /** Ascending, one list a feature; empty for a feature no test can use. */
  readonly edges: readonly Float64Array[];
  /** Bin of a missing value, one a feature, null where none may be missing; undefined where none may be at all. */
  readonly missing: readonly (number | null)[] | undefined;

  /** @throws OutOfRangeError for edges that do not ascend, and bins of missing values that are none of three. */
  constructor(edges: readonly Float64Array[], missing?: readonly (number | null)[]) {
    const isAscending = (list: Float64Array): boolean =>
      list.every((edge, k) => Number.isFinite(edge) && (k === 0 || edge > list[k - 1]));
    const bad = edges.findIndex((list) => !isAscending(list) || list.length >= 2 ** 16);
    if (bad >= 0) {
      throw new OutOfRangeError({
        where: "Binner",
        problem: `edges of feature ${bad}: ${edges[bad].length} of them, not finite and ascending, or too many`,
        allowed: `finite, strictly ascending edges, at most ${2 ** 16 - 1} a feature`,
        remedy: "sort the edges and remove duplicates, or use fewer",
      });
    }
    const odd = missing?.findIndex((bin, j) => !isMissingBin(bin, edges[j]?.length ?? -1)) ?? -1;
    if (odd >= 0 || (missing && missing.length !== edges.length)) {
      throw new OutOfRangeError({
        where: "Binner",
        problem: `bins of missing values: ${missing!.length} for ${edges.length} features, or ${missing![odd]} for feature ${odd}`,
        allowed: "for each feature 0, the number of its edges, one more than that, or null",
        remedy: "write or import the model again",
      });
    }
    this.edges = edges;
    this.missing = missing;
  }

  /** Learns edges from X, shape [n, d]; from 50,000 of its rows where there are more. */
  static fit(given: Tensor, options: BinnerOptions): Binner {
    const { X, weight } = sampleRows(given, options.weight);
    const { strategy, nBits } = options;
    const edgesOf = strategy === "quantile" ? quantileEdges : uniformEdges;
    return new Binner(
      Array.from({ length: X.shape[1] }, (_, j) =>
        edgesOf(distinctValues(columnOf(X, j), weight), 2 ** nBits),
      ),
    );
  }

  /** The smallest grid on which tests "value >= threshold" are exact: the thresholds, sorted, each once. */
  static fromThresholds(thresholds: readonly Iterable<number>[]): Binner {
    return new Binner(thresholds.map((list) => Float64Array.from(new Set(list)).sort()));
  }

  /** Number of features. */
  get features(): number {
    return this.edges.length;
  }

  /** Bins of each feature: one more than its edges, and where missing values have a bin of their own that. */
  get bins(): Uint32Array {
    return Uint32Array.from(this.edges, (list, j) => Math.max(list.length, this.missing?.[j] ?? 0) + 1);
  }

  /** Bits that hold the bin number of each feature; 0 for a feature of one bin. */
  get bits(): Uint8Array {
    return Uint8Array.from(this.bins, (bins) => Math.ceil(Math.log2(bins)));
  }

  /**
   * The number t of the test "bin >= t" that equals "value >= edge". Infinity, which no number reaches, tests
   * for missing values that have a bin of their own.
   *
   * @throws InternalError for no edge.
   */
  test(feature: number, edge: number): number {
    const own = this.edges[feature].length + 1;
    if (edge === Infinity && this.missing?.[feature] === own) return own;
    const number = countAtMost(this.edges[feature], edge);
    if (number > 0 && this.edges[feature][number - 1] === edge) return number;
    throw new InternalError({
      where: "Binner.test",
      problem: `${edge} is no edge of feature ${feature}`,
      allowed: "the edges of the grid",
      remedy: "report this with the options of the model",
    });
  }

  /** Columns of bin numbers of X, shape [n, d]; NaN only where a missing value has a bin. */
  transform(X: Tensor): BinnedMatrix {
    const [rows, features] = [X.length, this.features];
    const columns = emptyColumns(rows, this.bins);
    for (let j = 0; j < features; j++) {
      const [column, search] = [columns[j], new BinSearch(this.edges[j])];
      for (let i = 0, at = j; i < rows; i++, at += features) column[i] = search.find(X.data[at]);
      const gap = this.missing?.[j] ?? 0;
      if (gap > 0)
        for (let i = 0, at = j; i < rows; i++, at += features) if (Number.isNaN(X.data[at])) column[i] = gap;
    }
    return { rows, columns, bins: this.bins };
  }

  /**
   * Bin numbers of X row by row, shape [n, d]: what a client encrypts.
   *
   * @throws ShapeError for another number of features; NonFiniteValueError for NaN in a feature without a bin
   *   of missing values.
   */
  quantize(X: Tensor): Tensor {
    const features = this.#width(X, "Binner.quantize");
    return X.map((value, at) => {
      const j = at % features;
      if (!Number.isNaN(value)) return countAtMost(this.edges[j], value);
      const bin = this.missing?.[j] ?? null;
      if (bin !== null) return bin;
      throw new NonFiniteValueError({
        where: "Binner.quantize",
        problem: `no value in row ${Math.floor(at / features)}, column ${j}`,
        allowed: "numbers: the model was trained without missing values in this column",
        remedy: "remove or impute the missing values first",
      });
    });
  }

  /**
   * A value in each bin, shape [n, d]: its lower edge, for the lowest bin a value below its upper edge, and NaN
   * for a bin that only missing values have.
   *
   * @throws ShapeError for another number of features.
   */
  dequantize(bins: Tensor): Tensor {
    const features = this.#width(bins, "Binner.dequantize");
    return bins.map((bin, at) => {
      const edges = this.edges[at % features];
      if (bin > edges.length) return NaN;
      if (bin > 0) return edges[bin - 1];
      return edges.length === 0 ? 0 : Math.max(edges[0] - Math.max(Math.abs(edges[0]), 1), -Number.MAX_VALUE);
    });
  }

  toJSON(): BinnerJson {
    const edges = this.edges.map((list) => Array.from(list));
    return { kind: "binner", version: 1, edges, ...(this.missing ? { missing: [...this.missing] } : {}) };
  }

  /** @throws CorruptedDataError for anything toJSON could not have written. */
  static fromJSON(json: unknown): Binner {
    const given = json as Partial<BinnerJson> | null;
    if (given?.kind !== "binner" || (given.version as number) !== 1)
      throw corrupted(`kind ${String(given?.kind)}, version ${String(given?.version)}`);
    const { edges, missing } = given;
    const isList = (list: unknown): boolean =>
      Array.isArray(list) && list.every((edge) => typeof edge === "number");
    if (!Array.isArray(edges) || edges.length === 0 || !edges.every(isList))
      throw corrupted("edges that are no lists of numbers");
    if (missing !== undefined && !Array.isArray(missing))
      throw corrupted("bins of missing values that are no list");
    try {
      return new Binner(
        edges.map((list) => Float64Array.from(list as number[])),
        missing,
      );
    } catch (cause) {
      throw corrupted("edges that are not finite and ascending, or wrong bins of missing values", cause);
    }
  }

  #width(values: Tensor, where: string): number {
    if (values.shape.at(-1) === this.features) return this.features;
    throw new ShapeError({
      where,
      problem: `shape [${values.shape.join(", ")}]`,
      allowed: `a last axis of ${this.features}, one entry a feature of the grid`,
      remedy: "pass the features the model was trained on, in their order",
    });
  }
}

/** Whether missing values may have this bin: one of the outer ones, their own above them, or none. */
function isMissingBin(bin: unknown, edges: number): boolean {
  return bin === null || bin === 0 || bin === edges || bin === edges + 1;
}

/** Edges of more rows would hardly differ, and sorting them takes longer than growing trees. */
const MOST_ROWS = 50_000;

/** One row, always the same, of each of MOST_ROWS parts of equal length. */
function sampleRows(
  X: Tensor,
  weight: Float64Array | undefined,
): { X: Tensor; weight: Float64Array | undefined } {
  if (X.length <= MOST_ROWS) return { X, weight };
  const random = createRandom("rows for edges");
  const part = X.length / MOST_ROWS;
  const rows = Uint32Array.from({ length: MOST_ROWS }, (_, i) =>
    Math.min(Math.floor((i + random.next()) * part), X.length - 1),
  );
  return { X: X.take(rows), weight: weight && Float64Array.from(rows, (i) => weight[i]) };
}

function corrupted(problem: string, cause?: unknown): CorruptedDataError {
  return new CorruptedDataError({
    where: "Binner.fromJSON",
    problem,
    allowed: "an object written by Binner.toJSON",
    remedy: "write the binner again with this version of the library",
    cause,
  });
}
