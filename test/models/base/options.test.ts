import { describe, expect, test } from "vitest";
import { OptionValueError, UnknownOptionError } from "../../../src/core/index.ts";
import * as options from "../../../src/models/base/index.ts";

const table = {
  alpha: options.atLeast(0, 1),
  C: options.above(0, 1, { meaning: "no penalty" }),
  tol: options.above(0, 1e-4),
  maxIter: options.integer(100, 1),
  degree: options.integer(2, 1, 5),
  link: options.choice<"log" | "identity">("log", "identity"),
  verbose: options.flag(false),
  nBits: options.nBits(8),
};

test("defaults fill what was not given; undefined counts as not given", () => {
  expect(options.withDefaults(table, { alpha: 2, tol: undefined as never })).toEqual({
    ...{ alpha: 2, C: 1, tol: 1e-4, maxIter: 100, degree: 2, link: "log", verbose: false, nBits: 8 },
  });
});

describe("accepted and refused values", () => {
  const values: [keyof typeof table, unknown[], unknown[]][] = [
    ["alpha", [0, 0.5, 1e300], [-1, NaN, Infinity, "1", null]],
    ["C", [1e-9, 3, Infinity], [0, -1, NaN, "1"]],
    ["tol", [1e-12], [0, Infinity, NaN]],
    ["maxIter", [1, 1e6], [0, 1.5, Infinity, "5"]],
    ["degree", [1, 5], [0, 6]],
    ["link", ["log", "identity"], ["logit", null, undefined, 1]],
    ["verbose", [true, false], [0, "true", null]],
    [
      "nBits",
      [2, 16, { opInputs: 1, opWeights: 2 }],
      [1, 17, 0.5, { opInputs: 8 }, { opInputs: 8, opWeights: 1 }, { opInputs: 8, opWeights: 8, more: 1 }],
    ],
  ];
  test.each(values)("%s", (name, good, bad) => {
    for (const value of good) expect(table[name].accepts(value)).toBe(true);
    for (const value of bad) expect(table[name].accepts(value)).toBe(false);
    expect(table[name].accepts(table[name].default)).toBe(true);
  });
});

test("everything that is wrong is in one message, with what is allowed", () => {
  const given = options.withDefaults(table, { alpha: -1, link: "logit" as never });
  const check = (): unknown => options.checkOptions("Model.fit", table, given);
  expect(check).toThrow(OptionValueError);
  expect(check).toThrow(
    'Model.fit: alpha = -1; link = "logit". Allowed: alpha: a finite number of 0 or more; link: one of "log", ' +
      '"identity". To fix it: correct alpha, link with setParams or in the constructor.',
  );
});

test("unknown names come with a suggestion where case or underscores are all that differs", () => {
  const check = (): unknown =>
    options.checkOptions("Model.fit", table, options.withDefaults(table, { max_iter: 1 } as never));
  expect(check).toThrow(UnknownOptionError);
  expect(check).toThrow(/unknown option max_iter.*did you mean maxIter/);
  expect(() => {
    options.checkNames("Model.predict", { FHE: 1 }, ["fhe", "signal"]);
  }).toThrow(
    "Model.predict: unknown option FHE. Allowed: the options fhe, signal. To fix it: correct or remove FHE (did you mean fhe?).",
  );
});

test("a caller's object can change later without changing the options", () => {
  const bits = { opInputs: 8, opWeights: 8 };
  const params = options.withDefaults(table, { nBits: bits });
  bits.opInputs = 3;
  expect(params.nBits).toEqual({ opInputs: 8, opWeights: 8 });
});
