import { createRandom, Tensor } from "../../core/index.ts";
import type { EstimatorTags } from "../base/index.ts";

/** Small data sets the checks train on. */
export interface CheckData {
  /** Shape [n, 4]. */
  readonly X: Tensor;
  /** Class numbers or real targets that suit the tags. */
  readonly y: Float64Array;
}

const ROWS = 60;
const FEATURES = 4;

/** Features of different scales and offsets where the estimator bears them, and targets they explain well. */
export function makeData(tags: EstimatorTags, seed = 1, classes = 2): CheckData {
  const random = createRandom(`estimator checks ${seed}`);
  const labels = Float64Array.from({ length: ROWS }, (_, i) => i % classes);
  const X = Tensor.zeros([ROWS, FEATURES]).map((_, index) => {
    const [i, j] = [Math.floor(index / FEATURES), index % FEATURES];
    const centre = tags.kind === "classifier" && labels[i] === j ? 2.5 : 0;
    const value = random.normal() + centre;
    return tags.needsScaling ? value : 10 ** (j - 1) * value + j;
  });
  if (tags.kind === "classifier") return { X, y: labels };
  const linear = Float64Array.from(X, (row) =>
    tags.needsScaling
      ? 0.5 * row[0] - 0.4 * row[1] + 2 * row[3]
      : 5 * row[0] - 0.4 * (row[1] - 1) + 0.02 * (row[3] - 3),
  );
  if (tags.targets === "real" || tags.targets === "none")
    return { X, y: linear.map((z) => z + 0.1 * random.normal()) };
  const mean = linear.map((z) => Math.exp(z));
  return { X, y: tags.targets === "positive" ? mean : mean.map((m) => Math.round(3 * m)) };
}

/** A number of other data: other rows, one more feature. */
export function makeWiderData(tags: EstimatorTags): CheckData {
  const { X, y } = makeData(tags, 2);
  const wide = Tensor.zeros([ROWS, FEATURES + 1]).map((_, index) => {
    const [i, j] = [Math.floor(index / (FEATURES + 1)), index % (FEATURES + 1)];
    return j < FEATURES ? X.at(i, j) : Math.sin(i);
  });
  return { X: wide, y };
}
