import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BitWidthError, NoParametersError, OptionValueError, Tensor } from "../../../../src/core/index.ts";
import { trace } from "../../../../src/graph/index.ts";
import {
  LevelledClient,
  lowerLinear,
  makeSpecs,
  TfheExecutable,
} from "../../../../src/backends/tfhe/index.ts";
import {
  chooseLevelledParameters,
  levelledFailure,
} from "../../../../src/backends/tfhe/levelled/parameters.ts";
import { minimalStandardDeviation } from "../../../../src/backends/tfhe/params/index.ts";

const problems = fc.record({
  features: fc.integer({ min: 1, max: 2000 }),
  outputs: fc.integer({ min: 1, max: 300 }),
  precision: fc.integer({ min: 1, max: 30 }),
  log2Norm: fc.double({ min: 0, max: 14, noNaN: true }),
  log2PError: fc.double({ min: -128, max: -1, noNaN: true }),
  security: fc.constantFrom(128 as const, 132 as const),
});

describe("chosen parameters", () => {
  test("never have less noise than the security curve asks for, and never more failures than allowed", () => {
    fc.assert(
      fc.property(problems, ({ log2Norm, ...problem }) => {
        const norm = (outputs: number): number => outputs * 4 ** log2Norm;
        const chosen = chooseLevelledParameters({
          ...problem,
          squaredNorm: norm,
          oneNorm: norm,
          where: "test",
        });
        const dimension = chosen.glweDimension * chosen.polynomialSize;
        const required = minimalStandardDeviation(dimension, { security: problem.security }) ** 2;
        expect(chosen.noiseVariance).toBeGreaterThanOrEqual(required);
        const failure = levelledFailure(chosen, norm(chosen.outputsPerAnswer), problem.precision);
        expect(failure).toBeLessThanOrEqual(problem.log2PError);
        expect(chosen.width * chosen.outputsPerAnswer).toBeLessThanOrEqual(chosen.polynomialSize);
      }),
      { numRuns: 60 },
    );
  });

  const weights = (d: number, k: number): number[][] =>
    Array.from({ length: d }, (_, i) => Array.from({ length: k }, (_, c) => ((37 * i + 11 * c) % 255) - 127));

  test.each([
    ["30 features, one output", 30, 1, 8 * 30 + 160, 6 * 1024],
    ["64 features, ten classes", 64, 10, 7 * 1024, 8 * 1024],
  ])("%s: what travels has the predicted size and is small", async (_, d, k, inputLimit, outputLimit) => {
    const graph = trace((x) => x.matmul(weights(d, k)), { x: { shape: [d], min: 0, max: 255 } });
    const executable = await TfheExecutable.compile(graph);
    const { secretKey, evaluationKeys } = await executable.keygen();
    const inputs = executable.encrypt([Tensor.zeros([d])], secretKey);
    const [outputs] = await executable.run([inputs], evaluationKeys);
    const { inputBytes, outputBytes } = executable.report.statistics;
    expect(inputs.serialize().length).toBe(inputBytes);
    expect(outputs.serialize().length).toBe(outputBytes);
    expect(inputBytes).toBeLessThanOrEqual(inputLimit);
    expect(outputBytes).toBeLessThanOrEqual(outputLimit);
  });
});

describe("what cannot be", () => {
  test("outputs no secure noise leaves exact name the remedy", () => {
    const wide = trace((x) => x.mul(2 ** 40), { x: { min: 0, max: 1000 } });
    expect(() => lowerLinear(wide)).toThrow(NoParametersError);
    expect(() => lowerLinear(wide)).toThrow(/lower nBits/);
  });

  test("more than 53 bits are refused before anything else", () => {
    expect(() => trace((x) => x.mul(2 ** 52), { x: { min: 0, max: 1000 } })).toThrow(BitWidthError);
  });

  test("a client refuses specifications with too little noise", async () => {
    const { program, parameters } = lowerLinear(trace((x) => x.mul(3), { x: { min: 0, max: 7 } }));
    const weak = makeSpecs(
      program,
      { ...parameters, noise: { kind: "tuniform", boundLog2: 3 } },
      "0".repeat(16),
    );
    await expect(LevelledClient.open(weak)).rejects.toThrow(OptionValueError);
    await expect(LevelledClient.open(weak)).rejects.toThrow(/do not encrypt for this server/);
  });
});
