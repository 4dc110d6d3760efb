import {
  uniformDigitEnergy,
  blindRotationVariance,
  boxHalfWidth,
  keyswitchVariance,
  log2FailureProbability,
  lookupVariance,
  modulusSwitchVariance,
  multiBitBlindRotationVariance,
  multiBitModulusSwitchVariance,
  tfheRsFftNoise,
  type GroupingFactor,
} from "../../../../src/backends/tfhe/params/index.ts";

/** One entry of test/fixtures/params/tfhe-rs-params.json. */
export interface PublishedSet {
  name: string;
  type: string;
  n: number;
  k: number;
  N: number;
  lweNoise: PublishedNoise;
  glweNoise: PublishedNoise;
  pbs: { baseLog: number; level: number };
  ks: { baseLog: number; level: number };
  messageModulus: number;
  carryModulus: number;
  norm2: number;
  order: "KS_PBS" | "PBS_KS";
  modSwitch: string;
  groupingFactor: GroupingFactor | null;
  log2PFailField: number;
  log2PFailComment: number | null;
}
type PublishedNoise = { kind: "gaussian"; std: number } | { kind: "tuniform"; log2bound: number };

export interface Deviation {
  name: string;
  kind: "classic" | "multi-bit";
  stated: number;
  computed: number;
  deviation: number;
  inconsistent?: string;
}

/** Upstream takes sigma^2 as it stands, without the rounding to integers that our sampler has. */
function variance(noise: PublishedNoise): number {
  return noise.kind === "gaussian" ? noise.std ** 2 : (2 ** (2 * noise.log2bound + 1) + 1) / 6 / 2 ** 128;
}

/** log2 of the failure probability of one set, with tfhe-rs' conventions. */
export function computedLog2PFail(set: PublishedSet): number {
  const { n, k, N, pbs, ks, norm2 } = set;
  const rotation = {
    lweDimension: n,
    glweDimension: k,
    polynomialSize: N,
    baseLog: pbs.baseLog,
    levels: pbs.level,
    keyVariance: variance(set.glweNoise),
  };
  const toSwitch = { dimension: n, toLog: Math.log2(2 * N) };
  const group = set.groupingFactor;
  const total = lookupVariance({
    bootstrap:
      group === null
        ? blindRotationVariance(rotation, tfheRsFftNoise)
        : multiBitBlindRotationVariance(rotation, group),
    keyswitch: keyswitchVariance(
      {
        inputDimension: k * N,
        baseLog: ks.baseLog,
        levels: ks.level,
        keyVariance: variance(set.lweNoise),
      },
      uniformDigitEnergy,
    ),
    modulusSwitch:
      group === null
        ? modulusSwitchVariance(toSwitch, set.modSwitch === "Standard" ? "standard" : "centred")
        : multiBitModulusSwitchVariance(toSwitch, group),
    norm2Squared: norm2 ** 2,
    order: set.order === "KS_PBS" ? "keyswitch-first" : "bootstrap-first",
  });
  return log2FailureProbability(total, boxHalfWidth(Math.log2(set.messageModulus * set.carryModulus)));
}

/** Stated against computed, for the 64-bit classic and multi-bit sets (KS32 sets have their own test). */
export function deviations(sets: PublishedSet[]): Deviation[] {
  return sets
    .filter((set) => set.type !== "KeySwitch32PBSParameters")
    .map((set) => {
      const stated = set.log2PFailComment ?? set.log2PFailField;
      const computed = computedLog2PFail(set);
      // One GPU set and its alias state the probability of bound 49 beside a bound of 50.
      const wrongBound =
        set.n === 759 &&
        set.lweNoise.kind === "tuniform" &&
        set.lweNoise.log2bound === 50 &&
        set.modSwitch !== "MultiBit";
      return {
        name: set.name,
        kind: set.groupingFactor === null ? ("classic" as const) : ("multi-bit" as const),
        stated,
        computed,
        deviation: Math.abs(stated - computed),
        ...(wrongBound ? { inconsistent: "bound 50 beside the probability of bound 49" } : {}),
      };
    });
}
