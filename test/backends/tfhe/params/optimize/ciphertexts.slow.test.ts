/** What the optimizer promises, on ciphertexts: keys with cut bodies fail as often as predicted. */
import { expect, test } from "vitest";
import {
  bootstrap,
  decode,
  encode,
  encryptLwe,
  flattenedKey,
  generateKeySet,
  lookupTable,
  openEngineWith,
  unsafePhaseLwe,
  unsafeSeededSource,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import { lookupConstraint, optimizeParameters } from "../../../../../src/backends/tfhe/params/index.ts";

const KEYS = 4;
const LOOKUPS = 800;
/** Two-sided 99.9 % of a normal law. */
const SIGMAS = 3.29;

test.each([
  // At a large norm the bootstrap's noise counts, and with it that of the cut bodies.
  { precision: 3, weight: 7, log2PError: -4, distribution: "tuniform" as const },
  { precision: 2, weight: 3, log2PError: -4, distribution: "gaussian" as const },
])(
  "lookups of $precision bits of $weight times a bootstrapped value, $distribution noise: failures as predicted",
  async ({ precision, weight, log2PError, distribution }) => {
    const chosen = optimizeParameters({
      constraints: [lookupConstraint(precision, weight)],
      rotations: 1,
      keyswitches: 1,
      log2PError,
      security: 128,
      distribution,
      where: "test",
    });
    const { parameters, bodyBits, log2WorstFailure } = chosen;
    expect(bodyBits).toBeLessThan(64);
    const seeds = unsafeSeededSource(7 * precision + weight);
    const encoding = { precision };
    // Not of zeros: rotations of a zero accumulator have no digits, and so no noise.
    const ones = lookupTable(
      encode(Array<number>(2 ** precision).fill(1), encoding),
      parameters.polynomialSize,
    );
    const identity = lookupTable(
      encode(
        Array.from({ length: 2 ** precision }, (_, m) => m),
        encoding,
      ),
      parameters.polynomialSize,
    );
    const inputs = Array<number>(LOOKUPS).fill(2 ** (precision - 1));
    let failures = 0;
    for (let r = 0; r < KEYS; r++) {
      const { secret, evaluation } = await generateKeySet(parameters, { bodyBits, unsafeSeeds: seeds });
      const engine = await openEngineWith(evaluation);
      const key = flattenedKey(secret.glwe);
      // A constant table, read in the middle: right whatever the noise of the input, noisy as any output.
      const fresh = encryptLwe(key, encode(inputs, encoding), parameters.glweNoise, seeds);
      const bits = await bootstrap(engine, fresh, [ones]);
      const sums = { ...bits, words: bits.words.map((word) => BigInt.asUintN(64, word * BigInt(weight))) };
      const out = await bootstrap(engine, sums, [identity]);
      await engine.close();
      const got = decode(unsafePhaseLwe(key, out), encoding);
      failures += got.filter((value) => value !== weight).length;
    }
    const expected = KEYS * LOOKUPS * 2 ** log2WorstFailure;
    const spread = SIGMAS * Math.sqrt(expected * (1 - 2 ** log2WorstFailure));
    expect(failures).toBeGreaterThan(expected - spread);
    expect(failures).toBeLessThan(expected + spread);
  },
);
