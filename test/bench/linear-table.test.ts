import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadData } from "../../bench/lib/data.ts";
import { fitModel, trainingPart } from "../../bench/lib/fit.ts";
import { readFixture } from "../../bench/lib/fixture.ts";
import { score } from "../../bench/lib/scores.ts";
import { linearCases } from "../../bench/peers/cases/index.ts";
import { measureRow, sweep, sweptBits } from "../../scripts/linear-table/measure.ts";
import {
  costCells,
  page,
  replaceGenerated,
  scoreCells,
  sweepByteCells,
  sweepScoreCells,
} from "../../scripts/linear-table/page.ts";
import { CorruptedDataError, InvalidInputError } from "../../src/core/index.ts";
import * as library from "../../src/index.ts";
import * as linear from "../../src/models/linear/index.ts";

/** What a reader compares: cells by column of each model, of the table below a heading. */
function tableBelow(heading: string): Map<string, string[]> {
  const text = readFileSync(page, "utf8");
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))!;
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  const cells = rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const [head, , ...body] = cells;
  return new Map([["", head], ...body.map((row): [string, string[]] => [row[0], row])]);
}

const ids = linearCases.map(({ id }) => id);

describe("the page of linear models", () => {
  test.each(["Scores", "Cost of a row", "Scores by nBits", "Bytes by nBits"])("%s: all models", (heading) => {
    expect([...tableBelow(heading).keys()].slice(1)).toEqual(ids);
  });

  test("every linear model of the package is there", () => {
    const names = Object.values(linear).flatMap((Model) => ("spec" in Model ? [Model.spec.name] : []));
    expect(names.length).toBeGreaterThanOrEqual(12);
    expect(names.filter((name) => !linearCases.some(({ model }) => model === name))).toEqual([]);
  });

  test("columns are scores by every way to predict, sizes, times, and 2 to 12 bits", () => {
    expect(tableBelow("Scores").get("")!.slice(3)).toEqual([
      ...["scikit-learn", "float", "quantized", "simulated", "encrypted"],
      "rows that differ",
    ]);
    expect(tableBelow("Cost of a row").get("")!.slice(4)).toEqual([
      ...["request, bytes", "reply, bytes", "encrypt, ms", "run, ms", "decrypt, ms"],
    ]);
    expect(tableBelow("Scores by nBits").get("")!.slice(1)).toEqual([...sweptBits.map(String), "float"]);
    expect(tableBelow("Bytes by nBits").get("")!.slice(1)).toEqual(sweptBits.map(String));
  });

  test("ours are scikit-learn's scores, and encrypted ones those of the clear integers", () => {
    for (const id of ids) {
      const [scikitLearn, float, quantized, simulated, encrypted, differing] = tableBelow("Scores")
        .get(id)!
        .slice(3);
      expect([id, float]).toEqual([id, scikitLearn]);
      expect([id, simulated, encrypted, differing]).toEqual([id, quantized, quantized, "0"]);
    }
  });

  // Every cell but the times: what stands there must be what anybody gets today.
  test.each(["Ridge, diabetes", "GammaRegressor, claims"])(
    "%s: measured again, the cells are these (else: npm run table:linear)",
    async (id) => {
      const each = linearCases.find((one) => one.id === id)!;
      const measured = { row: await measureRow(each), sweep: await sweep(each) };
      expect(scoreCells(measured)).toEqual(tableBelow("Scores").get(id));
      expect(costCells(measured).slice(0, 6)).toEqual(tableBelow("Cost of a row").get(id)!.slice(0, 6));
      expect(sweepScoreCells(measured)).toEqual(tableBelow("Scores by nBits").get(id));
      expect(sweepByteCells(measured)).toEqual(tableBelow("Bytes by nBits").get(id));
    },
  );

  test("only the part between the markers is replaced", () => {
    const text = readFileSync(page, "utf8");
    const once = replaceGenerated(text, "NEW");
    expect(once).not.toContain("| Ridge");
    expect(once).toContain("## Reading them");
    expect(replaceGenerated(once, "NEW")).toBe(once);
    expect(() => replaceGenerated("# No markers", "NEW")).toThrow(CorruptedDataError);
  });
});

describe("cases and what scikit-learn did", () => {
  /** How exactly, and by which way, a solver looks for the optimum changes no problem. */
  const isOfTheSolver = (name: string): boolean => ["tol", "max_iter", "random_state"].includes(name);

  test.each(linearCases.map((each) => [each.id, each] as const))("%s: the same problem", async (_, each) => {
    const fixture = await readFixture(each.fixture!);
    const { data, params = {} } = each;
    if ("synthetic" in data) throw new Error("generated data has no fixture");
    expect(fixture.dataset).toBe(data.dataset);
    expect(fixture.target).toBe(data.target ?? "target");
    expect(fixture.prep).toMatchObject({ columns: null, standardize: data.standardize ?? false });
    const { penalty_is, ...theirs } = fixture.params;
    const given = { ...theirs, ...(penalty_is === undefined ? {} : { penalty: penalty_is }) };
    const isStochastic = each.model.startsWith("SGD");
    for (const [name, value] of Object.entries(params)) {
      if (isStochastic || !isOfTheSolver(name)) expect([name, value]).toEqual([name, given[name as never]]);
    }
  });

  test.each(linearCases.map((each) => [each.id, each] as const))("%s: the same score", async (_, each) => {
    const rows = await loadData(each.data);
    const { model } = await fitModel(library, each, trainingPart(rows));
    const predicted = (await model.predict(rows.xTest, { fhe: "float" })) as Float64Array;
    const { test: stored } = await readFixture(each.fixture!);
    expect(score(each.score, rows.yTest, predicted, rows.weightTest)).toBeCloseTo(stored.score, 5);
  });

  test("a fixture that is not there is refused", async () => {
    await expect(readFixture("Ridge/wine")).rejects.toThrow(InvalidInputError);
    await expect(measureRow({ ...linearCases[0], fixture: undefined } as never)).rejects.toThrow(
      /names no fixture/,
    );
  });
});
