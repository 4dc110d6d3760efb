import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { missedLimits } from "../../bench/peers/limits.ts";
import { treeCases } from "../../bench/peers/cases/index.ts";
import type { SideResult } from "../../bench/peers/model-suite.ts";
import { tableCases } from "../../scripts/trees-table/cases.ts";
import { growthCases, measureGrowth } from "../../scripts/trees-table/growth.ts";
import { measureRow, sweep, sweptBits } from "../../scripts/trees-table/measure.ts";
import {
  costCells,
  growthCells,
  page,
  replaceGenerated,
  scoreCells,
  sweepCostCells,
  sweepScoreCells,
} from "../../scripts/trees-table/page.ts";
import { CorruptedDataError } from "../../src/core/index.ts";
import * as trees from "../../src/models/trees/index.ts";

/** Cells by column of each model, of one of the tables below a heading. */
function tableBelow(heading: string, which = 0): Map<string, string[]> {
  const section = readFileSync(page, "utf8")
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`))!;
  const tables = section.split(/\n\n/).filter((part) => part.startsWith("|"));
  const [head, , ...body] = tables[which]
    .trim()
    .split("\n")
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map([["", head], ...body.map((row): [string, string[]] => [row[0], row])]);
}

const scores = tableBelow("Scores, in the clear and encrypted");
const costs = tableBelow("Cost of a row");
const bits = "How few bits are enough";
const ids = tableCases.map(({ id }) => id);

describe("the page of tree models", () => {
  test("every table has every model, and every tree model of the package has a line", () => {
    for (const table of [scores, costs, tableBelow(bits), tableBelow(bits, 1)])
      expect([...table.keys()].slice(1)).toEqual(ids);
    const names = Object.values(trees).flatMap((Model) => ("spec" in Model ? [Model.spec.name] : []));
    expect(names).toHaveLength(8);
    expect(names.filter((name) => !tableCases.some(({ model }) => model === name))).toEqual([]);
  });

  test("encrypted and simulated rows are those of the clear integers", () => {
    for (const id of ids) {
      const [rows, , quantized, simulated, encrypted, encryptedRows, differing] = scores.get(id)!.slice(1);
      expect([id, simulated, differing]).toEqual([id, quantized, "0"]);
      if (rows === encryptedRows) expect([id, encrypted]).toEqual([id, quantized]);
    }
    expect(tableBelow(bits).get("")!.slice(1)).toEqual(sweptBits.map(String));
  });

  test("keys, requests and replies are as small as is asked", () => {
    for (const id of ids) {
      const [keys, request, reply] = costs
        .get(id)!
        .slice(2, 5)
        .map((cell) => Number(cell.replaceAll(",", "")));
      expect(keys).toBeLessThanOrEqual(3e6);
      expect(request).toBeLessThanOrEqual(30_000);
      expect(reply).toBeLessThanOrEqual(16_000);
    }
  });

  // Cells that neither times nor the choice of parameters enter.
  test.each(["DecisionTree, iris", "Additive, diabetes tertiles"])(
    "%s: measured again, the cells are these (else: npm run table:trees)",
    async (id) => {
      const each = tableCases.find((one) => one.id === id)!;
      const measured = { row: await measureRow(each, 3), sweep: await sweep(each, [2, 6]) };
      expect(scoreCells(measured).slice(0, 5)).toEqual(scores.get(id)!.slice(0, 5));
      expect(measured.row.differing).toBe(0);
      expect(costCells(measured).slice(0, 2)).toEqual(costs.get(id)!.slice(0, 2));
      const [, two, , , , six] = tableBelow(bits).get(id)!;
      expect(sweepScoreCells(measured).slice(1)).toEqual([two, six]);
      const gates = tableBelow(bits, 1).get(id)!;
      const gatesOf = (cells: string): string => cells.split(", ")[0];
      expect(sweepCostCells(measured).slice(1).map(gatesOf)).toEqual([gates[1], gates[5]].map(gatesOf));
    },
  );

  test("growth: every model has its line, gates are those measured again, and boosted trees share most of them", async () => {
    const growth = tableBelow("More trees");
    expect([...growth.keys()].slice(1)).toEqual(growthCases.map(({ id }) => id));
    const [few] = growthCases;
    const measured = await measureGrowth(few);
    expect(measured.differing).toBe(0);
    expect(growthCells(measured).slice(0, 3)).toEqual(growth.get(few.id)!.slice(0, 3));
    const gates = (id: string): number => Number(growth.get(id)![2].replaceAll(",", ""));
    expect(gates("XGB, 200 trees")).toBeLessThan(2 * gates("XGB, 20 trees"));
    expect(gates("RandomForest, 200 trees")).toBeGreaterThan(8 * gates("RandomForest, 20 trees"));
  });

  test("only the part between the markers is replaced", () => {
    const text = readFileSync(page, "utf8");
    const once = replaceGenerated(text, "NEW");
    expect(once).not.toContain("| XGB, iris");
    expect(once).toContain("## How it works");
    expect(replaceGenerated(once, "NEW")).toBe(once);
    expect(() => replaceGenerated("# No markers", "NEW")).toThrow(CorruptedDataError);
  });
});

test("what is asked of trees beside the peer is named with what was measured", () => {
  const side = (run: number, size: number): SideResult => ({
    open: { floatScore: 1 },
    phases: { run: { median: run, min: run, max: run, spread: 0, rounds: 3 } },
    fitCpu: { median: 0, min: 0, max: 0, spread: 0, rounds: 3 },
    evaluationKeyBytes: size,
    simulatedRowsPerSecond: 10_000,
  });
  const [{ id, asked }] = treeCases;
  const bySide = { peer: side(100, 0), ours: side(10, 4e6) };
  expect(missedLimits({ id, features: 30, asked, bySide }, "peer", "ours")).toEqual([
    `${id}: run is 10.0x faster, 30 times are asked`,
    `${id}: evaluation keys have 4,000 kB, 3,000 kB are allowed`,
    `${id}: 10,000 simulated rows/s, 33,333 are asked`,
  ]);
});
