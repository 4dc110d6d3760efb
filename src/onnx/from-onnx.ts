import { ConflictingOptionsError, InvalidInputError } from "../core/index.ts";
import type { MatrixLike } from "../core/index.ts";
import { checkNames } from "../models/base/index.ts";
import {
  LinearRegression,
  LinearSVC,
  LogisticRegression,
  PoissonRegressor,
  SGDClassifier,
} from "../models/index.ts";
import type { GivenCoefficients, LinearLink, NBits } from "../models/index.ts";
import type { Pipeline, Step, StepEstimator } from "../models/pipeline/index.ts";
import { buildTrees } from "../models/trees/import/index.ts";
import type { ImportedTrees, TreeImportOptions } from "../models/trees/import/index.ts";
import type { TreeBits } from "../models/trees/index.ts";
import { applySteps, buildPipeline, buildSteps, featureNamesOf } from "./linear/build.ts";
import { readLinearGraph } from "./linear/read.ts";
import { resolveLinear } from "./linear/resolve.ts";
import type { OnnxGraph } from "./model.ts";
import { parseOnnx } from "./parse/parse.ts";
import { hasTrees, readTreeGraph } from "./trees/read.ts";

/** A class of linear models that numbers can be imported into: any of this library. */
export interface ImportableClass<M> {
  new (options?: never): M;
  readonly spec: { readonly name: string; readonly tags: { readonly kind: string } };
  fromCoefficients(given: GivenCoefficients, options?: object): unknown;
}

/** A class of tree models: decision trees, random forests, gradient boosting. */
export interface ImportableTreeClass<M> {
  new (options?: never): M;
  readonly spec: { readonly name: string; readonly tags: { readonly kind: string } };
  load(json: unknown): unknown;
}

/** Options of {@link fromOnnx}. */
export interface FromOnnxOptions {
  /** Bits of quantized inputs and weights, default 8 for both; of trees: of inputs and leaves, default 6. */
  readonly nBits?: NBits | TreeBits | undefined;
  /**
   * Rows like those to come, shape [n, d], as the file's inputs take them. Without them `compile` calibrates
   * linear models; for trees with `grid: "calibration"` only.
   */
  readonly X?: MatrixLike | undefined;
  /** Trees only: whether the grid is made of their thresholds (`exact`, the default) or of the rows `X`. */
  readonly grid?: TreeImportOptions["grid"];
  /** Trees only: bins of the calibration rows, of equal weight (default) or of equal width. */
  readonly binning?: TreeImportOptions["binning"];
  /** Linear models only: more options, for example `{ power: 1.5, link: "log" }` of a TweedieRegressor. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** {@link FromOnnxOptions} with the class to import into. */
export interface FromOnnxAs<M> extends FromOnnxOptions {
  /** ONNX files do not say which estimator made them, only what it computes. */
  readonly estimator: ImportableClass<M> | ImportableTreeClass<M>;
}

/** What files are imported as unless told otherwise, by what they compute. */
export type DefaultEstimator =
  LinearRegression | PoissonRegressor | LogisticRegression | LinearSVC | SGDClassifier | ImportedTrees;

/** Linear models among them. */
type LinearEstimator = Exclude<DefaultEstimator, ImportedTrees>;

/** A model, or a pipeline of what comes before it in the file and the model. */
export type Imported<M> = M | Pipeline<readonly [...Step[], readonly [string, M & StepEstimator]]>;

/**
 * Reads a linear model or trees that were fitted elsewhere and exported to ONNX: a classifier or regressor,
 * alone or after scalers and normalizers, which then are steps `scaler`, `normalizer` and `model` of a pipeline.
 *
 * Without `estimator`: regressions become LinearRegression or, with a log link, PoissonRegressor; classifiers
 * LogisticRegression, SGDClassifier for the probabilities of a modified Huber loss, or LinearSVC where the
 * file gives none. One tree becomes a DecisionTreeClassifier or DecisionTreeRegressor, averaged trees a
 * RandomForestClassifier or RandomForestRegressor, added ones an XGBClassifier or XGBRegressor.
 *
 * Coefficients are float32 in most files: predictions agree with the original to about 1e-6. Trees compare as
 * the file says, so that every row reaches the same leaves.
 *
 * @param data - The bytes of the file.
 * @throws InvalidInputError, TruncatedDataError, CorruptedDataError for what is no ONNX file, or a damaged one.
 * @throws UnsupportedOperationError naming operator and node of anything that is no linear model and no trees.
 * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError for options, or an `estimator` that
 *   computes something else than the file.
 * @throws FeatureCountError, NonFiniteValueError for an X that does not belong to the model.
 */
export function fromOnnx<M>(data: Uint8Array | ArrayBuffer, options: FromOnnxAs<M>): Imported<M>;
export function fromOnnx(
  data: Uint8Array | ArrayBuffer,
  options?: FromOnnxOptions,
): Imported<DefaultEstimator>;
export function fromOnnx(
  data: Uint8Array | ArrayBuffer,
  options: FromOnnxOptions & Partial<FromOnnxAs<unknown>> = {},
): Imported<unknown> {
  checkNames("fromOnnx", options, ["nBits", "X", "params", "estimator", "grid", "binning"]);
  const { graph } = parseOnnx(data);
  return hasTrees(graph) ? fromTrees(graph, options) : fromLinear(graph, options);
}

type AllOptions = FromOnnxOptions & Partial<FromOnnxAs<unknown>>;

function fromLinear(file: OnnxGraph, options: AllOptions): Imported<unknown> {
  refuseFor("a linear model", options, ["grid", "binning"]);
  const graph = readLinearGraph(file);
  const { coef, intercept, classes, link } = resolveLinear(graph);
  const features = coef.shape[1];
  const featureNames = featureNamesOf(graph.features);
  const steps = buildSteps(graph.features.steps, features, featureNames);
  const Estimator = linearClass(options.estimator, link, classes !== undefined);
  const model = Estimator.fromCoefficients(
    {
      ...{ coef, intercept, link },
      ...(classes ? { classes, oneVsRest: link === "ovrSigmoid" } : {}),
      ...(steps.length === 0 ? { featureNames } : {}),
    },
    {
      ...(options.estimator === undefined ? defaults[link].params : {}),
      ...options.params,
      ...(options.nBits === undefined ? {} : { nBits: options.nBits }),
      ...(options.X === undefined ? {} : { X: applySteps(steps, options.X) }),
    },
  );
  if (steps.length === 0) return model;
  return buildPipeline([...steps, ["model", model as StepEstimator]], features, featureNames);
}

function fromTrees(file: OnnxGraph, options: AllOptions): Imported<unknown> {
  refuseFor("trees", options, ["params"]);
  const { features, model: read } = readTreeGraph(file);
  const featureNames = featureNamesOf(features);
  const steps = buildSteps(features.steps, read.features, featureNames);
  const { nBits, grid, binning, X, estimator } = options;
  const model = buildTrees(
    { ...read, featureNames: steps.length === 0 ? featureNames : undefined },
    { nBits: nBits as TreeBits, grid, binning, X: X === undefined ? undefined : applySteps(steps, X) },
    "fromOnnx",
    estimator?.spec.name,
  );
  if (steps.length === 0) return model;
  const last = ["model", model as unknown as StepEstimator] as const;
  return buildPipeline([...steps, last], read.features, featureNames);
}

/** @throws ConflictingOptionsError for options that belong to the other kind of file. */
function refuseFor(what: string, options: AllOptions, names: readonly (keyof AllOptions)[]): void {
  const given = names.filter((name) => options[name] !== undefined);
  if (given.length === 0) return;
  throw new ConflictingOptionsError({
    where: "fromOnnx",
    problem: `${given.join(", ")} with a file of ${what}`,
    allowed: "grid and binning for trees, params for linear models",
    remedy: `leave ${given.join(", ")} out`,
  });
}

const defaults: Readonly<
  Record<LinearLink, { estimator(isClassifier: boolean): ImportableClass<LinearEstimator>; params?: object }>
> = {
  identity: { estimator: (isClassifier) => (isClassifier ? LinearSVC : LinearRegression) },
  exp: { estimator: () => PoissonRegressor },
  sigmoid: { estimator: () => LogisticRegression },
  softmax: { estimator: () => LogisticRegression },
  ovrSigmoid: { estimator: () => LogisticRegression },
  clipped: { estimator: () => SGDClassifier, params: { loss: "modifiedHuber" } },
};

function linearClass(
  given: ImportableClass<unknown> | ImportableTreeClass<unknown> | undefined,
  link: LinearLink,
  isClassifier: boolean,
): ImportableClass<unknown> {
  if (given === undefined) return defaults[link].estimator(isClassifier);
  const kind = isClassifier ? "classifier" : "regressor";
  if ("fromCoefficients" in given && given.spec.tags.kind === kind) return given;
  throw new InvalidInputError({
    where: "fromOnnx",
    problem: `a linear ${kind} in the file, and estimator ${given.spec.name}, a ${given.spec.tags.kind}`,
    allowed: `an estimator that is a linear ${kind}`,
    remedy: "leave estimator out, or pass the class of the model that was exported",
  });
}
