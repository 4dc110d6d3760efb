/** tfhe-rs' curves, noise formulas and search space, and the 24 sets that are their optimum. */
import { readFileSync } from "node:fs";
import {
  boxHalfWidth,
  cmuxVariance,
  keyswitchVariance,
  minimalNoise,
  minimalStandardDeviation,
  modulusSwitchVariance,
  noiseVariance,
  tfheRsFftNoise,
  uniformDigitEnergy,
} from "../../../../../src/backends/tfhe/params/index.ts";
import { paretoGadgets } from "../../../../../src/backends/tfhe/params/optimize/gadgets.ts";
import {
  constraintFailure,
  requirementsOf,
} from "../../../../../src/backends/tfhe/params/optimize/requirements.ts";
import type {
  GadgetPoint,
  GlweSize,
  SearchModel,
} from "../../../../../src/backends/tfhe/params/optimize/search-model.ts";
import { searchParameters } from "../../../../../src/backends/tfhe/params/optimize/search.ts";
import type { PublishedSet } from "../published.ts";
import { memoised } from "./memoised.ts";
import { operationCounts } from "./operation-counts.ts";

type Law = "gaussian" | "tuniform";
type Switch = "standard" | "centred";

const gadgetLimits = { baseLog: 63, bits: 63, levels: 63 };

function tfheRsModel(law: Law, modulusSwitch: Switch): SearchModel {
  // Their formulas take sigma^2 as it stands, without the rounding to integers.
  const variance = memoised((dimension: number): number =>
    law === "gaussian"
      ? minimalStandardDeviation(dimension, { security: 132 }) ** 2
      : noiseVariance(minimalNoise(dimension, { security: 132 })),
  );
  const dimensions = Array.from({ length: 2048 - 512 }, (_, i) => 512 + i).filter(
    (n) => law === "gaussian" || variance(n) < variance(n - 1),
  );
  const sizes: GlweSize[] = [];
  for (let log = 8; log <= 17; log++) {
    for (let k = 1; k <= 6; k++) {
      if (k * 2 ** log > 512) sizes.push({ glweDimension: k, polynomialSize: 2 ** log });
    }
  }
  const bootstrap = memoised((key: string): GadgetPoint[] => {
    const [k, N] = key.split(" ").map(Number);
    const shape = { glweDimension: k, polynomialSize: N, ggswVariance: variance(k * N) };
    return paretoGadgets(gadgetLimits, (gadget) => cmuxVariance({ ...shape, ...gadget }, tfheRsFftNoise));
  });
  const keyswitch = memoised((dimension: number): GadgetPoint[] =>
    paretoGadgets(gadgetLimits, (gadget) =>
      keyswitchVariance(
        { inputDimension: 1, keyVariance: variance(dimension), ...gadget },
        uniformDigitEnergy,
      ),
    ),
  );
  return {
    sizes,
    smallKeys: [{ modulusLog: 64, dimensions, constant: 0 }],
    freshVariance: ({ glweDimension: k, polynomialSize: N }) => variance(k * N),
    bootstrapGadgets: ({ glweDimension: k, polynomialSize: N }) => bootstrap(`${k} ${N}`),
    keyswitchGadgets: (_keys, dimension) => keyswitch(dimension),
    modulusSwitchVariance: (dimension, toLog) => modulusSwitchVariance({ dimension, toLog }, modulusSwitch),
  };
}

const modelOf = memoised((name: string): SearchModel => {
  const [law, modulusSwitch] = name.split(" ") as [Law, Switch];
  return tfheRsModel(law, modulusSwitch);
});

/** MESSAGE_m_CARRY_m, m = 1 .. 4, both laws, three failure probabilities: 24 sets. */
export function readOptimalSets(): PublishedSet[] {
  const file = new URL("../../../../fixtures/params/tfhe-rs-params.json", import.meta.url);
  const sets = JSON.parse(readFileSync(file, "utf8")) as PublishedSet[];
  return sets.filter(({ name }) =>
    /^V1_6_PARAM_MESSAGE_(\d)_CARRY_\1_KS_PBS_(GAUSSIAN|TUNIFORM)_2M(40|64|128)$/.test(name),
  );
}

/** Dimensions and gadgets of a set or of the search's answer, and log2 of the failure probability. */
export interface Optimum {
  n: number;
  k: number;
  N: number;
  pbs: { baseLog: number; level: number };
  ks: { baseLog: number; level: number };
  log2PFail: number;
}

export function statedOptimum({ n, k, N, pbs, ks, log2PFailComment, log2PFailField }: PublishedSet): Optimum {
  return { n, k, N, pbs, ks, log2PFail: log2PFailComment ?? log2PFailField };
}

/** Our search's answer to the question of a set. */
export function searchOptimum(set: PublishedSet): Optimum | undefined {
  const model = modelOf(`${set.lweNoise.kind} ${set.modSwitch === "Standard" ? "standard" : "centred"}`);
  const requirements = requirementsOf({
    constraints: [
      {
        bootstrapNorm: set.norm2 ** 2,
        freshNorm: 0,
        keyswitched: true,
        droppedBits: 0,
        halfWidth: boxHalfWidth(Math.log2(set.messageModulus * set.carryModulus)),
        betweenCoefficients: false,
        count: 1,
        origin: set.name,
      },
    ],
    rotations: 1,
    keyswitches: 1,
    log2PError: -Number(set.name.split("2M")[1]),
    security: 132,
    where: set.name,
  });
  const found = searchParameters(model, operationCounts, requirements);
  if (found === undefined) return undefined;
  const { size, lweDimension, bootstrap, keyswitch } = found.candidate;
  return {
    n: lweDimension,
    k: size.glweDimension,
    N: size.polynomialSize,
    pbs: { baseLog: bootstrap.baseLog, level: bootstrap.levels },
    ks: { baseLog: keyswitch.baseLog, level: keyswitch.levels },
    log2PFail: constraintFailure(requirements.all[0].constraint, found.candidate, model),
  };
}
