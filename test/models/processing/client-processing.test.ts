import { describe, expect, test } from "vitest";
import { CorruptedDataError, Tensor, UnsupportedOperationError } from "../../../src/core/index.ts";
import { ClientProcessing, decide, sigmoid, softmax } from "../../../src/models/processing/index.ts";
import { UniformQuantizer } from "../../../src/quant/index.ts";

const input = UniformQuantizer.calibrate(new Tensor(Float64Array.of(0, 10, 1, 20), [2, 2]), {
  nBits: 4,
  perFeature: true,
});
const processing = new ClientProcessing({
  input,
  outputScale: Float64Array.of(0.5, 2),
  link: "softmax",
  classes: ["a", "b"],
});
const rows = (data: number[][]): Tensor =>
  new Tensor(Float64Array.from(data.flat()), [data.length, data[0].length]);

test("decisions scale each output by its own step", () => {
  expect(
    processing
      .decisions(
        rows([
          [3, 4],
          [-2, 1],
        ]),
      )
      .toArray(),
  ).toEqual([
    [1.5, 8],
    [-1, 2],
  ]);
});

test("sigmoid keeps its small tail and complements itself", () => {
  expect(sigmoid(0)).toBe(0.5);
  expect(sigmoid(-700)).toBeCloseTo(Math.exp(-700), 310);
  expect(sigmoid(-700)).toBeGreaterThan(0);
  expect(sigmoid(1e9)).toBe(1);
  for (const z of [0.3, 5, 30]) expect(sigmoid(z) + sigmoid(-z)).toBeCloseTo(1, 15);
});

test("softmax does not overflow and ignores a shift", () => {
  const [row] = softmax(rows([[1000, 1001, 999]]));
  const [shifted] = softmax(rows([[0, 1, -1]]));
  expect(Array.from(row)).toEqual(Array.from(shifted));
});

test("ties go to the first class; a single decision must be above 0", () => {
  expect(
    Array.from(
      decide(
        rows([
          [1, 1, 0],
          [0, 2, 2],
        ]),
      ),
    ),
  ).toEqual([0, 1]);
  expect(Array.from(decide(rows([[0], [1e-300], [-1]])))).toEqual([0, 1, 0]);
});

test("the exp link gives means, and no probabilities", () => {
  const counts = new ClientProcessing({ input, outputScale: Float64Array.of(1), link: "exp" });
  expect(counts.predictions(rows([[0], [1]]))).toEqual(Float64Array.of(1, Math.E));
  expect(() => counts.probabilities(rows([[0]]))).toThrow(UnsupportedOperationError);
  expect(() => counts.probabilities(rows([[0]]))).toThrow(/use predictions or decisions/);
});

describe("JSON", () => {
  test("gives the same processing back", () => {
    const copy = ClientProcessing.fromJSON(JSON.parse(JSON.stringify(processing)));
    expect(copy).toEqual(processing);
    expect(processing.toJSON().task).toBe("classifier");
  });

  test.each([
    ["another kind", { kind: "model" }],
    ["another version", { version: 2 }],
    ["no scales", { outputScale: [] }],
    ["a scale of 0", { outputScale: [0, 1] }],
    ["an unknown link", { link: "probit" }],
    ["a regressor with classes", { task: "regressor" }],
    ["one class", { classes: ["a"] }],
    ["classes of two kinds", { classes: ["a", 1] }],
    ["no quantizer", { input: null }],
  ])("with %s is refused", (_, change) => {
    const altered = { ...processing.toJSON(), ...change };
    expect(() => ClientProcessing.fromJSON(altered)).toThrow(CorruptedDataError);
  });

  test("that is nothing at all is refused", () => {
    expect(() => ClientProcessing.fromJSON(null)).toThrow(/export the client's files again/);
  });
});
