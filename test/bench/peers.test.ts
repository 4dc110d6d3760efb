import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { loadData } from "../../bench/lib/data.ts";
import { parameterSets } from "../../bench/lib/engine-set.ts";
import { FittedModel } from "../../bench/lib/fitted-model.ts";
import { modelSuites } from "../../bench/peers/cases/index.ts";
import iris from "../../bench/peers/cases/linear/logistic-iris.ts";
import { UnsupportedOperationError } from "../../src/core/index.ts";
import * as library from "../../src/index.ts";

describe("both sides of a comparison", () => {
  test("engine sets are those of the tfhe-rs program, number by number", async () => {
    const source = new URL("../../bench/peers/tfhe-rs/src/sets.rs", import.meta.url);
    const rows = (await readFile(source, "utf8")).matchAll(/"([A-Z])" => shape\(([^;]*?)\),\n/g);
    const theirs = Object.fromEntries(
      [...rows].map(([, name, numbers]) => [name, numbers.match(/\d+/g)!.map(Number)]),
    );
    const ours = Object.entries(parameterSets).map(([name, set]) => [
      name,
      [
        ...[set.lweDimension, set.glweDimension, set.polynomialSize],
        ...[set.bootstrap.baseLog, set.bootstrap.levels],
        ...[set.keyswitch.baseLog, set.keyswitch.levels, set.precision],
      ],
    ]);
    expect(theirs).toEqual(Object.fromEntries(ours));
  });

  test("case names tell cases apart", () => {
    for (const cases of Object.values(modelSuites)) {
      expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    }
  });

  test("the driver's steps decrypt to what the clear model answers", async () => {
    const fitted = await FittedModel.open(library, iris, await loadData(iris.data));
    await fitted.keygen();
    for (const row of [0, 17, 44]) {
      const answer = fitted.decrypt(await fitted.run(fitted.encrypt(row)));
      expect(answer).toEqual(fitted.clear(row));
      expect(answer.length).toBe(3);
    }
    // scikit-learn's coefficients on these rows score 14 of 15.
    expect(fitted.score(await fitted.predict("float"))).toBeCloseTo(14 / 15, 12);
  });

  test("a model that does not exist is refused by name", async () => {
    const wrong = { ...iris, model: "LogisticRegressor" };
    await expect(FittedModel.open(library, wrong, await loadData(iris.data))).rejects.toThrow(
      UnsupportedOperationError,
    );
  });
});
