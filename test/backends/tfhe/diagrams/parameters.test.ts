import { describe, expect, test } from "vitest";
import { NoParametersError } from "../../../../src/core/index.ts";
import {
  chooseDiagramParameters,
  DiagramBuilder,
  diagramVariance,
  diagramWeights,
  packingOf,
  precisionOf,
  reversed,
  sentBits,
  sentCoefficients,
  splitCounts,
  type DiagramChoice,
  type DiagramProgram,
} from "../../../../src/backends/tfhe/diagrams/index.ts";
import {
  maximalVariance,
  minimalNoise,
  noiseVariance,
  type SecurityLevel,
} from "../../../../src/backends/tfhe/params/index.ts";
import { randomEnsemble } from "./ensembles.ts";

function choose(program: DiagramProgram, log2PError = -40, security: SecurityLevel = 128): DiagramChoice {
  return chooseDiagramParameters({ program, log2PError, security, where: "test" });
}

describe("chosen parameters", () => {
  const shapes = [
    { trees: 1, depth: 2, features: 3, bits: 2, leafMax: 1, seed: 1 },
    { trees: 20, depth: 3, features: 30, bits: 6, leafMax: 32, seed: 2 },
    { trees: 60, depth: 4, features: 20, bits: 8, leafMax: 100, classes: 3, seed: 3 },
  ];

  test.each(shapes)("are secure, hold at p_error, and fit the limits of bytes: %o", (shape) => {
    const { program } = randomEnsemble(shape);
    for (const [log2PError, security] of [
      [-40, 128],
      [-40, 132],
      [-20, 128],
      [-100, 132],
    ] as const) {
      const { parameters, prediction } = choose(program, log2PError, security);
      const { glweDimension, polynomialSize, noise } = parameters;
      const least = minimalNoise(glweDimension * polynomialSize, { security });
      expect(noiseVariance(noise)).toBeGreaterThanOrEqual(noiseVariance(least));
      const limit = maximalVariance(2 ** -(parameters.precision + 1), log2PError);
      const variance = diagramVariance(parameters, diagramWeights(program), program.bias.length);
      expect(variance).toBeLessThanOrEqual(limit);
      expect(prediction.log2Failure).toBeLessThanOrEqual(log2PError);
      expect(prediction.keyBytes).toBeLessThan(3e6);
      expect(prediction.queryBytes).toBeLessThan(30e3);
      expect(prediction.answerBytes).toBeLessThan(16e3);
      expect(prediction.memoryBytes).toBeLessThan(300e6);
      // Messages are not cut, and every sent bit has its place.
      const { query, expansion, queryBits, ciphertexts } = parameters;
      expect(queryBits).toBeGreaterThanOrEqual(query.baseLog * query.levels + expansion.length);
      const bits = sentBits(program.inputs).length;
      const packing = packingOf(bits, parameters);
      expect(packing.items).toBeLessThanOrEqual(2 ** expansion.length);
      expect(packing.bitsPerCiphertext * ciphertexts).toBeGreaterThanOrEqual(bits);
    }
  });

  test("cost no more where more errors are allowed", () => {
    const { program } = randomEnsemble(shapes[1]);
    const times = [-10, -40, -80].map((log2PError) => choose(program, log2PError).prediction.milliseconds);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("depend on the inputs' ranges and the bits in use: unused ones are sent, not expanded", () => {
    const make = (features: number): DiagramChoice => {
      const builder = new DiagramBuilder([{ name: "x", shape: [features], min: 0, max: 63 }]);
      const leaf = (value: number): number => builder.leaf([value]);
      const roots = [0, 1].map((f) => builder.threshold(f, 21, leaf(0), leaf(9)));
      return choose(builder.program({ outputs: [{ shape: [1] }], roots }));
    };
    const [few, many] = [make(2), make(30)];
    expect(many.prediction.schemeSwitches / many.parameters.query.levels).toBe(12);
    expect(few.prediction.cmux).toBe(many.prediction.cmux);
    expect(many.prediction.keyswitches).toBeLessThan(3 * few.prediction.keyswitches);
    const items = ({ parameters }: DiagramChoice, bits: number): number => packingOf(bits, parameters).items;
    expect(items(many, 180)).toBeGreaterThan(items(few, 12));
  });

  test("where nothing fits, say why, what would, and what to do", () => {
    const { program } = randomEnsemble({
      trees: 40,
      depth: 3,
      features: 10,
      bits: 6,
      leafMax: 2 ** 24,
      seed: 8,
    });
    expect(() => choose(program)).toThrow(NoParametersError);
    expect(() => choose(program)).toThrow(
      /sums of 40 diagrams .* (3\d) bits wide.*at most 1\d bits.*lower opLeaves/,
    );
    const builder = new DiagramBuilder([{ name: "x", shape: [1], min: 0, max: 2 ** 40 }]);
    const wide = builder.program({
      outputs: [{ shape: [1] }],
      roots: [builder.threshold(0, 5, builder.leaf([0]), builder.leaf([1]))],
    });
    expect(() => choose(wide)).toThrow(/element 0 .* 41 bits.*at most 31 bits/);
  });
});

test("precision is that of the widest output", () => {
  expect(
    precisionOf({
      ranges: [
        { min: -3, max: 4 },
        { min: 0, max: 1 },
      ],
    }),
  ).toBe(3);
  expect(precisionOf({ ranges: [{ min: 0, max: 8 }] })).toBe(4);
  expect(precisionOf({ ranges: [{ min: 7, max: 7 }] })).toBe(1);
});

describe("packing", () => {
  test("coefficients are leaves in reversed order; all travel unless the expansion reaches the last", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((x) => reversed(x, 3))).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
    const shape = { ciphertexts: 1, query: { baseLog: 4, levels: 2 }, polynomialSize: 8 };
    const whole = { ...shape, expansion: { length: 3 } };
    expect([...sentCoefficients(packingOf(3, whole), whole)]).toEqual([0, 4, 2, 6, 1, 5]);
    const part = { ...shape, expansion: { length: 2 } };
    expect([...sentCoefficients(packingOf(2, part), part)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("keyswitches are the inner nodes above used leaves", () => {
    const packing = { bitsPerCiphertext: 4, items: 8, words: 8 };
    // Leaves 0 .. 7, two a bit: all of them, only bit 0, bits 0 and 3, and one in a second ciphertext.
    expect(splitCounts([0, 1, 2, 3], packing, 3, 2)).toEqual([1, 2, 4]);
    expect(splitCounts([0], packing, 3, 2)).toEqual([1, 1, 1]);
    expect(splitCounts([0, 3], packing, 3, 2)).toEqual([1, 2, 2]);
    expect(splitCounts([0, 5], packing, 3, 2)).toEqual([2, 2, 2]);
    // Three leaves a bit: the second one begins in the middle of a node.
    expect(splitCounts([0, 1], { bitsPerCiphertext: 2, items: 6, words: 8 }, 3, 3)).toEqual([1, 2, 3]);
  });
});
