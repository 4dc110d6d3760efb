import type { Random, RandomState } from "../../core/index.ts";
import { Tensor } from "../../core/index.ts";
import { normals, randomOf, shuffleRows, takeColumns } from "./generated.ts";
import type { Generated } from "./generated.ts";
import { count, flag, readOptions, real, seed } from "./options.ts";
import type { Option } from "./options.ts";

/** Options of {@link makeRegression}. */
export interface RegressionOptions {
  /** Rows. Default 100. */
  readonly nSamples?: number;
  /** Features. Default 100. */
  readonly nFeatures?: number;
  /** Features with a coefficient other than 0, at most all. Default 10. */
  readonly nInformative?: number;
  /** Constant term. Default 0. */
  readonly bias?: number;
  /** About how many singular values of X matter; null (default): features are independent normal variates. */
  readonly effectiveRank?: number | null;
  /** How much the other singular values matter, 0 to 1; with effectiveRank. Default 0.5. */
  readonly tailStrength?: number;
  /** Standard deviation of normal noise in the target. Default 0. */
  readonly noise?: number;
  /** Whether rows and features are in random order; without, informative features come first. Default true. */
  readonly shuffle?: boolean;
  readonly randomState?: RandomState | null;
}

/** A regression problem with the coefficients behind it. */
export interface GeneratedRegression extends Generated {
  /** Coefficients, one a feature, 0 for those that say nothing. */
  readonly coef: Float64Array;
}

const rankOption: Option<number | null> = {
  default: null,
  allowed: "null, or a whole number of 1 or more",
  accepts: (value) => value === null || (Number.isInteger(value) && (value as number) >= 1),
};

/**
 * A linear regression problem: y = X coef + bias + noise, coefficients uniform in [0, 100).
 *
 * @throws UnknownOptionError, OptionValueError
 */
export function makeRegression(options: RegressionOptions = {}): GeneratedRegression {
  const table = {
    nSamples: count(100, 1),
    nFeatures: count(100, 1),
    nInformative: count(10, 0),
    bias: real(0),
    effectiveRank: rankOption,
    tailStrength: real(0.5, 0, 1),
    noise: real(0, 0),
    shuffle: flag(true),
    randomState: seed,
  };
  const given = readOptions<RegressionOptions>("makeRegression", table, options);
  const { nSamples, nFeatures, bias, effectiveRank, tailStrength, noise } = given;
  const random = randomOf(given.randomState);
  const X =
    effectiveRank === null
      ? normals(random, nSamples, nFeatures)
      : lowRank(nSamples, nFeatures, effectiveRank, tailStrength, random);
  const informative = Math.min(nFeatures, given.nInformative);
  const coef = Float64Array.from({ length: nFeatures }, (_, j) =>
    j < informative ? 100 * random.next() : 0,
  );
  const y = Float64Array.from(X, (row) => row.reduce((sum, value, j) => sum + value * coef[j], bias));
  const noisy = noise === 0 ? y : y.map((value) => value + noise * random.normal());
  if (!given.shuffle) return { X, y: noisy, coef };
  const order = random.permutation(nFeatures);
  const shuffled = shuffleRows({ X: takeColumns(X, order), y: noisy }, random);
  return { ...shuffled, coef: Float64Array.from(order, (j) => coef[j]) };
}

/**
 * A matrix with a bell-shaped profile of singular values, as scikit-learn's make_low_rank_matrix:
 * s_i = (1 - tail) exp(-(i / rank)^2) + tail exp(-i / (10 rank)).
 */
function lowRank(rows: number, columns: number, rank: number, tail: number, random: Random): Tensor {
  const size = Math.min(rows, columns);
  const left = orthonormal(normals(random, size, rows));
  const right = orthonormal(normals(random, size, columns));
  const out = Tensor.zeros([rows, columns]);
  for (let k = 0; k < size; k++) {
    const s = (1 - tail) * Math.exp(-((k / rank) ** 2)) + tail * Math.exp((-0.1 * k) / rank);
    const [u, v] = [left.row(k), right.row(k)];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out.data[i * columns + j] += s * u[i] * v[j];
    }
  }
  return out;
}

/** Rows made orthogonal and of length 1 (Gram-Schmidt, twice for accuracy). */
function orthonormal(rows: Tensor): Tensor {
  for (let k = 0; k < rows.length; k++) {
    const row = rows.row(k);
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < k; other++) {
        const before = rows.row(other);
        const dot = row.reduce((sum, value, i) => sum + value * before[i], 0);
        for (let i = 0; i < row.length; i++) row[i] -= dot * before[i];
      }
    }
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < row.length; i++) row[i] /= length;
  }
  return rows;
}
