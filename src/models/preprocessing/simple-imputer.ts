import type { Tensor } from "../../core/index.ts";
import { EmptyInputError, FeatureCountError } from "../../core/index.ts";
import { BaseEstimator, choice } from "../base/index.ts";
import type { EstimatorSpec, OptionSpec } from "../base/index.ts";
import { sortedQuantile } from "./columns.ts";
import { readGaps } from "./gaps.ts";
import type { Gapped, MatrixWithGaps } from "./gaps.ts";

/** Options of {@link SimpleImputer}. */
export interface SimpleImputerOptions {
  /** What fills a feature's gaps: its mean (default), median, most frequent value (least of equals), or fillValue. */
  strategy: "mean" | "median" | "mostFrequent" | "constant";
  /** For `constant`. Default 0. */
  fillValue: number;
}

const finite: OptionSpec<number> = {
  default: 0,
  allowed: "a finite number",
  accepts: (value) => Number.isFinite(value),
};

const statistics: Record<
  Exclude<SimpleImputerOptions["strategy"], "constant">,
  (values: Float64Array) => number
> = {
  mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  median: (values) => sortedQuantile(values.toSorted(), 0.5),
  mostFrequent: (values) => {
    let [best, count] = [NaN, 0];
    const sorted = values.toSorted();
    for (let i = 0; i < sorted.length;) {
      const end = sorted.lastIndexOf(sorted[i]) + 1;
      if (end - i > count) [best, count] = [sorted[i], end - i];
      i = end;
    }
    return best;
  },
};

/** Fills missing values (NaN, null, undefined) feature by feature. */
export class SimpleImputer extends BaseEstimator<SimpleImputerOptions> {
  static readonly spec: EstimatorSpec<SimpleImputerOptions> = {
    name: "SimpleImputer",
    options: {
      strategy: choice<SimpleImputerOptions["strategy"]>("mean", "median", "mostFrequent", "constant"),
      fillValue: finite,
    },
    tags: { kind: "transformer", targets: "none" },
  };

  #statistics: Float64Array | undefined;

  override get spec(): EstimatorSpec<SimpleImputerOptions> {
    return SimpleImputer.spec;
  }

  override get isFitted(): boolean {
    return this.#statistics !== undefined;
  }

  /** What fills each feature. @throws NotFittedError */
  get statistics_(): Float64Array {
    return this.#fitted("statistics_").slice();
  }

  /** Number of features seen in fit. @throws NotFittedError */
  get nFeaturesIn_(): number {
    return this.#fitted("nFeaturesIn_").length;
  }

  /**
   * Learns what to fill with from X, shape [n, d].
   *
   * @throws EmptyInputError for a feature without any value (except with `constant`).
   * @throws UnknownOptionError, OptionValueError, ShapeError, NonFiniteValueError (for infinities).
   */
  fit(X: MatrixWithGaps): this {
    const { strategy, fillValue } = this.checkedOptions();
    const gapped = readGaps(X, `${this.at("fit")}(X)`);
    const features = gapped.values.shape[1];
    this.#statistics = Float64Array.from({ length: features }, (_, j) =>
      strategy === "constant" ? fillValue : statistics[strategy](this.#present(gapped, j)),
    );
    return this;
  }

  /** Rows without gaps, shape [n, d]. @throws NotFittedError, FeatureCountError */
  transform(X: MatrixWithGaps): Tensor {
    const fill = this.#fitted("transform");
    const { values, missing } = readGaps(X, `${this.at("transform")}(X)`);
    if (values.shape[1] !== fill.length) {
      throw new FeatureCountError({
        where: `${this.at("transform")}(X)`,
        problem: `${values.shape[1]} features`,
        allowed: `${fill.length} features, as in fit`,
        remedy: "pass the columns the imputer was fitted on, in the same order",
      });
    }
    return values.map((value, i) => (missing[i] ? fill[i % fill.length] : value));
  }

  /** `fit`, then `transform` of the same rows. */
  fitTransform(X: MatrixWithGaps): Tensor {
    return this.fit(X).transform(X);
  }

  #present({ values, missing }: Gapped, j: number): Float64Array {
    const features = values.shape[1];
    const present = values.data.filter((_, i) => i % features === j && !missing[i]);
    if (present.length > 0) return present;
    throw new EmptyInputError({
      where: `${this.at("fit")}(X)`,
      problem: `column ${j} has no value at all`,
      allowed: "at least one value a column",
      remedy: 'drop the column, or use strategy: "constant"',
    });
  }

  #fitted(method: string): Float64Array {
    if (this.#statistics) return this.#statistics;
    throw this.notFitted(method);
  }
}
