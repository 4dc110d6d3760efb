import { NonFiniteValueError } from "../../core/index.ts";
import type { MatrixLike, Tensor } from "../../core/index.ts";
import { checkFeatures } from "../base/index.ts";
import { readGaps } from "../preprocessing/gaps.ts";

/**
 * Rows with NaN where values are missing (NaN, null or undefined in X).
 *
 * @param missing - One a feature: null where no value may be missing.
 * @throws FeatureCountError, NonFiniteValueError, and the errors of toMatrix.
 */
export function rowsWithGaps(X: MatrixLike, missing: readonly (number | null)[], where: string): Tensor {
  const read = readGaps(X, `${where}(X)`);
  const values = checkFeatures(read.values, missing.length, where);
  const refused = read.missing.findIndex((gap, at) => gap === 1 && missing[at % missing.length] === null);
  if (refused >= 0) {
    const [row, column] = [Math.floor(refused / missing.length), refused % missing.length];
    throw new NonFiniteValueError({
      where: `${where}(X)`,
      problem: `no value in row ${row}, column ${column}`,
      allowed: "values in this column: the model was trained without missing ones there",
      remedy: "remove or impute the missing values first",
    });
  }
  return values.map((value, at) => (read.missing[at] === 1 ? NaN : value));
}
