/** Models damaged at any place: what comes of them is a model or one of our errors. */
import { describe, expect, test } from "vitest";
import { TruncatedDataError } from "../../src/core/index.ts";
import { fromOnnx } from "../../src/onnx/index.ts";
import { bytesOf, float, model, raw, text, value, varint } from "./support/build.ts";
import { cuts, readAltered, refusal } from "./support/damage.ts";
import { readBytes } from "./support/files.ts";

/** Whether a model is made; errors of any other kind than ours are passed on. */
function isImported(bytes: Uint8Array): boolean {
  return refusal(() => fromOnnx(bytes)) === undefined;
}

describe("damage of any kind gives a model or one of our errors", () => {
  const files = [
    "sklearn/pipeline_minmax_ridge.onnx",
    "linear/sgd_log_loss_multi.onnx",
    "linear/one_vs_rest_logistic.onnx",
    "linear/pipeline_minmax_clip.onnx",
  ];

  test.each(files)("%s cut at every byte", (path) => {
    const bytes = new Uint8Array(readBytes(path));
    for (const cut of cuts(bytes)) isImported(cut);
    expect(isImported(bytes)).toBe(true);
    expect(() => fromOnnx(bytes.subarray(0, bytes.length >> 1))).toThrow(TruncatedDataError);
  });

  test.each(files)("%s altered at random", (path) => {
    readAltered(new Uint8Array(readBytes(path)), { runs: 400, changes: 3 }, isImported);
  });

  test("a file that claims what it does not hold stays small", () => {
    const [x, y] = [value(11, "x", 2), value(12, "y", 1)];
    // 2^40 elements by their shape, none by their bytes.
    const claim = bytesOf(varint(1, 2 ** 40), varint(2, 1), text(8, "w"), raw(9, new Uint8Array()));
    expect(() => fromOnnx(model(x, y, raw(5, claim)))).toThrow(/0 elements for shape \[1099511627776\]/);
    expect(isImported(model(x, y, float(99, 1)))).toBe(false);
  });
});
