import { expect, test } from "vitest";
import {
  ClassCountError,
  ConflictingOptionsError,
  CorruptedDataError,
  FeatureCountError,
  InvalidInputError,
  NonFiniteValueError,
  OptionValueError,
  OutOfRangeError,
  UnknownOptionError,
  UnsupportedOperationError,
} from "../../../src/core/index.ts";
import { SGDClassifier, SGDRegressor } from "../../../src/models/linear/index.ts";
import type { SGDClassifierOptions } from "../../../src/models/linear/index.ts";

const X = Array.from({ length: 20 }, (_, i) => [i % 5, (i * 7) % 3]);
const y = X.map((_, i) => i % 2);

test.each([
  [{ loss: "log_loss" }, OptionValueError, /loss = "log_loss".*"hinge", "logLoss", "modifiedHuber"/],
  [{ l1Ratio: 1.5 }, OptionValueError, /l1Ratio = 1.5.*a number from 0 to 1/],
  [{ average: 0 }, OptionValueError, /average = 0.*true, false, or a whole number of 1 or more/],
  [{ tol: -1 }, OptionValueError, /tol = -1.*0 or more, or null/],
  [{ validationFraction: 1 }, OptionValueError, /validationFraction = 1.*above 0 and below 1/],
  [{ eta0: 0 }, OptionValueError, /eta0 = 0.*above 0/],
  [{ powerT: NaN }, OptionValueError, /powerT = NaN.*a finite number/],
  [{ randomState: NaN }, OptionValueError, /randomState = NaN.*a finite number or a string/],
  [{ nJobs: 2 }, UnknownOptionError, /unknown option nJobs/],
  [{ l1_ratio: 0.5 }, UnknownOptionError, /did you mean l1Ratio/],
  [{ alpha: 0 }, ConflictingOptionsError, /alpha = 0 with learningRate = "optimal".*penalty: null/],
  [
    { learningRate: "pa1", loss: "logLoss" },
    ConflictingOptionsError,
    /learningRate = "pa1" with loss = "logLoss".*use loss: "hinge"/,
  ],
  [
    { earlyStopping: true, validationFraction: 0.01 },
    OutOfRangeError,
    /validationFraction = 0.01 of 20 rows holds back 0.*change validationFraction/,
  ],
])("fit refuses %o", async (options, kind, message) => {
  const fit = new SGDClassifier(options as Partial<SGDClassifierOptions>).fit(X, y);
  await expect(fit).rejects.toThrow(kind);
  await expect(fit).rejects.toThrow(message);
});

test("validation rows without weight are refused", async () => {
  const options = { earlyStopping: true, validationFraction: 0.5, randomState: 1 };
  const weights = y.map((_, i) => (i === 0 ? 1 : 0));
  const held = [0, 1, 2, 3, 4, 5, 6, 7].map((randomState) =>
    new SGDClassifier({ ...options, randomState }).fit(X, y, { sampleWeight: weights }).then(
      () => "",
      (error: unknown) => String(error),
    ),
  );
  const messages = (await Promise.all(held)).filter((message) => message !== "");
  expect(messages.length).toBeGreaterThan(0);
  for (const message of messages) expect(message).toMatch(/holds back 10, all of weight 0/);
});

test("a regressor's passive-aggressive steps need its own loss", async () => {
  const fit = new SGDRegressor({ learningRate: "pa2" }).fit(X, y);
  await expect(fit).rejects.toThrow(/with loss = "squaredError".*use loss: "epsilonInsensitive"/);
});

test("steps that are too long end in an error, not in numbers", async () => {
  const far = X.map((row) => row.map((value) => value * 1e305));
  const fit = new SGDRegressor({ randomState: 1 }).fit(far, y);
  await expect(fit).rejects.toThrow(NonFiniteValueError);
  await expect(fit).rejects.toThrow(/overflowed in epoch \d+.*StandardScaler, or lower eta0/);
});

test("losses without probabilities say which have them", async () => {
  const model = await new SGDClassifier({ loss: "hinge", randomState: 1, maxIter: 5, tol: null }).fit(X, y);
  await expect(model.predictProba(X)).rejects.toThrow(UnsupportedOperationError);
  await expect(model.predictProba(X)).rejects.toThrow(/loss = "hinge".*"logLoss" and "modifiedHuber"/);
});

test.each([
  [undefined, {}, InvalidInputError, /a first part without classes.*pass \{ classes/],
  [[0], {}, ClassCountError, /only the class 0/],
  [[5, 6], {}, OutOfRangeError, /label 0 of row 0.*the classes 5, 6/],
  [[0, 1], { classWeight: "balanced" }, ConflictingOptionsError, /"balanced" for data in parts/],
])("a first part with classes %o and options %o is refused", async (classes, options, kind, message) => {
  const fit = new SGDClassifier(options as Partial<SGDClassifierOptions>).partialFit(X, y, { classes });
  await expect(fit).rejects.toThrow(kind);
  await expect(fit).rejects.toThrow(message);
});

test("later parts must fit the model", async () => {
  const model = await new SGDClassifier().partialFit(X, y, { classes: [0, 1] });
  const before = model.coef_;
  await expect(model.partialFit([[1]], [0])).rejects.toThrow(FeatureCountError);
  await expect(model.partialFit(X, y, { classes: [0, 2] })).rejects.toThrow(
    /the classes 0, 2, where the model has 0, 1/,
  );
  const stopped = model.partialFit(X, y, { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
  expect(model.coef_.data).toEqual(before.data);
  // One class in a part is no mistake: the others came before or will come.
  await model.partialFit(X.slice(0, 1), [1]);
  expect(model.t_).toBe(22);
});

test("columns have the same names in every part", async () => {
  const table = (names: string[], rows: number[][]): Record<string, number[]> =>
    Object.fromEntries(names.map((name, j) => [name, rows.map((row) => row[j])]));
  const model = await new SGDRegressor().partialFit(table(["a", "b"], X), y);
  expect(model.featureNamesIn_).toEqual(["a", "b"]);
  await model.partialFit(table(["a", "b"], X.slice(0, 3)), y.slice(0, 3));
  expect(model.featureNamesIn_).toEqual(["a", "b"]);
  const moved = model.partialFit(table(["b", "a"], X), y);
  await expect(moved).rejects.toMatchObject({ code: "FEATURE_NAMES" });
});

test("a dump with damaged steps is refused", async () => {
  const model = await new SGDRegressor({ randomState: 1, maxIter: 2, tol: null }).fit(X, y);
  const dump = model.dump();
  for (const steps of [0, 1.5, "3"]) {
    const damaged = { ...dump, fitted: { ...dump.fitted, steps } };
    expect(() => SGDRegressor.load(damaged)).toThrow(CorruptedDataError);
  }
});
