import { toMatrix } from "../../core/index.ts";
import type { LabelsLike, MatrixLike, Tensor, VectorLike } from "../../core/index.ts";
import { classFactors } from "./class-weight.ts";
import type { ClassWeight } from "./class-weight.ts";
import { checkLength, checkWeights } from "./inputs.ts";
import { encodeLabels, toLabels } from "./labels.ts";
import type { EncodedLabels } from "./labels.ts";

/** What a classifier trains on. */
export interface LabelledData {
  /** Shape [n, d]. */
  readonly X: Tensor;
  readonly labels: EncodedLabels;
  /** One weight a row: its own times that of its class. */
  readonly weight: Float64Array;
  /** One weight a row, without that of its class. */
  readonly sampleWeight: Float64Array;
  /** One factor a class. */
  readonly classFactor: Float64Array;
}

/**
 * Reads features, labels and weights: what `checkXy` is to regressors.
 *
 * @throws ShapeError, EmptyInputError, NonFiniteValueError, ClassCountError, and the errors of the weights.
 */
export function checkLabelledXy(
  X: MatrixLike,
  y: LabelsLike,
  weights: { sampleWeight: VectorLike | undefined; classWeight: ClassWeight },
  where: string,
): LabelledData {
  const features = toMatrix(X, `${where}(X)`);
  const values = toLabels(y, `${where}(y)`);
  checkLength(values.length, features.length, `${where}(y)`, "labels");
  const labels = encodeLabels(values, `${where}(y)`);
  const sampleWeight = checkWeights(weights.sampleWeight, features.length, `${where}(sampleWeight)`);
  const classFactor = classFactors(weights.classWeight, labels, sampleWeight, where);
  return {
    X: features,
    labels,
    weight: sampleWeight.map((value, i) => value * classFactor[labels.codes[i]]),
    sampleWeight,
    classFactor,
  };
}
