import { describe, expect, test } from "vitest";
import { Tensor } from "../../src/core/index.ts";
import { fromOnnx } from "../../src/onnx/index.ts";
import { readBytes, readJson } from "./support/files.ts";

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

interface Case {
  readonly id: string;
  readonly X: Tensor;
  readonly outputs: readonly Numbers[];
  readonly sklearn: Readonly<Record<"predict" | "predict_proba" | "decision_function", Numbers | undefined>>;
  /** What the file's float32 numbers cost, absolute and relative. */
  readonly tolerance: { readonly abs: number; readonly rel: number };
}

/** What the two kinds of imported models have in common here. */
interface Model {
  predict(X: Tensor, options: object): Promise<ArrayLike<unknown>>;
  predictProba?(X: Tensor, options: object): Promise<Tensor>;
  decisionFunction?(X: Tensor, options: object): Promise<Tensor>;
  compile(X: Tensor): Promise<unknown>;
}

const LINEAR = [
  "linear_regression",
  "linear_svc",
  "linear_svr",
  "logistic_binary",
  "logistic_binary_zipmap",
  "logistic_multinomial",
  "pipeline_minmax_ridge",
  "pipeline_scaler_logistic",
  "poisson_regressor",
];

function tensorOf({ shape, data }: Numbers): Tensor {
  return new Tensor(Float64Array.from(data as number[]), [...shape]);
}

interface GivenCase {
  readonly id: string;
  readonly input: Numbers;
  readonly outputs: readonly Numbers[];
  readonly sklearn: Readonly<Record<string, Numbers | number[] | number[][]>>;
  readonly tolerance: Case["tolerance"];
}

function flat(values: Numbers | readonly unknown[] | undefined): Numbers | undefined {
  if (values === undefined || "data" in values) return values;
  return { shape: [], data: values.flat() as number[] };
}

const given: Case[] = (readJson("sklearn/cases.json") as { cases: GivenCase[] }).cases
  .filter(({ id }) => LINEAR.includes(id))
  .map(({ id, input, outputs, sklearn, tolerance }) => ({
    ...{ id: `sklearn/${id}`, outputs, tolerance, X: tensorOf(input) },
    sklearn: {
      predict: flat(sklearn.predict),
      predict_proba: flat(sklearn.predict_proba),
      decision_function: flat(sklearn.decision_function),
    },
  }));
const own: Case[] = (
  readJson("linear/cases.json") as { cases: (Omit<Case, "X"> & { X: Numbers })[] }
).cases.map((item) => ({
  ...item,
  id: `linear/${item.id}`,
  X: tensorOf(item.X),
  tolerance: { abs: 5e-6, rel: 2e-6 },
}));
/** Files that are refused, with reasons of their own below. */
const REFUSED = ["linear/linear_regression_two_targets"];
const cases = [...given, ...own].filter(({ id }) => !REFUSED.includes(id));

/** Clipped probabilities tie in the file, which then names the first class; scikit-learn looks at decision values. */
const TIES = "linear/sgd_modified_huber";

/** Written without its labels, on request: positions instead. */
const NAMELESS = "linear/logistic_nocl";

test("all linear files are tried", () => {
  expect(given).toHaveLength(LINEAR.length);
  expect(own.length).toBeGreaterThan(40);
});

describe.each(cases)("$id", ({ id, X, outputs, sklearn, tolerance }) => {
  const model = fromOnnx(readBytes(`${id}.onnx`)) as unknown as Model;
  const float = { fhe: "float" } as const;
  /** Coefficients of unscaled data times float32 steps: the decision values' own size sets the error. */
  const near = (found: ArrayLike<number>, expected: readonly (number | string)[]): void => {
    expect(found).toHaveLength(expected.length);
    const worst = Math.max(
      ...expected.map(
        (value, i) =>
          Math.abs(found[i] - Number(value)) / (tolerance.abs + tolerance.rel * Math.abs(Number(value))),
      ),
    );
    expect(worst).toBeLessThan(1);
  };

  test("predicts what onnxruntime and scikit-learn do", async () => {
    const predicted = await model.predict(X, float);
    if (sklearn.decision_function || sklearn.predict_proba) {
      const labels = Array.from(predicted, String);
      if (id !== NAMELESS) expect(labels).toEqual(sklearn.predict!.data.map(String));
      if (id !== TIES) expect(labels).toEqual(outputs[0].data.map(String));
      return;
    }
    near(predicted as ArrayLike<number>, outputs[0].data);
    near(predicted as ArrayLike<number>, sklearn.predict!.data);
  });

  test("decision values and probabilities are scikit-learn's", async () => {
    if (sklearn.predict_proba && model.predictProba)
      near((await model.predictProba(X, float)).data, sklearn.predict_proba.data);
    if (sklearn.decision_function && model.decisionFunction) {
      near((await model.decisionFunction(X, float)).data, sklearn.decision_function.data);
    }
  });

  test("quantized to 12 bits and compiled, it answers alike in the clear, simulated and encrypted", async () => {
    const quantized = fromOnnx(readBytes(`${id}.onnx`), { nBits: 12 }) as unknown as Model;
    await quantized.compile(X);
    const clear = await quantized.predict(X, {});
    expect(await quantized.predict(X, { fhe: "simulate" })).toEqual(clear);
    const few = X.slice(0, 2);
    expect(await quantized.predict(few, { fhe: "execute" })).toEqual(await quantized.predict(few, {}));
    const withRows = fromOnnx(readBytes(`${id}.onnx`), { nBits: 12, X }) as unknown as Model;
    expect(await withRows.predict(X, {})).toEqual(clear);
  });
});
