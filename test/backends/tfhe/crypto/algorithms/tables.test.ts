import { describe, expect, test } from "vitest";
import { OutOfRangeError } from "../../../../../src/core/index.ts";
import {
  adjacentTables,
  interleavedTables,
  lookupTable,
  multiValueTable,
  multiValueWeights,
  negacyclicTable,
  signTable,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import { tableDifferenceNorm } from "../../../../../src/backends/tfhe/params/index.ts";

const u64 = (...values: number[]): BigUint64Array<ArrayBuffer> =>
  BigUint64Array.from(values, (v) => BigInt.asUintN(64, BigInt(v)));

describe("lookup tables", () => {
  test("a box a message, centred, the first half box negated at the end", () => {
    expect(lookupTable(u64(10, 20), 8)).toEqual(u64(10, 10, 20, 20, 20, 20, -10, -10));
    expect(lookupTable(u64(7), 4)).toEqual(u64(7, 7, -7, -7));
    expect(lookupTable(u64(0, 1), 4)).toEqual(u64(0, 1, 1, 0));
  });
  test("adjacent tables are one long table; interleaved ones alternate", () => {
    expect(adjacentTables([u64(1, 2), u64(3, 4)], 16)).toEqual(lookupTable(u64(1, 2, 3, 4), 16));
    expect(interleavedTables([u64(1, 2), u64(3, 4)], 8)).toEqual(u64(1, 3, 2, 4, 2, 4, -1, -3));
  });
  test("negacyclic tables keep their first half, others are refused", () => {
    expect(negacyclicTable(u64(1, 2, -1, -2), 8)).toEqual(lookupTable(u64(1, 2), 8));
    expect(negacyclicTable(u64(0, 0), 4)).toEqual(u64(0, 0, 0, 0));
    expect(() => negacyclicTable(u64(1, 2, 3, 4), 8)).toThrow(/f\(2\) is not -f\(0\)/);
    expect(signTable(5n, 2, 8)).toEqual(u64(5, 5, 5, 5, 5, 5, -5, -5));
  });
  test("out of range: too many entries, not a power of two, none, ragged, an odd unit", () => {
    expect(() => lookupTable(new BigUint64Array(8), 8)).toThrow(OutOfRangeError);
    expect(() => lookupTable(new BigUint64Array(3), 8)).toThrow(/power of two from 1 to N \/ 2 = 4/);
    expect(() => lookupTable(new BigUint64Array(0), 8)).toThrow(OutOfRangeError);
    expect(() => adjacentTables([u64(1), u64(1, 2)], 8)).toThrow(/table 1 has 2 entries/);
    expect(() => interleavedTables([u64(1), u64(1), u64(1)], 8)).toThrow(/3 tables/);
    expect(() => interleavedTables([], 8)).toThrow(/no table/);
    expect(() => multiValueTable(3n, 8)).toThrow(OutOfRangeError);
  });
  test("multi-value weights have the norm of the noise formula", () => {
    for (const table of [[0, 1, 2, 3], [5], [3, 3, 3, 3], [1, -7, 2, 0]]) {
      const norm = multiValueWeights(table).reduce((sum, w) => sum + w * w, 0);
      expect(norm).toBe(tableDifferenceNorm(table));
    }
    expect(tableDifferenceNorm([1, -1])).toBe(4);
  });
});
