import type { Tensor } from "../../core/index.ts";
import { EmptyInputError } from "../../core/index.ts";
import { choice } from "../base/index.ts";
import type { EstimatorSpec, OptionSpec } from "../base/index.ts";
import { vector } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { sortedQuantile } from "./columns.ts";
import { readGaps } from "./gaps.ts";
import type { Gapped, MatrixWithGaps } from "./gaps.ts";
import { TableTransformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** Options of {@link SimpleImputer}. */
export interface SimpleImputerOptions {
  /** What fills a feature's gaps: its mean (default), median, most frequent value (least of equals), or fillValue. */
  strategy: "mean" | "median" | "mostFrequent" | "constant";
  /** For `constant`. Default 0. */
  fillValue: number;
}

interface State extends TransformerState {
  /** What fills each feature. */
  readonly statistics: Float64Array;
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
export class SimpleImputer extends TableTransformer<SimpleImputerOptions, State, MatrixWithGaps, Gapped> {
  static readonly spec: EstimatorSpec<SimpleImputerOptions> = {
    name: "SimpleImputer",
    options: {
      strategy: choice<SimpleImputerOptions["strategy"]>("mean", "median", "mostFrequent", "constant"),
      fillValue: finite,
    },
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<SimpleImputerOptions> {
    return SimpleImputer.spec;
  }

  /** What fills each feature. @throws NotFittedError */
  get statistics_(): Float64Array {
    return this.state("statistics_").statistics.slice();
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return { statistics: vector };
  }

  protected override isConsistent({ features, statistics }: State): boolean {
    return statistics.length === features;
  }

  protected override read(X: MatrixWithGaps, where: string): Gapped {
    return readGaps(X, where);
  }

  protected override width({ values }: Gapped): number {
    return values.shape[1];
  }

  protected override learn(gapped: Gapped, { strategy, fillValue }: SimpleImputerOptions): State {
    const features = gapped.values.shape[1];
    const fill = Float64Array.from({ length: features }, (_, j) =>
      strategy === "constant" ? fillValue : statistics[strategy](this.#present(gapped, j)),
    );
    return { features, statistics: fill };
  }

  protected override apply({ values, missing }: Gapped, { statistics, features }: State): Tensor {
    return values.map((value, i) => (missing[i] ? statistics[i % features] : value));
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
}
