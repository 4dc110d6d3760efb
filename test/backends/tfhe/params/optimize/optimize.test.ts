import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blindRotationVariance,
  calibratedCosts,
  centredModulusSwitchVariance,
  findParameters,
  isSecure,
  keyswitchVariance,
  log2FailureProbability,
  lookupConstraint,
  noiseVariance,
  optimizeParameters,
  predictMilliseconds,
  truncationVariance,
  type NoiseConstraint,
  type OptimizationProblem,
  type OptimizedParameters,
} from "../../../../../src/backends/tfhe/params/index.ts";
import { searchEngine } from "../../../../../src/backends/tfhe/params/optimize/engine-search.ts";
import { generateKeySet, serializeEvaluationKeys } from "../../../../../src/backends/tfhe/crypto/index.ts";
import { checkShape, memoryNeeded } from "../../../../../src/backends/tfhe/kernel/index.ts";
import { FheLearnError, NoParametersError } from "../../../../../src/core/index.ts";

const constraint: fc.Arbitrary<NoiseConstraint> = fc.record({
  bootstrapNorm: fc.integer({ min: 0, max: 3000 }),
  freshNorm: fc.integer({ min: 0, max: 3000 }),
  keyswitched: fc.boolean(),
  droppedBits: fc.constantFrom(null, 0, 0, 1),
  halfWidth: fc.double({ min: 0.003, max: 0.25, noNaN: true }),
  betweenCoefficients: fc.boolean(),
  count: fc.integer({ min: 1, max: 1000 }),
  origin: fc.constant("random"),
});

const problem: fc.Arbitrary<OptimizationProblem> = fc
  .record({
    constraints: fc.array(constraint, { minLength: 1, maxLength: 5 }),
    rotations: fc.integer({ min: 1, max: 50 }),
    keyswitches: fc.integer({ min: 1, max: 50 }),
    target: fc.double({ min: -128, max: -3, noNaN: true }),
    global: fc.boolean(),
    security: fc.constantFrom(128 as const, 132 as const),
    distribution: fc.constantFrom("tuniform" as const, "tuniform" as const, "gaussian" as const),
  })
  .map(({ target, global, ...rest }) => ({
    ...rest,
    ...(global ? { log2GlobalPError: target } : { log2PError: target }),
    where: "random problem",
  }));

const lookup = (
  bits: number,
  norm: number,
  rest: Partial<OptimizationProblem> = {},
): OptimizationProblem => ({
  constraints: [lookupConstraint(bits, norm)],
  rotations: 1,
  keyswitches: 1,
  log2PError: -40,
  security: 128,
  where: "compile",
  ...rest,
});

/** Predicted milliseconds, without the report; infinite where there are no parameters. */
function cheapest(asked: OptimizationProblem): number {
  return searchEngine({ ...asked, distribution: "tuniform" }, calibratedCosts)?.cost ?? Infinity;
}

/** A constraint's noise from the public formulas, for the keys as they are generated. */
function variance(c: NoiseConstraint, { parameters, bodyBits }: OptimizedParameters): number {
  const { lweDimension: n, glweDimension: k, polynomialSize: N, bootstrap, keyswitch } = parameters;
  const fresh = noiseVariance(parameters.glweNoise);
  const bootstrapped = blindRotationVariance({
    ...bootstrap,
    lweDimension: n,
    glweDimension: k,
    polynomialSize: N,
    keyVariance: fresh + truncationVariance(bodyBits),
  });
  const logQ = keyswitch.modulusLog;
  const switched = keyswitchVariance({
    ...keyswitch,
    inputDimension: k * N,
    keyVariance: noiseVariance(parameters.lweNoise, logQ),
    outputLogQ: logQ,
  });
  const toLog = Math.log2(2 * N) - (c.droppedBits ?? 0);
  const rounded = centredModulusSwitchVariance({ dimension: n, toLog, logQ });
  return (
    c.bootstrapNorm * bootstrapped +
    c.freshNorm * fresh +
    (c.keyswitched ? switched : 0) +
    (c.droppedBits === null ? 0 : rounded)
  );
}

test("parameters are at the security curve, run on the engine, and keep every probability asked for", () => {
  fc.assert(
    fc.property(problem, (asked) => {
      const found = findParameters(asked);
      if (found === undefined) return;
      const { parameters } = found;
      expect(isSecure(parameters, asked.security)).toBe(true);
      expect(parameters.lweDimension).toBeGreaterThanOrEqual(450);
      expect(parameters.keyswitch.baseLog).toBeLessThan(10);
      checkShape(parameters);
      expect(memoryNeeded(parameters)).toBeLessThanOrEqual(2 ** 32);

      let nothing = 0;
      for (const [i, c] of asked.constraints.entries()) {
        const lost = c.betweenCoefficients ? 2 ** (c.droppedBits ?? 0) / (4 * parameters.polynomialSize) : 0;
        const log2 = log2FailureProbability(variance(c, found), c.halfWidth - lost);
        expect(found.constraints[i].constraint).toBe(c);
        expect(Math.abs(found.constraints[i].log2Failure - log2)).toBeLessThan(1e-6 * Math.max(1, -log2));
        if (asked.log2PError !== undefined) expect(log2).toBeLessThan(asked.log2PError + 1e-6);
        nothing += c.count * Math.log1p(-(2 ** log2));
      }
      // 2^-128 is lost in 1 - p: a sum that small is compared with nothing but itself.
      if (asked.log2GlobalPError !== undefined) {
        expect(Math.log2(-Math.expm1(nothing))).toBeLessThan(asked.log2GlobalPError + 1e-6);
        expect(found.log2GlobalFailure).toBeLessThan(asked.log2GlobalPError + 1e-6);
      }
      expect(found.slackBits).toBeGreaterThanOrEqual(0);
      const { rotations, keyswitches } = asked;
      expect(found.milliseconds).toBeCloseTo(predictMilliseconds(parameters, { rotations, keyswitches }), 6);
    }),
    { numRuns: 150 },
  );
});

test("a harder problem never costs less, a looser probability never more", () => {
  const harder: ((asked: OptimizationProblem) => OptimizationProblem)[] = [
    (asked) => ({
      ...asked,
      constraints: asked.constraints.map((c) => ({ ...c, halfWidth: c.halfWidth / 2 })),
    }),
    (asked) => ({
      ...asked,
      constraints: asked.constraints.map((c) => ({ ...c, bootstrapNorm: 3 * c.bootstrapNorm + 1 })),
    }),
    (asked) => ({ ...asked, constraints: [...asked.constraints, lookupConstraint(4, 20)] }),
    (asked) => ({ ...asked, constraints: asked.constraints.map((c) => ({ ...c, count: 100 * c.count })) }),
    (asked) =>
      asked.log2PError === undefined
        ? { ...asked, log2GlobalPError: asked.log2GlobalPError! * 1.5 }
        : { ...asked, log2PError: asked.log2PError * 1.5 },
    (asked) => ({ ...asked, memoryLimit: 1e8 }),
  ];
  fc.assert(
    fc.property(problem, (asked) => {
      const cost = cheapest(asked);
      for (const more of harder) expect(cheapest(more(asked))).toBeGreaterThanOrEqual(cost);
    }),
    { numRuns: 80 },
  );
});

test("the probability of a whole sample is used up to the last set that keeps it", () => {
  const constraints = [1, 2, 3].map((bits) => ({ ...lookupConstraint(bits, 4), count: 100 }));
  const asked = { ...lookup(3, 4), constraints, log2PError: undefined, log2GlobalPError: -30 };
  const found = optimizeParameters(asked);
  expect(found.log2GlobalFailure).toBeLessThanOrEqual(-30);
  // What each of the 300 lookups would need on its own is not less than what they need together.
  const split = optimizeParameters({
    ...asked,
    log2GlobalPError: undefined,
    log2PError: -30 - Math.log2(300),
  });
  expect(split.milliseconds).toBeGreaterThanOrEqual(found.milliseconds);
  const single = optimizeParameters({ ...asked, log2GlobalPError: undefined, log2PError: -30 });
  expect(single.milliseconds).toBeLessThanOrEqual(found.milliseconds);
});

test("bodies keep the fewest bits that do: one bit less breaks a constraint", () => {
  for (const [bits, norm] of [
    [2, 3],
    [4, 5],
    [5, 9],
  ]) {
    const asked = lookup(bits, norm);
    const found = optimizeParameters(asked);
    const failure = (bodyBits: number): number =>
      log2FailureProbability(
        variance(asked.constraints[0], { ...found, bodyBits }),
        asked.constraints[0].halfWidth,
      );
    expect(failure(found.bodyBits)).toBeLessThanOrEqual(-40);
    expect(failure(found.bodyBits - 1)).toBeGreaterThan(-40);
  }
});

test("keys of a 4-bit circuit: at most 21 MB, at 2^-40 and norm 10, and serialized in as many bytes as said", async () => {
  expect(optimizeParameters(lookup(4, 10)).keyBytes).toBeLessThanOrEqual(21e6);
  const { parameters, bodyBits, keyBytes } = optimizeParameters(lookup(1, 1, { log2PError: -10 }));
  const { evaluation } = await generateKeySet(parameters, { bodyBits });
  const overhead = serializeEvaluationKeys(evaluation).length - keyBytes;
  expect(overhead).toBeGreaterThanOrEqual(0);
  expect(overhead).toBeLessThan(300);
});

test("keyswitches modulo 2^64 are taken where those modulo 2^32 cannot be quiet enough, or cost more", () => {
  expect(optimizeParameters(lookup(4, 5)).parameters.keyswitch.modulusLog).toBe(32);
  const costs = {
    ...calibratedCosts,
    keyswitch: { 32: calibratedCosts.keyswitch[64], 64: calibratedCosts.keyswitch[32] },
  };
  const asked = lookup(4, 5, { keyswitches: 100 });
  expect(optimizeParameters(asked, { costs }).parameters.keyswitch.modulusLog).toBe(64);
});

test("less memory is kept to, at the price of time", () => {
  const asked = lookup(5, 5);
  const free = optimizeParameters(asked);
  const memoryLimit = free.memoryBytes - 1;
  const kept = optimizeParameters({ ...asked, memoryLimit });
  expect(kept.memoryBytes).toBeLessThanOrEqual(memoryLimit);
  expect(kept.milliseconds).toBeGreaterThan(free.milliseconds);
});

describe("no parameters", () => {
  const message = (asked: OptimizationProblem): string => {
    try {
      optimizeParameters(asked);
    } catch (error) {
      if (error instanceof NoParametersError) return error.message;
      throw error;
    }
    return "found parameters";
  };
  const relu = { ...lookupConstraint(12, 3), origin: "relu: lookup of 12 bits" };
  const small = lookupConstraint(3, 2);

  test("noise: names the constraint that is infeasible by itself, how far it is, and what would do", () => {
    const text = message(lookup(12, 3, { constraints: [small, relu, small] }));
    expect(text).toMatch(
      /^compile: relu: lookup of 12 bits needs noise of standard deviation 2\^-16\.8 or less/,
    );
    expect(text).toMatch(/p_error 2\^-40 for each, weights of 2-norm 3/);
    expect(text).toMatch(/the best secure set \(n = \d+, k = 1, N = 32768\) gives 2\^-13\.\d/);
    expect(text).toMatch(/Allowed: 4 bits less at this norm, with 128 bits of security and N <= 32768/);
    expect(text).toMatch(/give "relu: lookup of 12 bits" 4 bits less .*larger pError/);
    const fewer = { ...relu, halfWidth: relu.halfWidth * 16 };
    expect(message(lookup(12, 3, { constraints: [small, fewer] }))).toBe("found parameters");
    const oneMore = { ...relu, halfWidth: relu.halfWidth * 8 };
    expect(message(lookup(12, 3, { constraints: [small, oneMore] }))).not.toBe("found parameters");
  });

  test("memory: names the megabytes and the limit", () => {
    expect(message(lookup(8, 5, { log2PError: -128 }))).toMatch(
      /leads to keys of \d{4} MB in memory\. Allowed: 4295 MB .*the CPA-D preset \(2\^-128\) reaches lookups of at most 7 bits at norm 5: 1 bit less/,
    );
    const constraints = [small, { ...lookupConstraint(6, 1), origin: "sigmoid" }];
    expect(message(lookup(6, 1, { constraints, memoryLimit: 150e6 }))).toMatch(
      /^compile: sigmoid .* leads to keys of \d+ MB in memory\. Allowed: 150 MB/,
    );
  });

  test("boxes narrower than a coefficient, and weights too large for any precision", () => {
    const narrow = { ...lookupConstraint(16, 1), betweenCoefficients: true, origin: "exp" };
    expect(message(lookup(1, 1, { constraints: [narrow] }))).toMatch(
      /exp needs .*no N up to 32768 has a coefficient for every one of its boxes/,
    );
    expect(message(lookup(1, 1e14))).toMatch(/no precision is possible .*scale down or prune the weights/);
  });

  test("constraints that only exclude each other together are said to", () => {
    // One needs few words to switch, the other a quiet keyswitch and so many.
    const coarse = {
      ...lookupConstraint(9, 0),
      keyswitched: false,
      halfWidth: 7.3 * Math.sqrt(450 / 48) * 2 ** -16,
      origin: "a",
    };
    const quiet = { ...lookupConstraint(14, 0), droppedBits: null, origin: "b" };
    for (const alone of [coarse, quiet]) {
      expect(message(lookup(1, 1, { constraints: [alone] }))).toBe("found parameters");
    }
    expect(message(lookup(1, 1, { constraints: [coarse, quiet] }))).toMatch(
      /every constraint can be met by itself, but not all with one key set .*closest to its limit is a, with 0\.0/,
    );
  });
});

test.each([
  ["both probabilities", { log2GlobalPError: -20 }, "CONFLICTING_OPTIONS"],
  ["no probability", { log2PError: undefined }, "CONFLICTING_OPTIONS"],
  ["a probability of 1", { log2PError: 0 }, "OPTION_VALUE"],
  ["NaN as probability", { log2PError: NaN }, "OPTION_VALUE"],
  ["no constraint", { constraints: [] }, "EMPTY_INPUT"],
  ["a negative norm", { constraints: [{ ...lookupConstraint(3, 1), bootstrapNorm: -1 }] }, "OPTION_VALUE"],
  ["an infinite norm", { constraints: [{ ...lookupConstraint(3, 1), freshNorm: Infinity }] }, "OPTION_VALUE"],
  ["no width", { constraints: [{ ...lookupConstraint(3, 1), halfWidth: 0 }] }, "OPTION_VALUE"],
  ["half a dropped bit", { constraints: [{ ...lookupConstraint(3, 1), droppedBits: 0.5 }] }, "OPTION_VALUE"],
  ["a count of zero", { constraints: [{ ...lookupConstraint(3, 1), count: 0 }] }, "OPTION_VALUE"],
  ["negative rotations", { rotations: -1 }, "OPTION_VALUE"],
  ["keyswitches that are no number", { keyswitches: NaN }, "OPTION_VALUE"],
  ["no memory", { memoryLimit: 0 }, "OPTION_VALUE"],
  ["an unknown level of security", { security: 100 as never }, "OPTION_VALUE"],
  ["an unknown law", { distribution: "normal" as never }, "OPTION_VALUE"],
])("refuses %s", (_what, wrong, code) => {
  try {
    optimizeParameters(lookup(3, 1, wrong));
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(FheLearnError);
    expect((error as FheLearnError).code).toBe(code);
  }
});
