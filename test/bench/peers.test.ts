import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { loadData } from "../../bench/lib/data.ts";
import { parameterSets } from "../../bench/lib/engine-set.ts";
import { FittedModel } from "../../bench/lib/fitted-model.ts";
import { modelSuites, selectCases } from "../../bench/peers/cases/index.ts";
import iris from "../../bench/peers/cases/linear/logistic-iris.ts";
import { missedLimits } from "../../bench/peers/limits.ts";
import type { SideResult } from "../../bench/peers/model-suite.ts";
import { FitCase } from "../../bench/peers/ours/driver-case.ts";
import type { OpenRequest } from "../../bench/peers/protocol.ts";
import { OptionValueError, UnsupportedOperationError } from "../../src/core/index.ts";
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

  test("cases are chosen by a part of their name; none at all is refused", () => {
    expect(selectCases("linear", "ridge").map(({ model }) => model)).toEqual(["Ridge"]);
    expect(selectCases("linear", "").length).toBe(modelSuites.linear.length);
    expect(() => selectCases("linear", "wine")).toThrow(OptionValueError);
  });

  test("training alone gives the model of the whole case, and two times", async () => {
    const request = { ...iris, op: "open", case: iris.id, fitOnly: true, data: await loadData(iris.data) };
    const fit = new FitCase(library, request as unknown as OpenRequest);
    expect((await fit.describe()).floatScore).toBeCloseTo(14 / 15, 12);
    const { ms, cpuMs } = await fit.fit({ rounds: 2 });
    expect([ms.length, cpuMs?.length]).toEqual([2, 2]);
  });

  test("a model that does not exist is refused by name", async () => {
    const wrong = { ...iris, model: "LogisticRegressor" };
    await expect(FittedModel.open(library, wrong, await loadData(iris.data))).rejects.toThrow(
      UnsupportedOperationError,
    );
  });
});

describe("limits", () => {
  const side = (ms: number, bytes = 100): SideResult => {
    const summary = { rounds: 1, median: ms, min: ms, max: ms, spread: 0 };
    const phases = { simulate: summary, keygen: summary, encrypt: summary, run: summary, decrypt: summary };
    return { open: { floatScore: 1 }, phases, fitCpu: summary, inputBytes: bytes, outputBytes: bytes };
  };
  const fits = (ms: number): SideResult => ({ ...side(1), phases: { fit: side(ms).phases.run! } });
  const missed = (id: string, theirs: SideResult, ours: SideResult): string[] =>
    missedLimits({ id, features: 10, bySide: { theirs, ours } }, "theirs", "ours");

  test("nothing is missed where everything is fast and small", () => {
    expect(missed("Ridge", side(400), side(1))).toEqual([]);
  });

  test("each limit is named with what was measured", () => {
    expect(missed("Ridge", side(7 * 6), side(6, 7000))).toEqual([
      "Ridge: simulate is 7.00x faster, 300 times are asked",
      "Ridge: encrypt is 7.00x faster, 8 times are asked",
      "Ridge: run is 7.00x faster, 8 times are asked",
      "Ridge: decrypt is 7.00x faster, 8 times are asked",
      "Ridge: keygen takes 6.00 ms, 5 ms are allowed",
      "Ridge: input has 7,000 B, 240 B are allowed",
      "Ridge: output has 7,000 B, 6,000 B are allowed",
    ]);
    // Ten classes may take a little longer and more.
    expect(missed("digits", side(7), side(1, 7000)).map((line) => line.split(" ")[1])).toEqual([
      ...["simulate", "encrypt", "decrypt"],
    ]);
  });

  test("a fit is compared where scikit-learn needs more than 50 ms", () => {
    expect(missed("Ridge", fits(60), fits(240))).toEqual([
      "Ridge: fit takes 4.00x scikit-learn's time, 3 times are allowed",
    ]);
    expect(missed("Ridge", fits(60), fits(170))).toEqual([]);
    expect(missed("Ridge", fits(40), fits(240))).toEqual([]);
  });
});
