/** The search against trying everything, on spaces small enough for that. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  blindRotationVariance,
  centredModulusSwitchVariance,
  cmuxVariance,
  keyswitchVariance,
  log2FailureProbability,
  minimalNoise,
  noiseVariance,
  type GadgetShape,
  type NoiseConstraint,
  type OptimizationProblem,
} from "../../../../../src/backends/tfhe/params/index.ts";
import { paretoGadgets } from "../../../../../src/backends/tfhe/params/optimize/gadgets.ts";
import { requirementsOf } from "../../../../../src/backends/tfhe/params/optimize/requirements.ts";
import type {
  SearchCost,
  SearchModel,
  SmallKeys,
} from "../../../../../src/backends/tfhe/params/optimize/search-model.ts";
import { searchParameters } from "../../../../../src/backends/tfhe/params/optimize/search.ts";

const sizes = [
  { glweDimension: 2, polynomialSize: 512 },
  { glweDimension: 1, polynomialSize: 2048 },
  { glweDimension: 3, polynomialSize: 512 },
  { glweDimension: 1, polynomialSize: 4096 },
];
const dimensions = [520, 600, 680, 760, 840, 920];
const moduli = [32, 64] as const;
const limits = { baseLog: 24, bits: 48, levels: 3 };

const largeVariance = (dimension: number): number => noiseVariance(minimalNoise(dimension));
const smallVariance = (dimension: number, logQ: number): number =>
  noiseVariance(minimalNoise(dimension, { logQ }), logQ);

const smallKeys = moduli.map((modulusLog): SmallKeys => ({
  modulusLog,
  dimensions,
  constant: 2 ** (-2 * modulusLog) / 12 - 2 ** -128 / 12,
}));

const model: SearchModel = {
  sizes,
  smallKeys,
  freshVariance: ({ glweDimension: k, polynomialSize: N }) => largeVariance(k * N),
  bootstrapGadgets: (size) =>
    paretoGadgets(limits, (gadget) =>
      cmuxVariance({
        ...size,
        ...gadget,
        ggswVariance: largeVariance(size.glweDimension * size.polynomialSize),
      }),
    ),
  keyswitchGadgets: ({ modulusLog, constant }, n) =>
    paretoGadgets(
      limits,
      (gadget) =>
        keyswitchVariance({
          ...gadget,
          inputDimension: 1,
          keyVariance: smallVariance(n, modulusLog),
          outputLogQ: modulusLog,
        }) - constant,
    ),
  modulusSwitchVariance: (dimension, toLog, { modulusLog }) =>
    centredModulusSwitchVariance({ dimension, toLog, logQ: modulusLog }),
};

const cost: SearchCost = {
  rotation: ({ glweDimension: k, polynomialSize: N }, n, levels) =>
    n * (k + 1) * N * (11 * levels + 12 + (k + 1) * levels),
  keyswitch: ({ glweDimension: k, polynomialSize: N }, n, levels, modulusLog) =>
    (k * N * levels * (n + 1) * modulusLog) / 32,
};

function gadgets(): GadgetShape[] {
  const all: GadgetShape[] = [];
  for (let levels = 1; levels <= limits.levels; levels++) {
    for (let baseLog = 1; baseLog <= limits.baseLog && baseLog * levels <= limits.bits; baseLog++) {
      all.push({ baseLog, levels });
    }
  }
  return all;
}

/** Least cost over every combination, from the formulas and nothing of the optimizer. */
function leastCost(problem: OptimizationProblem): number {
  let least = Infinity;
  for (const size of sizes) {
    const { glweDimension: k, polynomialSize: N } = size;
    const fresh = largeVariance(k * N);
    for (const modulusLog of moduli) {
      for (const n of dimensions) {
        // Of a fixed number of levels only the least noise can matter; that is not what is tested here.
        const rotations = quietest((gadget) =>
          blindRotationVariance({ lweDimension: n, ...size, ...gadget, keyVariance: fresh }),
        );
        const switches = quietest((gadget) =>
          keyswitchVariance({
            ...gadget,
            inputDimension: k * N,
            keyVariance: smallVariance(n, modulusLog),
            outputLogQ: modulusLog,
          }),
        );
        for (const [i, rotation] of rotations.entries()) {
          for (const [j, keyswitch] of switches.entries()) {
            const failures = problem.constraints.map((constraint) => {
              const { bootstrapNorm, freshNorm, keyswitched, droppedBits, halfWidth } = constraint;
              const lost = constraint.betweenCoefficients ? 2 ** (droppedBits ?? 0) / (4 * N) : 0;
              if (halfWidth <= lost) return 1;
              const switched =
                droppedBits === null
                  ? 0
                  : centredModulusSwitchVariance({
                      dimension: n,
                      toLog: Math.log2(2 * N) - droppedBits,
                      logQ: modulusLog,
                    });
              const noise =
                bootstrapNorm * rotation + freshNorm * fresh + (keyswitched ? keyswitch : 0) + switched;
              return 2 ** log2FailureProbability(noise, halfWidth - lost);
            });
            if (!meets(problem, failures)) continue;
            const spent =
              problem.rotations * cost.rotation(size, n, i + 1) +
              problem.keyswitches * cost.keyswitch(size, n, j + 1, modulusLog);
            least = Math.min(least, spent);
          }
        }
      }
    }
  }
  return least;
}

function quietest(noiseOf: (gadget: GadgetShape) => number): number[] {
  const least: number[] = Array.from({ length: limits.levels }, () => Infinity);
  for (const gadget of gadgets()) {
    least[gadget.levels - 1] = Math.min(least[gadget.levels - 1], noiseOf(gadget));
  }
  return least;
}

function meets(
  { constraints, log2PError, log2GlobalPError }: OptimizationProblem,
  failures: number[],
): boolean {
  if (log2PError !== undefined) return failures.every((p) => p <= 2 ** log2PError);
  const nothing = failures.reduce((sum, p, i) => sum + constraints[i].count * Math.log1p(-Math.min(p, 1)), 0);
  return -Math.expm1(nothing) <= 2 ** log2GlobalPError!;
}

const constraint: fc.Arbitrary<NoiseConstraint> = fc.record({
  bootstrapNorm: fc.integer({ min: 0, max: 4000 }),
  freshNorm: fc.integer({ min: 0, max: 4000 }),
  keyswitched: fc.boolean(),
  droppedBits: fc.constantFrom(null, 0, 0, 1, 2),
  halfWidth: fc.double({ min: 0.004, max: 0.25, noNaN: true }),
  betweenCoefficients: fc.boolean(),
  count: fc.integer({ min: 1, max: 500 }),
  origin: fc.constant("random"),
});

const problem: fc.Arbitrary<OptimizationProblem> = fc
  .record({
    constraints: fc.array(constraint, { minLength: 1, maxLength: 6 }),
    rotations: fc.integer({ min: 0, max: 20 }),
    keyswitches: fc.integer({ min: 1, max: 20 }),
    target: fc.double({ min: -60, max: -2, noNaN: true }),
    global: fc.boolean(),
  })
  .map(({ target, global, ...rest }) => ({
    ...rest,
    ...(global ? { log2GlobalPError: target } : { log2PError: target }),
    security: 128 as const,
    where: "random problem",
  }));

test("the search finds the least cost there is, or rightly nothing, on random problems", () => {
  let feasible = 0;
  fc.assert(
    fc.property(problem, (asked) => {
      const found = searchParameters(model, cost, requirementsOf(asked));
      const least = leastCost(asked);
      if (least < Infinity) feasible++;
      expect(found?.cost ?? Infinity).toBe(least);
    }),
    { numRuns: 150 },
  );
  // Neither all nor none of the problems may be infeasible, or the test would say little.
  expect(feasible).toBeGreaterThan(30);
  expect(feasible).toBeLessThan(150);
});
