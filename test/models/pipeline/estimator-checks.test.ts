import { describe, test } from "vitest";
import { estimatorChecks } from "../../../src/models/checks/index.ts";
import type { CheckedClass } from "../../../src/models/checks/index.ts";
import {
  loadModel,
  LogisticRegression,
  PoissonRegressor,
  Ridge,
  XGBClassifier,
} from "../../../src/models/index.ts";
import type {
  ColumnStep,
  ColumnTransformerOptions,
  StepEstimator,
} from "../../../src/models/pipeline/index.ts";
import { ColumnTransformer, Pipeline } from "../../../src/models/pipeline/index.ts";
import { PolynomialFeatures, StandardScaler } from "../../../src/models/preprocessing/index.ts";

type Options = Record<string, unknown>;
type Class = new (options: Options) => StepEstimator;

/** Options of one step; those without a prefix are the model's. */
function optionsOf(step: string, options: Options): Options {
  const own = Object.entries(options).filter(([name]) =>
    name.includes("__") ? name.startsWith(`${step}__`) : step === "model",
  );
  return Object.fromEntries(own.map(([name, value]) => [name.replace(`${step}__`, ""), value]));
}

/** A pipeline as a class whose options are those of its steps. */
function pipelineClass(transformers: Record<string, Class>, Model: Class): CheckedClass {
  const classes = { ...transformers, model: Model };
  const make = (options: Options = {}): Pipeline => {
    const { steps, ...others } = options;
    const replaced = Object.keys(classes).filter((name) => name in others);
    const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !replaced.includes(name)));
    const own = Object.entries(classes).map(
      ([name, Step]) => [name, others[name] ?? new Step(optionsOf(name, rest))] as [string, StepEstimator],
    );
    return new Pipeline((steps ?? own) as typeof own);
  };
  function Checked(options?: Options): Pipeline {
    return make(options);
  }
  return Object.assign(Checked, { spec: make().spec, load: loadModel }) as unknown as CheckedClass;
}

/** Scales two columns and passes the others through. */
function Parted({ transformers, scale, remainder = "passthrough", ...others }: Options = {}): StepEstimator {
  const { verboseFeatureNamesOut, ...rest } = others;
  const scaler = scale ?? new StandardScaler(optionsOf("scale", rest));
  return new ColumnTransformer(
    (transformers ?? [["scale", scaler, [0, 3]]]) as ColumnStep[],
    { remainder, verboseFeatureNamesOut } as ColumnTransformerOptions,
  );
}

const pipelines: [string, CheckedClass, Options][] = [
  ["scaler, logistic regression", pipelineClass({ scale: StandardScaler }, LogisticRegression), {}],
  [
    "scaler, products, ridge",
    pipelineClass({ scale: StandardScaler, products: PolynomialFeatures }, Ridge),
    {},
  ],
  [
    "columns, Poisson",
    pipelineClass({ columns: Parted as unknown as Class }, PoissonRegressor),
    { model__alpha: 0.01 },
  ],
  [
    "scaler, boosted trees",
    pipelineClass({ scale: StandardScaler }, XGBClassifier),
    { model__nEstimators: 3, model__minChildWeight: 0.5 },
  ],
];

describe.each(pipelines)("%s", (_, Estimator, params) => {
  for (const { name, run } of estimatorChecks(Estimator, { params })) test(name, run);
});
