/** From what was read to fitted estimators. */
import type { MatrixLike, Tensor } from "../../core/index.ts";
import { Pipeline } from "../../models/pipeline/index.ts";
import type { Step, StepTransformer } from "../../models/pipeline/index.ts";
import { MinMaxScaler, Normalizer, StandardScaler } from "../../models/preprocessing/index.ts";
import { spread } from "./steps.ts";
import type { FeatureStep } from "./steps.ts";
import type { Features } from "./values.ts";

/** Names of the features: those of the inputs, where each is one column. */
export function featureNamesOf({ columns }: Features): string[] | undefined {
  return columns.length > 1 && columns.every(({ width }) => width === 1)
    ? columns.map(({ name }) => name)
    : undefined;
}

/** Fitted transformers of the steps, by name. */
export function buildSteps(
  steps: readonly FeatureStep[],
  features: number,
  featureNames: readonly string[] | undefined,
): (readonly [name: string, step: StandardScaler | MinMaxScaler | Normalizer])[] {
  const counts = new Map<string, number>();
  return steps.map((step) => {
    const kind = step.kind === "norm" ? "normalizer" : "scaler";
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return [count === 1 ? kind : `${kind}${count}`, buildStep(step, features, featureNames)] as const;
  });
}

function buildStep(
  step: FeatureStep,
  features: number,
  featureNames: readonly string[] | undefined,
): StandardScaler | MinMaxScaler | Normalizer {
  const list = (values: Float64Array): number[] => Array.from(spread(values, features)!);
  const common = { features, ...(featureNames ? { featureNames } : {}) };
  if (step.kind === "norm") {
    return Normalizer.load(state("Normalizer", { norm: step.norm }, { ...common, norm: step.norm }));
  }
  if (step.kind === "standard") {
    const [mean, scale] = [list(step.mean), list(step.scale)];
    const params = { withMean: mean.some((x) => x !== 0), withStd: scale.some((x) => x !== 1) };
    const variance = scale.map((x) => x * x);
    return StandardScaler.load(
      state("StandardScaler", params, { ...common, withMean: params.withMean, mean, variance, scale }),
    );
  }
  const [scale, min] = [list(step.scale), list(step.offset)];
  const [low, high] = step.clip ?? [0, 1];
  const options = { featureRange: [low, high], clip: step.clip !== undefined };
  const dataMin = scale.map((x, j) => (low - min[j]) / x);
  const dataMax = scale.map((x, j) => (high - min[j]) / x);
  return MinMaxScaler.load(
    state("MinMaxScaler", options, { ...common, dataMin, dataMax, scale, min, options }),
  );
}

function state(estimator: string, params: object, fitted: object): object {
  return { kind: "fhe-learn-model", version: 1, estimator, params, fitted };
}

/** Rows as the model after the steps gets them. */
export function applySteps(
  steps: readonly (readonly [string, StepTransformer])[],
  X: MatrixLike,
): MatrixLike {
  return steps.reduce<MatrixLike>((rows, [, step]) => step.transform(rows as never) as Tensor, X);
}

/** A fitted pipeline of fitted steps. */
export function buildPipeline(
  steps: readonly Step[],
  features: number,
  featureNames: readonly string[] | undefined,
): Pipeline {
  const fitted = {
    features,
    steps: steps.map(([name], position) => [name, position]),
    ...(featureNames ? { featureNames } : {}),
  };
  // The steps are there already: their positions stand for dumps of them.
  return Pipeline.load(
    state("Pipeline", {}, fitted),
    (position) => steps[position as number][1] as StepTransformer,
  );
}
