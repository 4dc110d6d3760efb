import { leastAbove } from "./least-above.ts";
import { notImported } from "./errors.ts";

/** How a feature's missing values were treated in training. */
export type MissingType = "None" | "Zero" | "NaN";

/** A split of LightGBM: rows with value <= threshold go left, in double precision. */
export interface LgbSplit {
  readonly threshold: number;
  readonly missing: MissingType;
  readonly defaultLeft: boolean;
}

/** Magnitudes up to this are zero to LightGBM. Source: kZeroThreshold in include/LightGBM/meta.h. */
const ZERO = Math.fround(1e-35);

/** Thresholds from here on stand for infinity. Source: AvoidInf in include/LightGBM/utils/common.h. */
export const INFINITE = 1e300;

/**
 * The edge of a split, Infinity where all values go left, and where rows without a value go.
 *
 * @throws UnsupportedOperationError where zeros go another way than their value says (`zero_as_missing`).
 */
export function lgbTest(
  { threshold, missing, defaultLeft }: LgbSplit,
  name: string,
  where: string,
): { edge: number; gapRight: boolean } {
  if (missing === "Zero" && (defaultLeft ? threshold < ZERO : threshold >= -ZERO)) {
    throw notImported(
      where,
      `${name} sends zeros another way than their value says`,
      "models without zero_as_missing",
      "train with zero_as_missing=false, and NaN where values are missing",
    );
  }
  const edge = threshold >= INFINITE ? Infinity : leastAbove(threshold);
  return { edge, gapRight: !defaultLeft };
}
