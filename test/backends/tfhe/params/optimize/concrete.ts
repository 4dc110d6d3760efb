/** Concrete's curves, noise formulas and search space, and its table of optima. */
import { readFileSync } from "node:fs";
import {
  boxHalfWidth,
  standardModulusSwitchVariance,
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
import { memoised } from "./memoised.ts";
import { operationCountsWithSum } from "./operation-counts.ts";

/** log2 sigma = slope n + bias, at least 2 - log2 q. Source: security_weights.rs of tools/parameter-curves. */
const curves = {
  128: { slope: -0.025696778711484593, bias: 2.675931372549016 },
  132: { slope: -0.024891456582633045, bias: 2.65734593837534 },
} as const;

const q2 = 2 ** -128;
const gadgetLimits = { baseLog: 64, bits: 63, levels: 63 };

function concreteModel(security: 128 | 132): SearchModel {
  const { slope, bias } = curves[security];
  const variance = (dimension: number): number => 2 ** (2 * Math.max(slope * dimension + bias, -62));
  const dimensions = Array.from({ length: 2048 - 512 }, (_, i) => 512 + i);
  const sizes: GlweSize[] = [];
  for (let log = 8; log <= 17; log++) {
    for (let k = 1; k <= 6; k++) {
      if (k * 2 ** log > 256) sizes.push({ glweDimension: k, polynomialSize: 2 ** log });
    }
  }
  // l V (B^2 + 2)/12 + (q^2/(12 B^2l) - 1/12)/2/q^2 + 1/16/q^2, an input coefficient.
  // Source: noise-model gaussian_noise/noise/keyswitch_one_bit.rs.
  const keyswitch = memoised((dimension: number): GadgetPoint[] =>
    paretoGadgets(gadgetLimits, ({ baseLog, levels }) => {
      const B2 = 2 ** (2 * baseLog);
      const digits = (levels * variance(dimension) * (B2 + 2)) / 12;
      return digits + (2 ** (-2 * baseLog * levels) / 12 - q2 / 12) / 2 + q2 / 16;
    }),
  );
  // Source: noise-model gaussian_noise/noise/external_product_glwe.rs; FFT term with 2^-2.57722494.
  const bootstrap = memoised((key: string): GadgetPoint[] => {
    const [k, N] = key.split(" ").map(Number);
    return paretoGadgets(gadgetLimits, ({ baseLog, levels }) => {
      const B2 = 2 ** (2 * baseLog);
      const rest = 2 ** (-2 * baseLog * levels);
      return (
        (levels * (k + 1) * N * variance(k * N) * (B2 + 2)) / 12 +
        ((rest - q2) / 24) * (1 + (k * N) / 2) +
        ((k * N) / 32) * q2 +
        ((1 - k * N) ** 2 / 64) * q2 +
        2 ** (-2.57722494 + 22) * levels * B2 * N ** 2 * (k + 1) * q2
      );
    });
  });
  return {
    sizes,
    smallKeys: [{ modulusLog: 64, dimensions, constant: 0 }],
    freshVariance: ({ glweDimension: k, polynomialSize: N }) => variance(k * N),
    bootstrapGadgets: ({ glweDimension: k, polynomialSize: N }) => bootstrap(`${k} ${N}`),
    keyswitchGadgets: (_keys, dimension) => keyswitch(dimension),
    modulusSwitchVariance: (dimension, toLog) => standardModulusSwitchVariance({ dimension, toLog }),
  };
}

const models = { 128: concreteModel(128), 132: concreteModel(132) };

/** A line of the table; all but the first three are results. */
export interface ConcreteRow {
  security: 128 | 132;
  bits: number;
  log2Norm: number;
  k: number;
  log2N: number;
  n: number;
  bootstrap: { baseLog: number; levels: number };
  keyswitch: { baseLog: number; levels: number };
  /** In 2^20 operations, rounded down. */
  cost: number;
  /** To four digits, as printed. */
  pError: string;
}

export function readConcreteTable(): ConcreteRow[] {
  const file = new URL("../../../../fixtures/params/concrete-v0-optima-128-132.csv", import.meta.url);
  const [, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => {
    const cells = line.trim().split(",");
    const [security, bits, log2Norm, k, log2N, n, bl, bb, kl, kb, cost] = cells.map(Number);
    return {
      security: security as 128 | 132,
      bits,
      log2Norm,
      k,
      log2N,
      n,
      bootstrap: { baseLog: bb, levels: bl },
      keyswitch: { baseLog: kb, levels: kl },
      cost,
      pError: cells[11],
    };
  });
}

/** Four sigma on either side, as upstream's table was made. */
export const CONCRETE_P_ERROR = 6.3342483999973e-5;

/** Our search's answer to the question of a row, in the form of a row. */
export function searchConcreteRow(row: ConcreteRow): ConcreteRow | undefined {
  const { security, bits, log2Norm } = row;
  const model = models[security];
  const requirements = requirementsOf({
    constraints: [
      {
        bootstrapNorm: 4 ** log2Norm,
        freshNorm: 0,
        keyswitched: true,
        droppedBits: 0,
        halfWidth: boxHalfWidth(bits),
        betweenCoefficients: false,
        count: 1,
        origin: "lookup",
      },
    ],
    rotations: 1,
    keyswitches: 1,
    log2PError: Math.log2(CONCRETE_P_ERROR),
    security,
    where: "table",
  });
  const found = searchParameters(model, operationCountsWithSum, requirements);
  if (found === undefined) return undefined;
  const { size, lweDimension, bootstrap, keyswitch } = found.candidate;
  const failure = 2 ** constraintFailure(requirements.all[0].constraint, found.candidate, model);
  return {
    security,
    bits,
    log2Norm,
    k: size.glweDimension,
    log2N: Math.log2(size.polynomialSize),
    n: lweDimension,
    bootstrap: { baseLog: bootstrap.baseLog, levels: bootstrap.levels },
    keyswitch: { baseLog: keyswitch.baseLog, levels: keyswitch.levels },
    cost: Math.floor(found.cost / 2 ** 20),
    pError: failure.toExponential(3).replace(/e-(\d)$/, "e-0$1"),
  };
}
