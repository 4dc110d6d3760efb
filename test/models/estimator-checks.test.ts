import { describe, expect, test } from "vitest";
import { estimatorChecks } from "../../src/models/checks/index.ts";
import type { CheckedClass } from "../../src/models/checks/index.ts";
import * as models from "../../src/models/index.ts";
import * as linear from "../../src/models/linear/index.ts";

const estimators: [CheckedClass, Record<string, unknown>][] = [
  [models.LinearRegression, {}],
  [models.LogisticRegression, {}],
  [models.PoissonRegressor, { alpha: 0.01 }],
  [models.Ridge, {}],
  [models.Lasso, { alpha: 0.1 }],
  [models.ElasticNet, { alpha: 0.1 }],
  [models.LinearSVC, {}],
  [models.LinearSVC, { loss: "hinge" }],
  [models.LinearSVC, { penalty: "l1" }],
  [models.LinearSVR, {}],
  [models.LinearSVR, { loss: "squaredEpsilonInsensitive" }],
  [models.LogisticRegression, { penalty: "l1" }],
  [models.GammaRegressor, { alpha: 0.01 }],
  [models.TweedieRegressor, { alpha: 0.01 }],
  [models.SGDClassifier, { randomState: 1 }],
  [models.SGDClassifier, { randomState: 1, loss: "logLoss", alpha: 0.01, average: true }],
  [models.SGDClassifier, { randomState: 1, loss: "modifiedHuber", alpha: 0.01 }],
  [models.SGDRegressor, { randomState: 1 }],
];

describe.each(
  estimators.map(([Estimator, params]) => ({
    name: `${Estimator.spec.name} ${JSON.stringify(params)}`,
    Estimator,
    params,
  })),
)("$name", ({ Estimator, params }) => {
  for (const { name, run } of estimatorChecks(Estimator, { params })) test(name, run);
});

test("every linear model of the package is under the checks", () => {
  const named = Object.values(linear).flatMap((Model) => ("spec" in Model ? [Model.spec.name] : []));
  expect(named.length).toBeGreaterThanOrEqual(12);
  expect(named.filter((name) => !estimators.some(([{ spec }]) => spec.name === name))).toEqual([]);
});

describe("the checks themselves find what is wrong", () => {
  /** Names of the checks that fail, with their messages. */
  async function failures(Estimator: unknown): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const { name, run } of estimatorChecks(Estimator as CheckedClass, { executedRows: 0 })) {
      await run().catch((error: unknown) => found.set(name, String(error)));
    }
    return found;
  }

  test("a model that falls back to the clear for unknown modes", async () => {
    class Careless extends models.LinearRegression {
      override predict(X: never, options: { fhe?: never } = {}): Promise<Float64Array> {
        const known = ["float", "disable", "simulate", "execute"].includes(options.fhe as never);
        return super.predict(X, known ? options : {});
      }
    }
    const found = await failures(Careless);
    expect(found.get("a misspelt fhe mode is refused, never run in the clear")).toMatch(
      /fhe "excute" gave no error.*UnknownFheModeError.*throw UnknownFheModeError/,
    );
  });

  test("a model that ignores its weights", async () => {
    class Unweighted extends models.LinearRegression {
      override fit(X: never, y: never): Promise<this> {
        return super.fit(X, y);
      }
    }
    const found = await failures(Unweighted);
    expect([...found.keys()]).toContain(
      "a weight of 2 equals the row given twice, a weight of 0 leaves it out",
    );
    expect([...found.keys()]).toContain("weights that cannot be are refused");
  });

  test("a model that remembers its first fit, and one that changes its input", async () => {
    class Sticky extends models.LinearRegression {
      override fit(X: never, y: never, options?: never): Promise<this> {
        return this.isFitted ? Promise.resolve(this) : super.fit(X, y, options);
      }
    }
    expect([...(await failures(Sticky)).keys()]).toContain("a second fit forgets the first");

    class Greedy extends models.LinearRegression {
      override async fit(X: never, y: Float64Array, options?: never): Promise<this> {
        await super.fit(X, y, options);
        y[0] = 0;
        return this;
      }
    }
    expect([...(await failures(Greedy)).keys()]).toContain(
      "fit and predict leave the caller's data and the options alone",
    );
  });
});
