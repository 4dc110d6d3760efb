import { describe, expect, test } from "vitest";
import { fromOnnx } from "../../../../src/onnx/index.ts";
import { XGBClassifier } from "../../../../src/models/trees/index.ts";
import type { RandomForestClassifier } from "../../../../src/models/trees/index.ts";
import { readBytes as readOnnx } from "../../../onnx/support/files.ts";
import { largeCases, readBytes, readerOf, reload, smallFile } from "./support.ts";

/** Rows that are encrypted for real. */
const ROWS = 4;

const cases = [...largeCases(), ...smallFile().cases];

describe("imported models on encrypted rows give the integers of the clear", () => {
  test.each([
    "dart",
    "light_gaps",
    "light_missing",
    "cat_gaps_max",
    "cat_texts",
    "cat_levels",
    "cat_nested",
    "gamma",
    "light_constant",
  ])("%s", async (id) => {
    const { files, X } = cases.find((item) => item.id === id)!;
    const model = readerOf(files[0])(readBytes(files[0]), { nBits: 8 });
    const circuit = await model.compile(X);
    expect(circuit.statistics().bootstraps).toBe(0);
    const clear = await model.predict(X, { fhe: "disable" });
    expect(await model.predict(X, { fhe: "simulate" })).toEqual(clear);
    expect(await model.predict(X.slice(0, ROWS), { fhe: "execute" })).toEqual(clear.slice(0, ROWS));
  });

  test("with many bits in the leaves sums are those of the file", async () => {
    const { files, X, raw } = cases.find(({ id }) => id === "dart")!;
    const model = readerOf(files[0])(readBytes(files[0]), { nBits: { opInputs: 6, opLeaves: 12 } });
    const again = reload(model) as XGBClassifier;
    expect(again).toBeInstanceOf(XGBClassifier);
    await again.compile(X);
    const sums = await again.decisionFunction(X.slice(0, ROWS), { fhe: "execute" });
    // Each of six trees, and the base, errs by half a step: the widest spread, below 1, over 2^12 - 1.
    sums.data.forEach((sum, i) => {
      expect(Math.abs(sum - raw[i])).toBeLessThan((7 * 0.5) / (2 ** 12 - 1));
    });
  });

  test("a forest from an ONNX file", async () => {
    const model = fromOnnx(readOnnx("trees/extra_trees.onnx")) as RandomForestClassifier;
    const rows = cases.find(({ id }) => id === "gamma")!.X;
    await model.compile(rows);
    const clear = await model.predict(rows, { fhe: "disable" });
    expect(await model.predict(rows.slice(0, ROWS), { fhe: "execute" })).toEqual(clear.slice(0, ROWS));
  });
});
