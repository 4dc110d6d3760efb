import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as errors from "../../src/core/index.ts";
import { Tensor } from "../../src/core/index.ts";
import { rint, UniformQuantizer } from "../../src/quant/index.ts";
import type { QuantizerMode, QuantizerOptions } from "../../src/quant/index.ts";

interface Case {
  id: string;
  n_bits: number;
  signed: boolean;
  mode: string;
  calibration: number[];
  values: number[];
  scale: number;
  zero_point: number;
  qmin: number;
  qmax: number;
  q: number[];
  dequantized: number[];
}

// The oracle: numpy's results, see the README of the fixtures.
const fixture = JSON.parse(
  readFileSync(new URL("../fixtures/quantization/uniform.json", import.meta.url), "utf8"),
) as {
  cases: Case[];
  half_way: Omit<Case, "id">[];
  edge: { id: string; calibration: (number | string)[] }[];
};

const modes: Record<string, QuantizerMode> = {
  asymmetric: "asymmetric",
  symmetric: "symmetric",
  symmetric_narrow: "symmetricNarrow",
};

/** Vitest tells 0 from -0; the fixtures write both. */
const positiveZero = (values: ArrayLike<number>): number[] => Array.from(values, (value) => value + 0);

const asymmetric = (nBits: number, more: Partial<QuantizerOptions> = {}): QuantizerOptions => ({
  nBits,
  ...more,
});

describe("reference cases", () => {
  test.each(fixture.cases)("$id", (item) => {
    const quantizer = UniformQuantizer.calibrate(Tensor.vector(item.calibration), {
      nBits: item.n_bits,
      signed: item.signed,
      mode: modes[item.mode],
    });
    expect(quantizer.scale).toEqual(Float64Array.of(item.scale));
    expect(positiveZero(quantizer.zeroPoint)).toEqual([item.zero_point + 0]);
    expect([quantizer.qmin, quantizer.qmax]).toEqual([item.qmin, item.qmax]);
    const q = quantizer.quantize(Tensor.vector(item.values));
    expect(positiveZero(q.data)).toEqual(positiveZero(item.q));
    expect(positiveZero(quantizer.dequantize(q).data)).toEqual(positiveZero(item.dequantized));
  });

  test.each(fixture.half_way.map((item, index) => ({ index, ...item })))(
    "half-way points $index: scale $scale, zero point $zero_point",
    (item) => {
      const signed = item.qmin < 0;
      const nBits = Math.log2(item.qmax - item.qmin + 1);
      const quantizer = new UniformQuantizer(
        { nBits, signed },
        Float64Array.of(item.scale),
        Float64Array.of(item.zero_point),
      );
      const q = quantizer.quantize(Tensor.vector(item.values));
      expect(positiveZero(q.data)).toEqual(positiveZero(item.q));
      expect(positiveZero(quantizer.dequantize(q).data)).toEqual(positiveZero(item.dequantized));
    },
  );

  test("the edge cases of the fixtures are all known here", () => {
    expect(fixture.edge.map((edge) => edge.id)).toEqual(["constant", "all zero", "NaN", "Infinity"]);
  });
});

describe("degenerate calibrations", () => {
  const options = fc.record({
    nBits: fc.integer({ min: 1, max: 16 }),
    signed: fc.boolean(),
    perFeature: fc.boolean(),
  });

  test("a constant is represented exactly, at any size, sign and number of bits", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), options, (constant, chosen) => {
        const values = new Tensor(Float64Array.of(constant, constant, constant), [3, 1]);
        const quantizer = UniformQuantizer.calibrate(values, chosen);
        const q = quantizer.quantize(values);
        expect(q.data.every((value) => value >= quantizer.qmin && value <= quantizer.qmax)).toBe(true);
        expect(positiveZero(quantizer.dequantize(q).data)).toEqual(positiveZero(values.data));
      }),
    );
  });

  test("all zeros stay zeros in every mode", () => {
    for (const mode of ["asymmetric", "symmetric", "symmetricNarrow"] as const) {
      const quantizer = UniformQuantizer.calibrate(Tensor.vector([0, 0]), { nBits: 8, signed: true, mode });
      expect(quantizer.dequantize(quantizer.quantize(Tensor.vector([0]))).data).toEqual(Float64Array.of(0));
    }
  });

  test("a spread far below the magnitude counts as constant instead of losing the zero point", () => {
    const quantizer = UniformQuantizer.calibrate(Tensor.vector([1e15, 1e15 + 0.125]), asymmetric(16));
    expect(Number.isSafeInteger(quantizer.zeroPoint[0])).toBe(true);
    const back = quantizer.dequantize(quantizer.quantize(Tensor.vector([1e15]))).data[0];
    expect(Math.abs(back - 1e15)).toBeLessThanOrEqual(0.125);
  });

  test.each([NaN, Infinity, -Infinity])("%s is refused by calibrate", (bad) => {
    const calibrate = (): unknown => UniformQuantizer.calibrate(Tensor.vector([1, bad]), asymmetric(8));
    expect(calibrate).toThrow(errors.NonFiniteValueError);
    expect(calibrate).toThrow(/at element 1.*impute the missing values/);
  });

  test("NaN is refused by quantize, infinities saturate", () => {
    const quantizer = UniformQuantizer.calibrate(Tensor.vector([0, 1]), asymmetric(8));
    expect(() => quantizer.quantize(Tensor.vector([0, NaN]))).toThrow(errors.NonFiniteValueError);
    expect(quantizer.quantize(Tensor.vector([-Infinity, Infinity])).data).toEqual(Float64Array.of(0, 255));
  });

  test("nothing to calibrate on, an infinite spread and a negative value without sign are refused", () => {
    expect(() => UniformQuantizer.calibrate(Tensor.zeros([0, 3]), asymmetric(8))).toThrow(
      errors.EmptyInputError,
    );
    const wide = Tensor.vector([-1.7e308, 1.7e308]);
    expect(() => UniformQuantizer.calibrate(wide, asymmetric(1))).toThrow(/rescale the data/);
    const unsigned = { nBits: 8, mode: "symmetric" } as const;
    expect(() => UniformQuantizer.calibrate(Tensor.vector([-1]), unsigned)).toThrow(/set signed: true/);
  });
});

describe("properties", () => {
  // Steps far below 1e-280 are subnormal: a double has too few bits there for half a step to mean anything.
  const finite = fc
    .double({ min: -1e9, max: 1e9, noNaN: true })
    .map((value) => (Math.abs(value) < 1e-280 ? 0 : value));

  test("inside the calibrated range the error is at most half a step", () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 2 }), fc.integer({ min: 2, max: 16 }), (values, nBits) => {
        const tensor = Tensor.vector(values);
        const quantizer = UniformQuantizer.calibrate(tensor, { nBits });
        const back = quantizer.dequantize(quantizer.quantize(tensor));
        const ulps = 4 * Number.EPSILON * Math.max(...values.map(Math.abs));
        values.forEach((value, i) => {
          expect(Math.abs(back.data[i] - value)).toBeLessThanOrEqual(quantizer.scale[0] / 2 + ulps);
        });
      }),
    );
  });

  test("per feature equals one quantizer a column", () => {
    const X = new Tensor(
      Float64Array.from({ length: 60 }, (_, i) => Math.sin(i) * 10 ** (i % 4)),
      [15, 4],
    );
    const all = UniformQuantizer.calibrate(X, { nBits: 6, perFeature: true });
    const q = all.quantize(X);
    for (let j = 0; j < 4; j++) {
      const column = Tensor.vector(Array.from(X, (row) => row[j]));
      const one = UniformQuantizer.calibrate(column, { nBits: 6 });
      expect([all.scale[j], all.zeroPoint[j]]).toEqual([one.scale[0], one.zeroPoint[0]]);
      expect(Float64Array.from(q, (row) => row[j])).toEqual(one.quantize(column).data);
    }
    expect(() => all.quantize(Tensor.zeros([2, 3]))).toThrow(errors.ShapeError);
  });

  test("JSON gives the same quantizer back, bit for bit", () => {
    const X = new Tensor(Float64Array.of(0.1, 1e-300, 0.7, 3, -5, 1e300), [2, 3]);
    const quantizer = UniformQuantizer.calibrate(X, { nBits: 7, signed: true, perFeature: true });
    expect(UniformQuantizer.fromJSON(JSON.parse(JSON.stringify(quantizer)))).toEqual(quantizer);
  });

  test.each([
    ["nothing", null],
    ["another kind", { kind: "tree" }],
    ["another version", { version: 2 }],
    ["bits nobody has", { nBits: 99 }],
    ["a scale of 0", { scale: [0] }],
    ["a scale that is text", { scale: ["1"] }],
    ["lists of two lengths", { scale: [1, 1] }],
    ["a broken zero point", { zeroPoint: [0.5] }],
    ["two scales for one tensor", { scale: [1, 1], zeroPoint: [0, 0] }],
  ])("JSON with %s is refused", (_, change) => {
    const json = UniformQuantizer.calibrate(Tensor.vector([0, 1]), asymmetric(8)).toJSON();
    const altered = change === null ? null : { ...json, ...change };
    expect(() => UniformQuantizer.fromJSON(altered)).toThrow(errors.CorruptedDataError);
    expect(() => UniformQuantizer.fromJSON(altered)).toThrow(/write the quantizer again/);
  });

  test.each([0, -1, 0.5, 17, NaN, "8"])("nBits = %s is refused", (nBits) => {
    const options = { nBits } as QuantizerOptions;
    expect(() => UniformQuantizer.calibrate(Tensor.vector([0, 1]), options)).toThrow(errors.OptionValueError);
    expect(() => UniformQuantizer.calibrate(Tensor.vector([0, 1]), options)).toThrow(/from 1 to 16/);
  });

  test.each([
    [{ nBits: 8, mode: "narrow" }, /mode one of asymmetric, symmetric, symmetricNarrow/],
    [{ nBits: 8, mode: "symmetricNarrow" }, /set signed: true/],
    [{ nBits: 1, mode: "symmetricNarrow", signed: true }, /nBits to 2 or more/],
  ])("%o is refused", (options, message) => {
    const given = options as QuantizerOptions;
    expect(() => UniformQuantizer.calibrate(Tensor.vector([0, 1]), given)).toThrow(message);
  });
});

test("rint rounds half to even up to the greatest doubles", () => {
  const cases = [
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, 0],
    [-1.5, -2],
    [-2.5, -2],
    [0.49999999999999994, 0],
    [4503599627370495.5, 4503599627370496],
    [4503599627370494.5, 4503599627370494],
    [-4503599627370495.5, -4503599627370496],
    [9007199254740993, 9007199254740992],
    [1e300, 1e300],
  ];
  for (const [x, expected] of cases) expect(rint(x)).toBe(expected);
});
