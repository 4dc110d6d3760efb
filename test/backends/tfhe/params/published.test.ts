import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  blindRotationVariance,
  boxHalfWidth,
  centredModulusSwitchVariance,
  keyswitchVariance,
  log2FailureProbability,
  lookupVariance,
  minimalNoise,
  noiseVariance,
  tfheRsFftNoise,
  uniformDigitEnergy,
} from "../../../../src/backends/tfhe/params/index.ts";
import { deviations, type PublishedSet } from "./published.ts";

const file = new URL("../../../fixtures/params/tfhe-rs-params.json", import.meta.url);
const sets = JSON.parse(readFileSync(file, "utf8")) as PublishedSet[];
const rows = deviations(sets);

test.each([
  ["classic", 152, 150],
  ["multi-bit", 288, 288],
] as const)("%s sets: of %i published failure probabilities %i come out to 0.01 bit", (kind, all, equal) => {
  const group = rows.filter((row) => row.kind === kind);
  expect(group).toHaveLength(all);
  const off = group.filter((row) => !(row.deviation <= 0.01));
  expect(group.length - off.length).toBe(equal);
  // Only the set whose stated bound and probability contradict each other, and its alias.
  expect(
    off
      .map((row) => row.name)
      .filter((name) => !name.includes("GPU_MESSAGE_1_CARRY_1_KS_PBS_TUNIFORM_2M128")),
  ).toEqual([]);
});

test("the inconsistent set has its stated probability with the bound its dimension asks for", () => {
  const [set] = sets.filter((s) => s.name === "V1_7_PARAM_GPU_MESSAGE_1_CARRY_1_KS_PBS_TUNIFORM_2M128");
  expect(minimalNoise(set.n, { security: 132 })).toEqual({ kind: "tuniform", boundLog2: 49 });
  const [row] = deviations([{ ...set, lweNoise: { kind: "tuniform", log2bound: 49 } }]);
  expect(row.deviation).toBeLessThan(0.01);
});

test("32-bit keyswitch target: 2^-129.581 for the 2_2 set, as stated", () => {
  const total = lookupVariance({
    bootstrap: blindRotationVariance(
      {
        lweDimension: 918,
        glweDimension: 1,
        polynomialSize: 2048,
        baseLog: 23,
        levels: 1,
        keyVariance: noiseVariance({ kind: "tuniform", boundLog2: 17 }),
      },
      tfheRsFftNoise,
    ),
    keyswitch: keyswitchVariance(
      {
        inputDimension: 2048,
        baseLog: 4,
        levels: 4,
        keyVariance: noiseVariance({ kind: "tuniform", boundLog2: 13 }, 32),
        outputLogQ: 32,
      },
      uniformDigitEnergy,
    ),
    modulusSwitch: centredModulusSwitchVariance({ dimension: 918, toLog: 12, logQ: 32 }),
    norm2Squared: 25,
  });
  expect(log2FailureProbability(total, boxHalfWidth(4))).toBeCloseTo(-129.581, 2);
});

test("every published set is at least as noisy as the 132-bit curve asks", () => {
  for (const set of sets) {
    if (set.type === "KeySwitch32PBSParameters") continue;
    for (const [dimension, noise] of [
      [set.n, set.lweNoise],
      [set.k * set.N, set.glweNoise],
    ] as const) {
      const least = minimalNoise(dimension, { security: 132, distribution: noise.kind });
      if (noise.kind === "tuniform") {
        expect(noise.log2bound, set.name).toBeGreaterThanOrEqual((least as { boundLog2: number }).boundLog2);
      } else {
        const { standardDeviation } = least as { standardDeviation: number };
        expect(noise.std / standardDeviation, set.name).toBeGreaterThan(1 - 1e-6);
      }
    }
  }
});
