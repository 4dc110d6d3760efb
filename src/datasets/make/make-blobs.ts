import type { MatrixLike, RandomState } from "../../core/index.ts";
import { Tensor, toMatrix } from "../../core/index.ts";
import { randomOf, shuffleRows } from "./generated.ts";
import type { Generated } from "./generated.ts";
import { conflict, count, flag, readOptions, seed } from "./options.ts";
import type { Option } from "./options.ts";

/** Options of {@link makeBlobs}. */
export interface BlobsOptions {
  /** Rows in all, spread evenly. Default 100. */
  readonly nSamples?: number;
  /** Features; those of `centers` where they are given. Default 2. */
  readonly nFeatures?: number;
  /** Number of centres, or where they are, shape [centres, features]. Default 3. */
  readonly centers?: number | MatrixLike;
  /** Standard deviation of all clusters, or of each. Default 1. */
  readonly clusterStd?: number | readonly number[];
  /** Where centres are drawn from, in every feature. Default [-10, 10]. */
  readonly centerBox?: readonly [number, number];
  /** Whether rows are in random order. Default true. */
  readonly shuffle?: boolean;
  readonly randomState?: RandomState | null;
}

const centersOption: Option<number | MatrixLike> = {
  default: 3,
  allowed: "a whole number of 1 or more, or a matrix",
  accepts: (value) =>
    (typeof value === "object" && value !== null) || (Number.isInteger(value) && (value as number) > 0),
};
const stdOption: Option<number | readonly number[]> = {
  default: 1,
  allowed: "a number of 0 or more, or one a centre",
  accepts: (value) =>
    (Array.isArray(value) ? value : [value]).every((one) => Number.isFinite(one) && (one as number) >= 0),
};
const boxOption: Option<readonly [number, number]> = {
  default: [-10, 10],
  allowed: "two finite numbers, the first below the second",
  accepts: (value) =>
    Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1],
};

/**
 * Normal clusters, one class each; classes differ by at most one row in size.
 *
 * @throws UnknownOptionError, OptionValueError, and the errors of toMatrix about `centers`.
 */
export function makeBlobs(options: BlobsOptions = {}): Generated {
  const where = "makeBlobs";
  const table = {
    nSamples: count(100, 1),
    nFeatures: count(2, 1),
    centers: centersOption,
    clusterStd: stdOption,
    centerBox: boxOption,
    shuffle: flag(true),
    randomState: seed,
  };
  const given = readOptions<BlobsOptions>(where, table, options);
  const { nSamples, nFeatures, centerBox, clusterStd } = given;
  const random = randomOf(given.randomState);
  const [low, high] = centerBox;
  const centers =
    typeof given.centers === "number"
      ? Tensor.zeros([given.centers, nFeatures]).map(() => low + (high - low) * random.next())
      : toMatrix(given.centers, `${where} option centers`);
  const [classes, features] = centers.shape;
  const std = typeof clusterStd === "number" ? Array<number>(classes).fill(clusterStd) : clusterStd;
  if (std.length !== classes) {
    throw conflict(
      where,
      `${std.length} deviations for ${classes} centres`,
      "one a centre",
      "correct clusterStd",
    );
  }
  const sizes = Array.from(
    { length: classes },
    (_, k) => Math.floor(nSamples / classes) + (k < nSamples % classes ? 1 : 0),
  );
  const y = Float64Array.from(sizes.flatMap((size, k) => Array<number>(size).fill(k)));
  const X = Tensor.zeros([nSamples, features]).map((_, at) => {
    const label = y[Math.floor(at / features)];
    return centers.at(label, at % features) + std[label] * random.normal();
  });
  return given.shuffle ? shuffleRows({ X, y }, random) : { X, y };
}
