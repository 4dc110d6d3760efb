import { InvalidInputError } from "../core/index.ts";
import type { MatrixLike } from "../core/index.ts";
import { checkNames } from "../models/base/index.ts";
import {
  LinearRegression,
  LinearSVC,
  LogisticRegression,
  PoissonRegressor,
  SGDClassifier,
} from "../models/index.ts";
import type { GivenCoefficients, Link, NBits } from "../models/index.ts";
import type { Pipeline, Step, StepEstimator } from "../models/pipeline/index.ts";
import { applySteps, buildPipeline, buildSteps, featureNamesOf } from "./linear/build.ts";
import { readLinearGraph } from "./linear/read.ts";
import { resolveLinear } from "./linear/resolve.ts";
import { parseOnnx } from "./parse/parse.ts";

/** A class of linear models that numbers can be imported into: any of this library. */
export interface ImportableClass<M> {
  new (options?: never): M;
  readonly spec: { readonly name: string; readonly tags: { readonly kind: string } };
  fromCoefficients(given: GivenCoefficients, options?: object): unknown;
}

/** Options of {@link fromOnnx}. */
export interface FromOnnxOptions {
  /** Bits of quantized inputs and weights. Default 8 for both. */
  readonly nBits?: NBits | undefined;
  /** Rows like those to come, shape [n, d], as the file's inputs take them. Without them `compile` calibrates. */
  readonly X?: MatrixLike | undefined;
  /** More options of the estimator, for example `{ power: 1.5, link: "log" }` of a TweedieRegressor. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** {@link FromOnnxOptions} with the class to import into. */
export interface FromOnnxAs<M> extends FromOnnxOptions {
  /** ONNX files do not say which estimator made them, only what it computes. */
  readonly estimator: ImportableClass<M>;
}

/** What files are imported as unless told otherwise, by what they compute. */
export type DefaultEstimator =
  LinearRegression | PoissonRegressor | LogisticRegression | LinearSVC | SGDClassifier;

/** A model, or a pipeline of what comes before it in the file and the model. */
export type Imported<M> = M | Pipeline<readonly [...Step[], readonly [string, M & StepEstimator]]>;

/**
 * Reads a linear model that was fitted elsewhere and exported to ONNX: a classifier or regressor, alone or
 * after scalers and normalizers, which then are steps `scaler`, `normalizer` and `model` of a pipeline.
 *
 * Without `estimator`: regressions become LinearRegression or, with a log link, PoissonRegressor; classifiers
 * LogisticRegression, SGDClassifier for the probabilities of a modified Huber loss, or LinearSVC where the
 * file gives none. Coefficients are float32 in most files: predictions agree with the original to about 1e-6.
 *
 * @param data - The bytes of the file.
 * @throws InvalidInputError, TruncatedDataError, CorruptedDataError for what is no ONNX file, or a damaged one.
 * @throws UnsupportedOperationError naming operator and node of anything that is no linear model.
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
  checkNames("fromOnnx", options, ["nBits", "X", "params", "estimator"]);
  const graph = readLinearGraph(parseOnnx(data).graph);
  const { coef, intercept, classes, link } = resolveLinear(graph);
  const features = coef.shape[1];
  const featureNames = featureNamesOf(graph.features);
  const steps = buildSteps(graph.features.steps, features, featureNames);
  const isOwn = options.estimator === undefined;
  const Estimator = options.estimator ?? defaults[link].estimator(classes !== undefined);
  checkKind(Estimator, classes !== undefined);
  const model = Estimator.fromCoefficients(
    {
      ...{ coef, intercept, link },
      ...(classes ? { classes, oneVsRest: link === "ovrSigmoid" } : {}),
      ...(steps.length === 0 ? { featureNames } : {}),
    },
    {
      ...(isOwn ? defaults[link].params : {}),
      ...options.params,
      ...(options.nBits === undefined ? {} : { nBits: options.nBits }),
      ...(options.X === undefined ? {} : { X: applySteps(steps, options.X) }),
    },
  );
  if (steps.length === 0) return model;
  return buildPipeline([...steps, ["model", model as StepEstimator]], features, featureNames);
}

const defaults: Readonly<
  Record<Link, { estimator(isClassifier: boolean): ImportableClass<DefaultEstimator>; params?: object }>
> = {
  identity: { estimator: (isClassifier) => (isClassifier ? LinearSVC : LinearRegression) },
  exp: { estimator: () => PoissonRegressor },
  sigmoid: { estimator: () => LogisticRegression },
  softmax: { estimator: () => LogisticRegression },
  ovrSigmoid: { estimator: () => LogisticRegression },
  clipped: { estimator: () => SGDClassifier, params: { loss: "modifiedHuber" } },
};

function checkKind({ spec }: ImportableClass<unknown>, isClassifier: boolean): void {
  const kind = isClassifier ? "classifier" : "regressor";
  if (spec.tags.kind === kind) return;
  throw new InvalidInputError({
    where: "fromOnnx",
    problem: `a ${kind} in the file, and estimator ${spec.name}, a ${spec.tags.kind}`,
    allowed: `an estimator that is a ${kind}`,
    remedy: "leave estimator out, or pass the class of the model that was exported",
  });
}
