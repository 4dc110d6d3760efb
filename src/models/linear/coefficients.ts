import {
  ConflictingOptionsError,
  FheLearnError,
  InvalidInputError,
  NonFiniteValueError,
  ShapeError,
  Tensor,
  toTensor,
} from "../../core/index.ts";
import type { LabelsLike, MatrixLike, VectorLike } from "../../core/index.ts";
import { checkNames, show, toLabels, uniqueLabels } from "../base/index.ts";
import type { Labels } from "../base/index.ts";
import type { Link } from "../processing/index.ts";
import type { LinearSolution } from "./fit.ts";

/** Links that linear models have: their decision values are never probabilities themselves. */
export type LinearLink = Exclude<Link, "share">;

/**
 * The numbers of a linear model fitted elsewhere, under our names or scikit-learn's (`coef_`). Other names
 * that end in `_` may stand beside them, so that all fitted attributes of a model can be passed as they are.
 */
export interface GivenCoefficients {
  /** Shape [d] or [1, d] for regressors and two classes, [classes, d] for more. */
  readonly coef?: MatrixLike | VectorLike;
  /** A number or a list of one; one a class for more than two. 0 where the model has none. */
  readonly intercept?: VectorLike | number;
  /** Labels in the order of the rows of `coef`; two for one row (positive decisions: the second). Classifiers only. */
  readonly classes?: LabelsLike;
  /** Whether more than two classes were fitted one against the rest, which makes other probabilities. Default false. */
  readonly oneVsRest?: boolean;
  /** Names of the columns, one a column of `coef`. */
  readonly featureNames?: readonly string[] | undefined;
  /** The link the numbers were fitted for, where it is known: a model of another link is refused. */
  readonly link?: LinearLink | undefined;
  /** `coef`, as scikit-learn spells it. */
  readonly coef_?: MatrixLike | VectorLike;
  /** `intercept`, as scikit-learn spells it. */
  readonly intercept_?: VectorLike | number;
  /** `classes`, as scikit-learn spells it. */
  readonly classes_?: LabelsLike;
  /** `featureNames`, as scikit-learn spells it. */
  readonly feature_names_in_?: readonly string[];
  /** Held against the columns of `coef` where given. */
  readonly n_features_in_?: number;
  readonly [attribute: `${string}_`]: unknown;
}

const NAMES: readonly string[] = ["coef", "intercept", "classes", "oneVsRest", "featureNames", "link"];

/**
 * Reads coefficients as a solution; nothing is known of the iterations that led to it.
 *
 * @throws UnknownOptionError for a name that is neither ours nor ends in `_`.
 * @throws ConflictingOptionsError where both spellings of a name are given.
 * @throws InvalidInputError where something is missing, or has no place in such a model.
 * @throws ShapeError, NonFiniteValueError for sizes that do not belong together, NaN and infinities.
 */
export function readCoefficients(
  given: GivenCoefficients,
  isClassifier: boolean,
  where: string,
): LinearSolution {
  if (typeof given !== "object" || (given as unknown) === null) {
    throw missing("no object", "an object { coef, intercept, classes }", "pass the numbers by name", where);
  }
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => !name.endsWith("_")));
  checkNames(where, own, NAMES);
  const coef = readCoef(required(given, "coef", where), where);
  const intercept = readIntercept(required(given, "intercept", where), coef.length, where);
  checkFeatureCount(given.n_features_in_, coef, where);
  const labels = pick(given, "classes", where);
  const featureNames = readFeatureNames(given.featureNames ?? given.feature_names_in_, coef, where);
  const solution = { coef, intercept, featureNames, iterations: 0, converged: true };
  if (isClassifier) {
    const classes = readClasses(labels, coef.length, where);
    return { ...solution, classes, oneVsRest: given.oneVsRest === true };
  }
  checkRegressor(coef, labels, where);
  return solution;
}

type Named = "coef" | "intercept" | "classes";

function pick<N extends Named>(given: GivenCoefficients, name: N, where: string): GivenCoefficients[N] {
  const ours = given[name];
  const theirs = given[`${name}_`] as GivenCoefficients[N];
  if (ours === undefined) return theirs;
  if (theirs === undefined) return ours;
  throw new ConflictingOptionsError({
    where,
    problem: `both ${name} and ${name}_`,
    allowed: "one of the two spellings",
    remedy: `leave out ${name}_`,
  });
}

function required<N extends Named>(
  given: GivenCoefficients,
  name: N,
  where: string,
): NonNullable<GivenCoefficients[N]> {
  const value = pick(given, name, where);
  if (value !== undefined) return value;
  const hint =
    name === "intercept" ? "pass 0 where the model has no intercept" : `pass ${name}_ of the model`;
  throw missing(`no ${name}`, `${name} (or ${name}_) of the fitted model`, hint, where);
}

function readCoef(value: MatrixLike | VectorLike, where: string): Tensor {
  const tensor = numbers(value, `${where}(coef)`);
  if (tensor.size > 0 && tensor.rank === 1) return new Tensor(tensor.data.slice(), [1, tensor.size]);
  if (tensor.size > 0 && tensor.rank === 2) return tensor.copy();
  throw new ShapeError({
    where: `${where}(coef)`,
    problem: `shape [${tensor.shape.join(", ")}]`,
    allowed: "one row of coefficients an output, shape [d] or [K, d]",
    remedy: "pass coef_ as nested lists: coef_.tolist() in Python",
  });
}

/** A single 0 stands for no intercept, however many outputs there are. */
function readIntercept(value: VectorLike | number, outputs: number, where: string): Float64Array {
  const { data } = numbers(value, `${where}(intercept)`);
  if (data.length === outputs) return data.slice();
  if (data.length === 1 && data[0] === 0) return new Float64Array(outputs);
  throw new ShapeError({
    where: `${where}(intercept)`,
    problem: `${data.length} intercepts for ${outputs} rows of coef`,
    allowed: "one intercept a row of coef, or 0 for none",
    remedy: "pass coef_ and intercept_ of the same model",
  });
}

/** toTensor, with a remedy for coefficients rather than for data. */
function numbers(value: unknown, where: string): Tensor {
  try {
    return toTensor(value as number, where);
  } catch (cause) {
    if (!(cause instanceof NonFiniteValueError)) throw cause;
    throw new NonFiniteValueError({
      where,
      problem: cause.problem,
      allowed: "finite numbers",
      remedy: "fit the model again: its training diverged, or its file was damaged",
      cause,
    });
  }
}

function checkFeatureCount(count: unknown, coef: Tensor, where: string): void {
  if (count === undefined || count === coef.shape[1]) return;
  throw new ShapeError({
    where: `${where}(n_features_in_)`,
    problem: `n_features_in_ = ${show(count)} with coef of shape [${coef.shape.join(", ")}]`,
    allowed: `${coef.shape[1]}, the columns of coef`,
    remedy: "pass coef_ and n_features_in_ of the same model",
  });
}

function readFeatureNames(names: unknown, coef: Tensor, where: string): readonly string[] | undefined {
  if (names === undefined) return undefined;
  const isList = Array.isArray(names) && names.every((name) => typeof name === "string");
  if (isList && names.length === coef.shape[1] && new Set(names).size === names.length) return [...names];
  throw new ShapeError({
    where: `${where}(featureNames)`,
    problem: isList
      ? `${new Set(names).size} names for ${coef.shape[1]} columns of coef`
      : "no list of names",
    allowed: "distinct names, one a column of coef",
    remedy: "pass feature_names_in_.tolist() of the same model, or leave the names out",
  });
}

function readClasses(labels: LabelsLike | undefined, outputs: number, where: string): Labels {
  if (labels === undefined) {
    throw missing(
      "no classes",
      "classes (or classes_): the labels a classifier answers",
      "pass classes_ of the model",
      where,
    );
  }
  const classes = readLabels(labels, `${where}(classes)`);
  const expected = outputs === 1 ? 2 : outputs;
  const distinct = uniqueLabels(classes).length;
  if (classes.length === expected && distinct === expected && outputs !== 2) return classes.slice();
  const sizes = `${classes.length} classes${distinct < classes.length ? `, ${distinct} of them distinct,` : ""}`;
  throw new ShapeError({
    where: `${where}(classes)`,
    problem: `${sizes} for ${outputs} row${outputs === 1 ? "" : "s"} of coef`,
    allowed: "distinct labels: two for one row of coef, else one a row, three or more",
    remedy:
      outputs === 2
        ? "for two classes pass one row, the second minus the first"
        : "pass coef_ and classes_ of the same model",
  });
}

function readLabels(labels: LabelsLike, where: string): Labels {
  try {
    return toLabels(labels, where);
  } catch (cause) {
    if (!(cause instanceof FheLearnError)) throw cause;
    const { problem, allowed } = cause;
    throw new InvalidInputError({ where, problem, allowed, remedy: "pass classes_.tolist()", cause });
  }
}

function checkRegressor(coef: Tensor, labels: unknown, where: string): void {
  if (labels !== undefined) {
    throw missing(
      "classes for a regressor",
      "coef and intercept",
      "leave the classes out, or import a classifier such as LogisticRegression",
      where,
    );
  }
  if (coef.length === 1) return;
  throw new ShapeError({
    where: `${where}(coef)`,
    problem: `shape [${coef.shape.join(", ")}]: ${coef.length} outputs`,
    allowed: "one output, shape [d] or [1, d]",
    remedy: "import one model an output; transpose coef if it is a column",
  });
}

function missing(problem: string, allowed: string, remedy: string, where: string): InvalidInputError {
  return new InvalidInputError({ where, problem, allowed, remedy });
}
