import { describe, expect, test } from "vitest";
import { OutOfRangeError } from "../../../../../src/core/index.ts";
import {
  keyStream,
  sampleBinary,
  sampleNoise,
  unsafeSeedFrom,
} from "../../../../../src/backends/tfhe/crypto/random/index.ts";
import { noiseVariance, type NoiseDistribution } from "../../../../../src/backends/tfhe/params/index.ts";

// All seeds are fixed, so each test gives one verdict for ever. Thresholds are for a fresh seed:
// normal quantile 4.06 two-sided is 5e-5, chi-square quantile likewise; about 40 statistics in all,
// so a right sampler fails this file with probability 0.2 %.
const Z = 4.06;

/** Wilson-Hilferty: the chi-square quantile at the normal quantile z. */
function chiSquareQuantile(degrees: number, z: number): number {
  const c = 2 / (9 * degrees);
  return degrees * (1 - c + z * Math.sqrt(c)) ** 3;
}

describe("secret bits", () => {
  test("are uniform, singly and in groups of 4", () => {
    const n = 400_000;
    const bits = sampleBinary(keyStream(unsafeSeedFrom("bits"), 1, 0), n);
    const ones = bits.reduce((sum, bit) => sum + bit, 0);
    expect(Math.abs(ones - n / 2) / Math.sqrt(n / 4)).toBeLessThan(Z);
    const counts = new Float64Array(16);
    for (let i = 0; i < n; i += 4) counts[bits[i] * 8 + bits[i + 1] * 4 + bits[i + 2] * 2 + bits[i + 3]]++;
    const expected = n / 4 / 16;
    const chi = counts.reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0);
    expect(chi).toBeLessThan(chiSquareQuantile(15, 3.9));
  });
  test("only the asked number comes back, whole bytes or not", () => {
    const long = sampleBinary(keyStream(unsafeSeedFrom(1), 1, 0), 64);
    expect([...sampleBinary(keyStream(unsafeSeedFrom(1), 1, 0), 13)]).toEqual([...long.subarray(0, 13)]);
  });
});

describe("TUniform", () => {
  test.each([0, 1, 3, 4])("bound %i: every integer as often as it should be", (boundLog2) => {
    const n = 200_000;
    const draws = sampleNoise(
      keyStream(unsafeSeedFrom("t"), 3, boundLog2),
      { kind: "tuniform", boundLog2 },
      n,
    );
    const edge = 2 ** boundLog2;
    const counts = new Float64Array(2 * edge + 1);
    for (const draw of draws) counts[Number(draw) + edge]++;
    let chi = 0;
    counts.forEach((count, i) => {
      const expected = (i === 0 || i === 2 * edge ? 0.5 : 1) * (n / (2 * edge));
      chi += (count - expected) ** 2 / expected;
    });
    expect(chi).toBeLessThan(chiSquareQuantile(counts.length - 1, 3.9));
  });
  test.each([3, 17, 29, 30, 31, 32, 33, 45, 50, 61])(
    "bound %i: mean 0, variance of the formula, within bounds",
    (boundLog2) => {
      const distribution: NoiseDistribution = { kind: "tuniform", boundLog2 };
      const n = 100_000;
      const draws = sampleNoise(keyStream(unsafeSeedFrom("moments"), 3, boundLog2), distribution, n);
      const { mean, variance } = moments(draws);
      const sigma2 = noiseVariance(distribution) * 2 ** 128;
      expect(Math.abs(mean) / Math.sqrt(sigma2 / n)).toBeLessThan(Z);
      // Fourth moment of a uniform law: kurtosis 1.8, so var(variance) = 0.8 sigma^4 / n.
      expect(Math.abs(variance / sigma2 - 1) / Math.sqrt(0.85 / n)).toBeLessThan(Z);
      const edge = 2n ** BigInt(boundLog2);
      expect(draws.every((draw) => draw >= -edge && draw <= edge)).toBe(true);
    },
  );
});

describe("Gaussian", () => {
  test.each([-62, -58, -48.3, -33, -31.9, -20])("log2 sigma %f: moments to the fourth", (log2) => {
    const distribution: NoiseDistribution = { kind: "gaussian", standardDeviation: 2 ** log2 };
    const n = 100_001; // odd: half a pair is dropped
    const draws = sampleNoise(keyStream(unsafeSeedFrom("gauss"), 3, 0), distribution, n);
    const { mean, variance, kurtosis } = moments(draws);
    const sigma2 = noiseVariance(distribution) * 2 ** 128;
    expect(Math.abs(mean) / Math.sqrt(sigma2 / n)).toBeLessThan(Z);
    expect(Math.abs(variance / sigma2 - 1) / Math.sqrt(2 / n)).toBeLessThan(Z);
    expect(Math.abs(kurtosis - 3) / Math.sqrt(24 / n)).toBeLessThan(Z);
  });
  test("32 equiprobable cells are equally full", () => {
    const n = 200_000;
    const sigma = 2 ** 20;
    const draws = sampleNoise(
      keyStream(unsafeSeedFrom("cells"), 3, 0),
      { kind: "gaussian", standardDeviation: sigma / 2 ** 64 },
      n,
    );
    const counts = new Float64Array(32);
    for (const draw of draws) counts[Math.min(31, Math.floor(normalCdf(Number(draw) / sigma) * 32))]++;
    const chi = counts.reduce((sum, c) => sum + (c - n / 32) ** 2 / (n / 32), 0);
    expect(chi).toBeLessThan(chiSquareQuantile(31, 3.9));
  });
});

test("distributions outside their range are refused", () => {
  const stream = keyStream(unsafeSeedFrom(1), 1, 1);
  expect(() => sampleNoise(stream, { kind: "tuniform", boundLog2: 62 }, 1)).toThrow(OutOfRangeError);
  expect(() => sampleNoise(stream, { kind: "tuniform", boundLog2: 1.5 }, 1)).toThrow(OutOfRangeError);
  expect(() => sampleNoise(stream, { kind: "gaussian", standardDeviation: 0 }, 1)).toThrow(/minimalNoise/);
  expect(() => sampleNoise(stream, { kind: "gaussian", standardDeviation: 3.2 }, 1)).toThrow(OutOfRangeError);
});

function moments(draws: BigInt64Array): { mean: number; variance: number; kurtosis: number } {
  let [sum, squares, fourths] = [0, 0, 0];
  for (const draw of draws) {
    const x = Number(draw);
    sum += x;
    squares += x * x;
    fourths += x ** 4;
  }
  const n = draws.length;
  return { mean: sum / n, variance: squares / n, kurtosis: fourths / n / (squares / n) ** 2 };
}

/** Zelen and Severo, Handbook of Mathematical Functions 26.2.17; error below 7.5e-8. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}
