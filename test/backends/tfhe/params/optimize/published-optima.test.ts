import { expect, test } from "vitest";
import { readConcreteTable, searchConcreteRow, type ConcreteRow } from "./concrete.ts";
import { readOptimalSets, searchOptimum, statedOptimum } from "./tfhe-rs.ts";

const sets = readOptimalSets();
const table = readConcreteTable();

test("with tfhe-rs' model the search returns its 24 sets, gadgets and failure probabilities included", () => {
  expect(sets).toHaveLength(24);
  for (const set of sets) {
    const { log2PFail, ...sizes } = searchOptimum(set)!;
    const { log2PFail: stated, ...published } = statedOptimum(set);
    expect({ name: set.name, ...sizes }).toEqual({ name: set.name, ...published });
    expect(Math.abs(log2PFail - stated), set.name).toBeLessThan(0.01);
  }
});

test("with Concrete's model it returns all 470 rows of the 128- and 132-bit tables, cost and p_error included", () => {
  expect(table).toHaveLength(470);
  expect(table.map(searchConcreteRow)).toEqual(table);
});

test("and finds nothing where Concrete's tables end: one more bit of norm is infeasible", () => {
  const last = new Map<string, ConcreteRow>();
  for (const row of table) last.set(`${row.security} ${row.bits}`, row);
  expect(last.size).toBe(20);
  for (const row of last.values()) {
    expect(searchConcreteRow({ ...row, log2Norm: row.log2Norm + 1 })).toBeUndefined();
  }
});
