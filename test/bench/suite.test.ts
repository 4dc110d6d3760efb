import { describe, expect, test } from "vitest";
import { expectSame } from "../../bench/lib/expect-same.ts";
import { measureSuite, suite } from "../../bench/lib/suite.ts";
import { renderTable, bytes, duration, number } from "../../bench/lib/table.ts";
import { InternalError } from "../../src/core/index.ts";

describe("measuring a suite", () => {
  test("times are divided by what a run handles, and ratios are to the first task", async () => {
    let closed = false;
    // tinybench takes this as the duration of the run: no clock is involved.
    const eight = (): object => ({ overriddenDuration: 8 });
    const rows = await measureSuite(
      suite("eight milliseconds", () => ({
        compare: true,
        tasks: { one: { run: eight }, "four at once": { per: 4, run: eight } },
        figures: { size: { value: 12, unit: "bytes" } },
        close: () => (closed = true),
      })),
      { quick: true },
    );
    expect(rows.map(({ name, unit }) => [name, unit])).toEqual([
      ["one", "ms"],
      ["four at once", "ms"],
      ["size", "bytes"],
    ]);
    expect(rows[0].summary).toEqual({ rounds: 3, median: 8, min: 8, max: 8, spread: 0 });
    expect(rows[1].summary.median).toBe(2);
    expect([rows[0].ratio, rows[1].ratio]).toEqual([1, 0.25]);
    expect(rows[2].summary.median).toBe(12);
    expect(closed).toBe(true);
  });

  test("a wrong result stops the benchmark", () => {
    expect(() => {
      expectSame("sum", [1, 2, 4], [1, 2, 3]);
    }).toThrow(InternalError);
    expect(() => {
      expectSame("sum", [1, 2], [1, 2, 3]);
    }).toThrow(/entry 2/);
    expectSame("sum", [1n, 2n], [1n, 2n]);
  });
});

describe("tables", () => {
  test("columns align and numbers keep three digits", () => {
    expect(
      renderTable(
        ["name", "ms"],
        [
          ["a", "1"],
          ["long name", "10"],
        ],
      ),
    ).toBe(["name       ms", "---------  --", "a           1", "long name  10"].join("\n"));
    expect([0.05123, 3.4149, 12.34, 1234.4].map(number)).toEqual(["0.0512", "3.41", "12.3", "1,234"]);
    expect([0.05, 3.2, 2500].map(duration)).toEqual(["50.0 us", "3.20 ms", "2.50 s"]);
    expect([984, 27_328_528].map(bytes)).toEqual(["984 B", "27.3 MB"]);
  });
});
