import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as errors from "../../src/core/index.ts";
import { createRandom, Tensor } from "../../src/core/index.ts";
import { foldLinear, UniformQuantizer } from "../../src/quant/index.ts";
import type { FoldedLinear, LinearLayer } from "../../src/quant/index.ts";

/** scale * (W q + bias), as a decrypting client would see it. */
function integerLayer({ weights, bias, scale }: FoldedLinear, q: Float64Array): number[] {
  return Array.from(bias, (b, k) => {
    let sum = b;
    for (let j = 0; j < q.length; j++) sum += weights.at(k, j) * q[j];
    return scale[k] * sum;
  });
}

function realLayer({ coef, intercept }: LinearLayer, x: Float64Array): number[] {
  return Array.from(intercept, (b, k) => x.reduce((sum, v, j) => sum + coef.at(k, j) * v, b));
}

test("integer dot products of the reference: inputs, weights, accumulators and zero-point correction", () => {
  const { linear } = JSON.parse(
    readFileSync(new URL("../fixtures/quantization/uniform.json", import.meta.url), "utf8"),
  ) as {
    linear: {
      n_bits: number;
      X: number[][];
      w: number[];
      b: number;
      x: { signed: boolean; scale: number; zero_point: number; q: number[][] };
      weights: { scale: number; q: number[] };
      accumulator: number[];
      raw_dot: number[];
      zero_point_correction: number;
      real: number[];
    }[];
  };
  for (const item of linear) {
    const X = new Tensor(Float64Array.from(item.X.flat()), [item.X.length, item.w.length]);
    const inputs = UniformQuantizer.calibrate(X, { nBits: item.n_bits, signed: item.x.signed });
    const weights = UniformQuantizer.calibrate(Tensor.vector(item.w), {
      nBits: item.n_bits,
      signed: true,
      mode: "symmetricNarrow",
    });
    const q = inputs.quantize(X);
    const w = weights.quantize(Tensor.vector(item.w)).data;
    expect(q.toArray()).toEqual(item.x.q);
    expect(Array.from(w)).toEqual(item.weights.q);
    const raw = Array.from(q, (row) => row.reduce((sum, value, j) => sum + value * w[j], 0));
    expect(raw).toEqual(item.raw_dot);
    const correction = -inputs.zeroPoint[0] * w.reduce((sum, value) => sum + value, 0);
    expect(correction).toBe(item.zero_point_correction);
    expect(raw.map((value) => value + correction)).toEqual(item.accumulator);
    item.real.forEach((value, i) => {
      const ours = inputs.scale[0] * weights.scale[0] * item.accumulator[i] + item.b;
      expect(ours).toBeCloseTo(value, 12);
    });
  }
});

describe("error bound", () => {
  const sizes = fc.record({
    features: fc.integer({ min: 1, max: 12 }),
    outputs: fc.integer({ min: 1, max: 4 }),
    inputBits: fc.integer({ min: 1, max: 12 }),
    weightBits: fc.integer({ min: 2, max: 12 }),
    perFeature: fc.boolean(),
    seed: fc.integer(),
  });

  test("holds for every row inside the calibrated range, whatever the features' units", () => {
    fc.assert(
      fc.property(sizes, ({ features, outputs, inputBits, weightBits, perFeature, seed }) => {
        const random = createRandom(seed);
        const unit = Array.from({ length: features }, () => 10 ** (random.integer(13) - 6));
        const X = Tensor.zeros([20, features]).map((_, i) => unit[i % features] * (random.normal() + 3));
        const inputQuantizer = UniformQuantizer.calibrate(X, { nBits: inputBits, perFeature });
        const coef = Tensor.zeros([outputs, features]).map((_, i) => random.normal() / unit[i % features]);
        const intercept = Float64Array.from({ length: outputs }, () => 5 * random.normal());
        const layer = { coef, intercept, inputQuantizer, weightBits };
        const folded = foldLinear(layer);
        const largest = 2 ** (weightBits - 1) - 1;
        expect(folded.weights.data.every((w) => Number.isInteger(w) && Math.abs(w) <= largest)).toBe(true);
        expect(folded.bias.every(Number.isSafeInteger)).toBe(true);
        for (const row of X) {
          const q = inputQuantizer.quantize(Tensor.vector(row)).data;
          const [ours, real] = [integerLayer(folded, q), realLayer(layer, row)];
          real.forEach((value, k) => {
            expect(Math.abs(ours[k] - value)).toBeLessThanOrEqual(folded.errorBound[k] * (1 + 1e-9));
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  test("more weight bits bring the bound down towards the inputs' own error", () => {
    const random = createRandom(4);
    const X = Tensor.zeros([50, 6]).map(() => random.normal());
    const inputQuantizer = UniformQuantizer.calibrate(X, { nBits: 8, perFeature: true });
    const coef = Tensor.zeros([1, 6]).map(() => random.normal());
    const bounds = [4, 8, 12, 16].map(
      (weightBits) => foldLinear({ coef, intercept: [0], inputQuantizer, weightBits }).errorBound[0],
    );
    expect(bounds.toSorted((a, b) => b - a)).toEqual(bounds);
    const inputs = coef.data.reduce((sum, w, j) => sum + (Math.abs(w) * inputQuantizer.scale[j]) / 2, 0);
    expect(bounds[3]).toBeLessThan(1.1 * inputs);
  });
});

test("a feature a billion times greater than its neighbour costs the neighbour no accuracy", () => {
  const random = createRandom(1);
  const standard = Tensor.zeros([200, 2]).map(() => random.normal());
  const unit = [1e6, 1e-3];
  const scaled = standard.map((value, i) => value * unit[i % 2]);
  const fold = (X: Tensor, coef: number[]): number[] => {
    const inputQuantizer = UniformQuantizer.calibrate(X, { nBits: 8, perFeature: true });
    const layer = {
      coef: new Tensor(Float64Array.from(coef), [1, 2]),
      intercept: [0.5],
      inputQuantizer,
      weightBits: 8,
    };
    const folded = foldLinear(layer);
    return Array.from(X, (row) => {
      const ours = integerLayer(folded, inputQuantizer.quantize(Tensor.vector(row)).data)[0];
      return Math.abs(ours - realLayer(layer, row)[0]);
    });
  };
  const rms = (errors: number[]): number =>
    Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
  const [reference, ours] = [rms(fold(standard, [1, -0.7])), rms(fold(scaled, [1e-6, -700]))];
  expect(ours).toBeCloseTo(reference, 9);
  // One scale for both columns would round the small one away altogether.
  expect(ours).toBeLessThan(0.02);
});

test("a feature far from zero does not multiply the rounding of its weight", () => {
  const random = createRandom(2);
  const X = Tensor.zeros([100, 2]).map((_, i) => (i % 2 === 0 ? 1e6 : 0) + random.normal());
  const inputQuantizer = UniformQuantizer.calibrate(X, { nBits: 8, perFeature: true });
  const layer = {
    coef: new Tensor(Float64Array.of(1, 0.4), [1, 2]),
    intercept: [-1e6],
    inputQuantizer,
    weightBits: 8,
  };
  const folded = foldLinear(layer);
  for (const row of X) {
    const q = inputQuantizer.quantize(Tensor.vector(row)).data;
    expect(Math.abs(integerLayer(folded, q)[0] - realLayer(layer, row)[0])).toBeLessThan(0.06);
  }
});

test("a typical input as centre removes the mean error of rounded weights", () => {
  const random = createRandom(3);
  // Skewed inputs: the middle of the range is far from the mean.
  const X = Tensor.zeros([400, 20]).map(() => Math.exp(2 * random.normal()));
  const inputQuantizer = UniformQuantizer.calibrate(X, { nBits: 8, perFeature: true });
  const q = inputQuantizer.quantize(X);
  const center = Array.from(
    { length: 20 },
    (_, j) => Array.from(q, (row) => row[j]).reduce((a, b) => a + b) / 400,
  );
  const coef = Tensor.zeros([1, 20]).map(() => random.normal());
  const layer = { coef, intercept: [0], inputQuantizer, weightBits: 4 };
  const meanError = (folded: FoldedLinear): number => {
    const dequantized = inputQuantizer.dequantize(q);
    let sum = 0;
    for (let i = 0; i < 400; i++) {
      sum += integerLayer(folded, q.row(i))[0] - realLayer(layer, dequantized.row(i))[0];
    }
    return Math.abs(sum / 400);
  };
  const centred = foldLinear({ ...layer, center });
  // What is left is the rounding of the constant.
  expect(meanError(centred)).toBeLessThanOrEqual((centred.scale[0] / 2) * (1 + 1e-9));
  expect(meanError(foldLinear(layer))).toBeGreaterThan(5 * centred.scale[0]);
});

describe("edges", () => {
  const inputQuantizer = UniformQuantizer.calibrate(Tensor.vector([0, 1]), { nBits: 8 });
  const fold = (coef: number[], intercept: number[], weightBits = 8): FoldedLinear =>
    foldLinear({
      coef: new Tensor(Float64Array.from(coef), [1, coef.length]),
      intercept,
      inputQuantizer,
      weightBits,
    });

  test("only an intercept: exact", () => {
    const { weights, bias, scale } = fold([0, 0], [-2.5]);
    expect(weights.data.every((w) => w === 0)).toBe(true);
    expect(bias[0] * scale[0]).toBe(-2.5);
    expect(fold([0], [0]).bias[0]).toBe(0);
  });

  test("an intercept that dwarfs the weights stays an exact integer", () => {
    const { bias, scale } = fold([1e-12], [1e9]);
    expect(Number.isSafeInteger(bias[0])).toBe(true);
    expect(bias[0] * scale[0]).toBeCloseTo(1e9, 5);
  });

  test("bad arguments name themselves", () => {
    expect(() => fold([1], [1, 2])).toThrow(errors.ShapeError);
    expect(() => fold([NaN], [1])).toThrow(errors.NonFiniteValueError);
    expect(() => fold([1], [Infinity])).toThrow(/check the data the model was fitted on/);
    expect(() => fold([1], [1], 1)).toThrow(errors.OptionValueError);
    expect(() => fold([1], [1], 17)).toThrow(/from 2 to 16/);
    const coef = Tensor.zeros([1, 2]);
    expect(() => foldLinear({ coef, intercept: [0], inputQuantizer, weightBits: 8, center: [1] })).toThrow(
      /one value a feature/,
    );
  });
});
