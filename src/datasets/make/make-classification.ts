import type { Random, RandomState } from "../../core/index.ts";
import { Tensor } from "../../core/index.ts";
import { normals, randomOf, shuffleRows, takeColumns } from "./generated.ts";
import type { Generated } from "./generated.ts";
import { conflict, count, flag, readOptions, real, seed } from "./options.ts";
import type { Complete, Option } from "./options.ts";

/** Options of {@link makeClassification}. */
export interface ClassificationOptions {
  /** Rows. Default 100. */
  readonly nSamples?: number;
  /** Features; what is not informative, redundant or repeated is noise. Default 20. */
  readonly nFeatures?: number;
  /** Features that tell the classes. Default 2. */
  readonly nInformative?: number;
  /** Linear combinations of informative features. Default 2. */
  readonly nRedundant?: number;
  /** Copies of informative and redundant features. Default 0. */
  readonly nRepeated?: number;
  /** Classes, at least 2. Default 2. */
  readonly nClasses?: number;
  /** Normal clusters a class. Default 2. */
  readonly nClustersPerClass?: number;
  /** Share of each class, or of all but the last; null (default): alike. */
  readonly weights?: readonly number[] | null;
  /** Share of rows with a class drawn at random, 0 to 1. Default 0.01. */
  readonly flipY?: number;
  /** Half the side of the hypercube with clusters at its corners. Default 1. */
  readonly classSep?: number;
  /** Whether clusters sit at the corners of a hypercube, or of a random polytope. Default true. */
  readonly hypercube?: boolean;
  /** Added to every feature; null: drawn from -classSep to classSep. Default 0. */
  readonly shift?: number | null;
  /** Times which features are taken after the shift; null: drawn from 1 to 100. Default 1. */
  readonly scale?: number | null;
  /** Whether rows and features are in random order; without, features are informative, redundant, repeated, noise. Default true. */
  readonly shuffle?: boolean;
  readonly randomState?: RandomState | null;
}

const orNull = (option: Option<number>): Option<number | null> => ({
  ...option,
  allowed: `null, or ${option.allowed}`,
  accepts: (value) => value === null || option.accepts(value),
});
const weightsOption: Option<readonly number[] | null> = {
  default: null,
  allowed: "null, or numbers of 0 or more, one a class or one less",
  accepts: (value) =>
    value === null || (Array.isArray(value) && value.every((share) => Number.isFinite(share) && share >= 0)),
};

/**
 * A classification problem: normal clusters at the corners of a hypercube, each sheared at random, with
 * redundant, repeated and noise features, after Guyon's design for the NIPS 2003 feature selection challenge.
 *
 * @throws UnknownOptionError, OptionValueError, also for numbers that do not go together.
 */
export function makeClassification(options: ClassificationOptions = {}): Generated {
  const table = {
    nSamples: count(100, 1),
    nFeatures: count(20, 1),
    nInformative: count(2, 1),
    nRedundant: count(2, 0),
    nRepeated: count(0, 0),
    nClasses: count(2, 2),
    nClustersPerClass: count(2, 1),
    weights: weightsOption,
    flipY: real(0.01, 0, 1),
    classSep: real(1),
    hypercube: flag(true),
    shift: orNull(real(0)),
    scale: orNull(real(1)),
    shuffle: flag(true),
    randomState: seed,
  };
  const given = readOptions<ClassificationOptions>("makeClassification", table, options);
  const weights = checkSizes(given);
  const random = randomOf(given.randomState);
  const { nFeatures, nInformative, nRedundant, nRepeated, nClasses, flipY, classSep } = given;
  const { X: informative, y } = clusters(given, weights, random);
  const columns = Array.from({ length: nInformative }, (_, j) => informative.map((row) => row[j]));
  for (let k = 0; k < nRedundant; k++) {
    const mix = Array.from({ length: nInformative }, () => 2 * random.next() - 1);
    columns.push(informative.map((row) => row.reduce((sum, value, j) => sum + value * mix[j], 0)));
  }
  const useful = nInformative + nRedundant;
  for (let k = 0; k < nRepeated; k++) columns.push(columns[random.integer(useful)]);
  while (columns.length < nFeatures) columns.push(y.map(() => random.normal()));
  const labels = y.map((label) => (random.next() < flipY ? random.integer(nClasses) : label));
  const placed = columns.map((column) => {
    const shift = given.shift ?? (2 * random.next() - 1) * classSep;
    const scale = given.scale ?? 1 + 100 * random.next();
    return column.map((value) => (value + shift) * scale);
  });
  const X = Tensor.zeros([y.length, nFeatures]).map(
    (_, at) => placed[at % nFeatures][Math.floor(at / nFeatures)],
  );
  const made = { X, y: Float64Array.from(labels) };
  if (!given.shuffle) return made;
  return shuffleRows({ ...made, X: takeColumns(X, random.permutation(nFeatures)) }, random);
}

interface Clustered {
  readonly X: Float64Array[];
  readonly y: number[];
}

function clusters(given: Complete<ClassificationOptions>, weights: number[], random: Random): Clustered {
  const { nSamples, nInformative, nClasses, nClustersPerClass } = given;
  const total = nClasses * nClustersPerClass;
  // The last share is what the others leave, a rounding error less than it should be.
  const sizes = Array.from({ length: total }, (_, k) =>
    Math.floor((nSamples * weights[k % nClasses]) / nClustersPerClass + 1e-9),
  );
  const placed = sizes.reduce((a, b) => a + b, 0);
  for (let k = 0; k < nSamples - placed; k++) sizes[k % total]++;
  const centres = corners(given, total, random);
  const [X, y]: [Float64Array[], number[]] = [[], []];
  sizes.forEach((size, k) => {
    const points = normals(random, size, nInformative);
    const shear = Tensor.zeros([nInformative, nInformative]).map(() => 2 * random.next() - 1);
    for (const point of points) {
      X.push(
        Float64Array.from({ length: nInformative }, (_, j) =>
          point.reduce((sum, value, i) => sum + value * shear.at(i, j), centres[k][j]),
        ),
      );
      y.push(k % nClasses);
    }
  });
  return { X, y };
}

/** Centres of the clusters: different corners of a hypercube, or those corners pulled towards 0 at random. */
function corners(
  { nInformative, classSep, hypercube }: Complete<ClassificationOptions>,
  total: number,
  random: Random,
): number[][] {
  const seen = new Set<string>();
  while (seen.size < total) {
    seen.add(Array.from({ length: nInformative }, () => random.integer(2)).join(""));
  }
  const stretch = Array.from({ length: nInformative }, () => (hypercube ? 1 : random.next()));
  return Array.from(seen, (corner) => {
    const pull = hypercube ? 1 : random.next();
    return Array.from(corner, (bit, j) => (bit === "1" ? classSep : -classSep) * pull * stretch[j]);
  });
}

/** The share of each class. @throws OptionValueError */
function checkSizes(given: Complete<ClassificationOptions>): number[] {
  const where = "makeClassification";
  const { nFeatures, nInformative, nRedundant, nRepeated, nClasses, nClustersPerClass, weights } = given;
  const used = nInformative + nRedundant + nRepeated;
  if (used > nFeatures) {
    throw conflict(
      where,
      `${nInformative} informative, ${nRedundant} redundant and ${nRepeated} repeated of ${nFeatures} features`,
      "at most nFeatures together",
      "raise nFeatures, or lower one of them",
    );
  }
  if (Math.log2(nClasses * nClustersPerClass) > nInformative) {
    throw conflict(
      where,
      `${nClasses} classes of ${nClustersPerClass} clusters at the corners of ${nInformative} dimensions`,
      "at most 2^nInformative clusters",
      "raise nInformative, or lower nClasses or nClustersPerClass",
    );
  }
  if (weights === null) return Array<number>(nClasses).fill(1 / nClasses);
  const sum = weights.reduce((a, b) => a + b, 0);
  if (weights.length === nClasses - 1 && sum <= 1) return [...weights, 1 - sum];
  if (weights.length === nClasses && Math.abs(sum - 1) < 1e-9) return [...weights];
  throw conflict(
    where,
    `weights ${JSON.stringify(weights)} for ${nClasses} classes`,
    "shares that sum to 1, one a class, or all but the last",
    "correct weights",
  );
}
