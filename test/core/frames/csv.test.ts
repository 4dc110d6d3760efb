import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { readCsv, toMatrix } from "../../../src/core/index.ts";
import { loadClaims } from "../../../src/datasets/index.ts";

const claims = new URL("../../fixtures/datasets/claims_small.csv", import.meta.url);

test("a file, its text and a Blob of it give the same frame, equal to the shipped data set", async () => {
  const text = readFileSync(claims, "utf8");
  const frame = await readCsv(text);
  const { X, featureNames, frequency } = await loadClaims();
  expect(toMatrix(frame.select(featureNames), "X").data).toEqual(X.data);
  expect(frame.numbers("frequency")).toEqual(frequency);
  expect((await readCsv(claims)).toRows()).toEqual(frame.toRows());
  expect((await readCsv(new Blob([text]))).toRows()).toEqual(frame.toRows());
});

test("kinds are found out: numbers, true and false, text; missing cells of each", async () => {
  const frame = await readCsv('n,f,t,m\n1.5,true,a b,\n-2e3,FALSE,NA,NaN\n,,"1,5",null\n');
  expect(frame.column("n")).toEqual(Float64Array.of(1.5, -2000, NaN));
  expect(frame.column("f")).toEqual(Float64Array.of(1, 0, NaN));
  expect(frame.column("t")).toEqual(["a b", null, "1,5"]);
  expect(frame.column("m")).toEqual(Float64Array.of(NaN, NaN, NaN));
});

test("delimiters, decimals, headers, byte order marks and Windows line ends", async () => {
  const german = await readCsv("\uFEFFPreis;Ort\r\n1,5;Ulm\r\n2;Bonn\r\n", { decimal: "," });
  expect(german.toRows()).toEqual([
    { Preis: 1.5, Ort: "Ulm" },
    { Preis: 2, Ort: "Bonn" },
  ]);
  expect((await readCsv("1\t2\n3\t4", { header: false })).names).toEqual(["x0", "x1"]);
  expect((await readCsv("1|2\n3|4", { header: ["a", "b"] })).numbers("b")).toEqual(Float64Array.of(2, 4));
});

test("kinds may be asked for", async () => {
  const text = "zip,day,n\n00501,2026-03-01,?\n10115,2026-03-02,4\n";
  const frame = await readCsv(text, { columns: { zip: "text", day: "date", n: "number" }, missing: ["?"] });
  expect(frame.column("zip")).toEqual(["00501", "10115"]);
  expect(frame.column("day")).toEqual(Float64Array.of(Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 2)));
  expect(frame.column("n")).toEqual(Float64Array.of(NaN, 4));
});

test("what is written with quotes is read back, delimiters, quotes and line ends inside included", async () => {
  // Neither missing nor numbers, so that the column stays text.
  const cell = fc.string().map((text) => `t${text}`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
      const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const csv = ["a,b", ...rows.map((row) => row.map(quote).join(","))].join("\n");
      const frame = await readCsv(csv, { delimiter: "," });
      expect(frame.column("a")).toEqual(rows.map(([a]) => a));
      expect(frame.column("b")).toEqual(rows.map(([, b]) => b));
    }),
  );
});

describe("bad files and options", () => {
  test.each([
    ["a,b\n1,2\n3\n", {}, errors.ShapeError, /row 1 has 1 cells, the header has 2/],
    ['a,b\n1,"2\n3,4\n', {}, errors.InvalidInputError, /correct the quotes; a file that was cut off/],
    ["a,b\n", {}, errors.EmptyInputError, /no rows below the header/],
    ["data.csv", {}, errors.EmptyInputError, /pass the text itself, or a URL/],
    ["a,a\n1,2\n", {}, errors.InvalidInputError, /two columns named a/],
    ["a,b\n1,x\n", { columns: { b: "number" } }, errors.InvalidInputError, /"x" at row 0, column b/],
    ["a,b\n1,x\n", { columns: { b: "date" } }, errors.InvalidInputError, /read as date/],
    ["a,b\n1,x\n", { columns: { c: "text" } }, errors.InvalidInputError, /no column c.*a, b/],
    ["a\n1\n", { columns: { a: "int" } }, errors.OptionValueError, /a = int/],
    ["a\n1\n", { decimal: ";" }, errors.OptionValueError, /decimal = ;/],
    ["a\n1\n", { delimiter: "" }, errors.OptionValueError, /delimiter/],
    ["a\n1\n", { sep: ";" }, errors.UnknownOptionError, /unknown option sep/],
  ])("%j, %o", async (text, options, kind, message) => {
    const run = readCsv(text, options as never);
    await expect(run).rejects.toThrow(kind);
    await expect(run).rejects.toThrow(message);
  });
});
