import { Tensor } from "../../core/index.ts";
import type { LabelsLike } from "../../core/index.ts";
import { BaseEstimator, toLabels, uniqueLabels } from "../base/index.ts";
import type { EstimatorSpec, Labels } from "../base/index.ts";
import { columnTable, encodeCategories } from "./categories.ts";

/** {@link LabelBinarizer} has no options. */
export type LabelBinarizerOptions = Readonly<Record<string, never>>;

/** Labels as columns of 0 and 1, one a class; two classes as one column. */
export class LabelBinarizer extends BaseEstimator<LabelBinarizerOptions> {
  static readonly spec: EstimatorSpec<LabelBinarizerOptions> = {
    name: "LabelBinarizer",
    options: {},
    tags: { kind: "transformer", targets: "labels" },
  };

  #classes: Labels | undefined;

  override get spec(): EstimatorSpec<LabelBinarizerOptions> {
    return LabelBinarizer.spec;
  }

  override get isFitted(): boolean {
    return this.#classes !== undefined;
  }

  /** Labels in ascending order. @throws NotFittedError */
  get classes_(): Labels {
    return this.#fitted("classes_").slice();
  }

  /** Learns the labels. @throws EmptyInputError, InvalidInputError, UnknownOptionError */
  fit(y: LabelsLike): this {
    this.checkedOptions();
    this.#classes = uniqueLabels(toLabels(y, `${this.at("fit")}(y)`));
    return this;
  }

  /** Shape [n, classes], or [n, 1] for two classes. @throws NotFittedError, InvalidInputError for unknown labels */
  transform(y: LabelsLike): Tensor {
    const classes = this.#fitted("transform");
    const where = `${this.at("transform")}(y)`;
    const codes = encodeCategories(columnTable(toLabels(y, where)), [classes], false, where);
    if (classes.length <= 2) return codes;
    return Tensor.zeros([codes.length, classes.length]).map((_, at) =>
      codes.data[Math.floor(at / classes.length)] === at % classes.length ? 1 : 0,
    );
  }

  /** `fit`, then `transform` of the same labels. */
  fitTransform(y: LabelsLike): Tensor {
    return this.fit(y).transform(y);
  }

  #fitted(method: string): Labels {
    if (this.#classes) return this.#classes;
    throw this.notFitted(method);
  }
}
