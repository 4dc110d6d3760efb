import { describe, expect, test } from "vitest";
import * as errors from "../../src/core/index.ts";
import { LinearRegression, LogisticRegression, PoissonRegressor } from "../../src/models/index.ts";

const X = [
  [0, 1],
  [1, 3],
  [2, 0],
  [3, 2],
];
const y = [0, 1, 0, 1];
const fitted = await new LogisticRegression().fit(X, y);
const untyped = (value: unknown): never => value as never;

// Each row: what is wrong, the call, the error's class and code, and what the message must say.
const cases: [string, () => unknown, abstract new (...p: never[]) => errors.FheLearnError, string, RegExp][] =
  [
    [
      "NaN in fit",
      () => new LinearRegression().fit([[1], [NaN]], [1, 2]),
      errors.NonFiniteValueError,
      "NON_FINITE_VALUE",
      /LinearRegression.fit\(X\): NaN at row 1, column 0.*remove or impute the missing values/,
    ],
    [
      "infinity in predict",
      () => fitted.predict([[0, Infinity]]),
      errors.NonFiniteValueError,
      "NON_FINITE_VALUE",
      /LogisticRegression.predict\(X\): Infinity at row 0, column 1/,
    ],
    [
      "ragged rows",
      () => new LinearRegression().fit([[1, 2], [3]], [1, 2]),
      errors.ShapeError,
      "SHAPE",
      /row 1 has 1 values, row 0 has 2.*fill in or drop/,
    ],
    [
      "a wrong feature count at predict",
      () => fitted.predict([[1, 2, 3]]),
      errors.FeatureCountError,
      "FEATURE_COUNT",
      /3 features\. Allowed: 2 features, as in fit.*same order/,
    ],
    [
      "an empty set",
      () => new LinearRegression().fit([], []),
      errors.InvalidInputError,
      "SHAPE",
      /LinearRegression.fit\(X\)/,
    ],
    [
      "no rows",
      () => new LinearRegression().fit({ data: [], shape: [0, 2] }, []),
      errors.EmptyInputError,
      "EMPTY_INPUT",
      /at least one row.*check how the data was loaded/,
    ],
    [
      "one class",
      () => new LogisticRegression().fit(X, [1, 1, 1, 1]),
      errors.ClassCountError,
      "CLASS_COUNT",
      /only the class 1.*at least two classes.*add rows of another class/,
    ],
    [
      "an unknown option",
      () => new LogisticRegression(untyped({ max_iter: 5 })).fit(X, y),
      errors.UnknownOptionError,
      "UNKNOWN_OPTION",
      /unknown option max_iter.*the options nBits, penalty.*did you mean maxIter\?/,
    ],
    [
      "wrong and unknown options at once",
      () => new LogisticRegression(untyped({ nbits: 3, C: -1 })).fit(X, y),
      errors.UnknownOptionError,
      "UNKNOWN_OPTION",
      /unknown option nbits; C = -1.*C: a number above 0.*did you mean nBits/,
    ],
    [
      "nBits 0",
      () => new LogisticRegression({ nBits: 0 }).fit(X, y),
      errors.OptionValueError,
      "OPTION_VALUE",
      /nBits = 0.*from 2 to 16, or \{ opInputs.*correct nBits/,
    ],
    [
      "nBits -1",
      () => new LinearRegression({ nBits: -1 }).fit(X, y),
      errors.OptionValueError,
      "OPTION_VALUE",
      /nBits = -1.*correct nBits/,
    ],
    [
      "nBits 0.5",
      () => new PoissonRegressor({ nBits: 0.5 }).fit(X, y),
      errors.OptionValueError,
      "OPTION_VALUE",
      /nBits = 0.5.*correct nBits/,
    ],
    [
      "nBits 40",
      () => new LogisticRegression({ nBits: 40 }).fit(X, y),
      errors.OptionValueError,
      "OPTION_VALUE",
      /nBits = 40.*correct nBits/,
    ],
    [
      "predict before fit",
      () => new LogisticRegression().predict(X),
      errors.NotFittedError,
      "NOT_FITTED",
      /LogisticRegression.predict: the model is not fitted.*await model.fit\(X, y\)/,
    ],
    [
      "attributes before fit",
      () => new LinearRegression().coef_,
      errors.NotFittedError,
      "NOT_FITTED",
      /LinearRegression.coef_.*model.fit/,
    ],
    [
      "execute before compile",
      () => fitted.predict(X, { fhe: "execute" }),
      errors.NotCompiledError,
      "NOT_COMPILED",
      /fhe = "execute" on a model that is not compiled.*await model.compile\(X\)/,
    ],
    [
      "simulate before compile",
      () => fitted.score(X, y, { fhe: "simulate" }),
      errors.NotCompiledError,
      "NOT_COMPILED",
      /await model.compile\(X\)/,
    ],
    [
      "an unknown fhe mode",
      () => fitted.predict(X, { fhe: untyped("excute") }),
      errors.UnknownFheModeError,
      "UNKNOWN_FHE_MODE",
      /fhe = "excute".*"float", "disable", "simulate", "execute".*pass fhe/,
    ],
    [
      "a misspelt call option",
      () => fitted.predict(X, untyped({ FHE: "execute" })),
      errors.UnknownOptionError,
      "UNKNOWN_OPTION",
      /unknown option FHE.*did you mean fhe\?/,
    ],
    [
      "both pError and globalPError",
      () => fitted.compile(X, { pError: 0.01, globalPError: 0.01 }),
      errors.ConflictingOptionsError,
      "CONFLICTING_OPTIONS",
      /keep pError .* or globalPError/,
    ],
    [
      "pError 0",
      () => fitted.compile(X, { pError: 0 }),
      errors.OptionValueError,
      "OPTION_VALUE",
      /pError = 0.*pass another pError/,
    ],
    [
      "pError 2",
      () => fitted.compile(X, { pError: 2 }),
      errors.OptionValueError,
      "OPTION_VALUE",
      /pError = 2/,
    ],
    [
      "pError -1",
      () => fitted.compile(X, { pError: -1 }),
      errors.OptionValueError,
      "OPTION_VALUE",
      /pError = -1/,
    ],
    [
      "targets of another length",
      () => new LinearRegression().fit(X, [1, 2]),
      errors.ShapeError,
      "SHAPE",
      /2 targets for 4 rows.*as many targets as X has rows/,
    ],
    [
      "text as target of a regressor",
      () => new LinearRegression().fit(X, untyped(["a", "b", "a", "b"])),
      errors.InvalidInputError,
      "INVALID_INPUT",
      /convert the data to numbers/,
    ],
  ];

describe("each bad input has its own error, whose message tells the remedy", () => {
  test.each(cases)("%s", async (_, run, kind, code, message) => {
    const error = await Promise.resolve()
      .then(run)
      .then(
        () => new Error("no error"),
        (reason: unknown) => reason as Error,
      );
    expect(error).toBeInstanceOf(kind);
    expect((error as errors.FheLearnError).code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/ To fix it: \S/);
  });
});

test("targets far from zero cost bits, not accuracy: even 43-bit accumulators are encrypted", async () => {
  const X = Array.from({ length: 40 }, (_, i) => [i, i * i, Math.sin(i)]);
  const model = await new LinearRegression({ nBits: 12 }).fit(
    X,
    Array.from({ length: 40 }, (_, i) => 1e6 + Math.sin(i)),
  );
  await model.compile(X);
  expect(model.graph.maximumIntegerBitWidth()).toBeGreaterThan(40);
  const [clear, encrypted] = [
    await model.predict(X.slice(0, 3)),
    await model.predict(X.slice(0, 3), { fhe: "execute" }),
  ];
  expect(encrypted).toEqual(clear);
  clear.forEach((value, i) => {
    expect(Math.abs(value - 1e6 - Math.sin(i))).toBeLessThan(1e-3);
  });
});

test("rows outside the calibrated range saturate instead of wrapping", async () => {
  const model = await new LinearRegression({ fitIntercept: true }).fit([[0], [1], [2]], [0, 10, 20]);
  const [below, least, greatest, above] = await model.predict([[-1e6], [0], [2], [1e6]]);
  expect([below, above]).toEqual([least, greatest]);
});
