/** The search model of this library's engine: what its kernels support, and the noise they make. */
import { noiseVariance, type NoiseDistribution, type NoiseKind } from "../distribution.ts";
import {
  centredModulusSwitchVariance,
  cmuxVariance,
  keyswitchVariance,
  truncationVariance,
  type Variance,
} from "../noise/index.ts";
import { minimalNoise, MINIMAL_DIMENSION, type SecurityLevel } from "../security.ts";
import { paretoGadgets, type GadgetLimits } from "./gadgets.ts";
import type { GadgetPoint, GlweSize, SearchModel, SmallKeys } from "./search-model.ts";

const POLYNOMIAL_SIZES = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];
const LARGEST_GLWE_DIMENSION = 8;
/** The large key's dimension: below, no noise is both secure and small enough for a lookup. */
const LARGE_DIMENSIONS = { least: 768, most: 65_536 };
const LARGEST_SMALL_DIMENSION = 2047;

/**
 * Digits are cut out of the 52 bits of a double's mantissa. They are one-sided, with mean -1/2: times the noise
 * of the key that is an offset common to every rotation. From base 2^5 on it is below 0.3 % of the variance.
 */
const BOOTSTRAP_GADGETS: GadgetLimits = { baseLog: 31, leastBaseLog: 5, bits: 52, levels: 10 };

/**
 * Below base 2^10 the engine balances the digits of keyswitches. One-sided digits of these small bases would
 * give every lookup under a key a large offset in common, and failures of one sample would not be independent
 * of another's.
 */
const KEYSWITCH_GADGETS: Record<32 | 64, GadgetLimits> = {
  32: { baseLog: 9, bits: 31, levels: 31 },
  64: { baseLog: 9, bits: 62, levels: 62 },
};

/**
 * Bits a body may be cut to in any case: with the last `SPARE_BITS` of a bound kept, rounding adds 1.6 % to
 * the variance of the key. The search counts with it, so that keys travel without bits that are noise.
 */
const SPARE_BITS = 2;

const models = new Map<string, SearchModel>();

/** The model of one curve and law; fronts of gadgets are kept from call to call. */
export function engineModel(security: SecurityLevel, distribution: NoiseKind): SearchModel {
  const name = `${security} ${distribution}`;
  let model = models.get(name);
  if (model === undefined) models.set(name, (model = makeModel(security, distribution)));
  return model;
}

/** Most top bits of the bodies of a bootstrapping key that are worth sending. */
export function usefulBodyBits(noise: NoiseDistribution): number {
  const log2Unit =
    noise.kind === "tuniform" ? noise.boundLog2 : Math.floor(Math.log2(noise.standardDeviation) + 64 + 0.8);
  return Math.min(64, 64 - log2Unit + SPARE_BITS);
}

function makeModel(security: SecurityLevel, distribution: NoiseKind): SearchModel {
  const largeNoise = cached((dimension: number) => minimalNoise(dimension, { security, distribution }));
  const smallVariance = (dimension: number, logQ: number): Variance =>
    noiseVariance(minimalNoise(dimension, { security, distribution, logQ }), logQ);
  const bootstrapGadgets = new Map<string, GadgetPoint[]>();
  const keyswitchGadgets = {
    32: cached((dimension: number) => switchGadgets(dimension, 32)),
    64: cached((dimension: number) => switchGadgets(dimension, 64)),
  };

  function switchGadgets(dimension: number, modulusLog: 32 | 64): GadgetPoint[] {
    const keyVariance = smallVariance(dimension, modulusLog);
    const constant = modulusChange(modulusLog);
    return paretoGadgets(
      KEYSWITCH_GADGETS[modulusLog],
      (gadget) =>
        keyswitchVariance({ inputDimension: 1, keyVariance, outputLogQ: modulusLog, ...gadget }) - constant,
    );
  }

  return {
    sizes: glweSizes(),
    smallKeys: ([32, 64] as const).map((modulusLog): SmallKeys => ({
      modulusLog,
      dimensions: smallDimensions((dimension) => smallVariance(dimension, modulusLog)),
      constant: modulusChange(modulusLog),
    })),
    freshVariance: ({ glweDimension, polynomialSize }) =>
      noiseVariance(largeNoise(glweDimension * polynomialSize)),
    bootstrapGadgets(size) {
      const { glweDimension: k, polynomialSize: N } = size;
      const name = `${k} ${N}`;
      let front = bootstrapGadgets.get(name);
      if (front === undefined) {
        const noise = largeNoise(k * N);
        const ggswVariance = noiseVariance(noise) + truncationVariance(usefulBodyBits(noise));
        front = paretoGadgets(BOOTSTRAP_GADGETS, (gadget) =>
          cmuxVariance({ ...size, ...gadget, ggswVariance }),
        );
        bootstrapGadgets.set(name, front);
      }
      return front;
    },
    keyswitchGadgets: ({ modulusLog }, dimension) => keyswitchGadgets[modulusLog](dimension),
    modulusSwitchVariance: (dimension, toLog, { modulusLog }) =>
      centredModulusSwitchVariance({ dimension, toLog, logQ: modulusLog }),
  };
}

/** Rounding of the body to the new modulus, less that of the old one. */
function modulusChange(modulusLog: 32 | 64): Variance {
  return 2 ** (-2 * modulusLog) / 12 - 2 ** -128 / 12;
}

/** All (k, N), those with the least work first: a cheap find early cuts the most. */
function glweSizes(): GlweSize[] {
  const sizes: GlweSize[] = [];
  for (const polynomialSize of POLYNOMIAL_SIZES) {
    for (let glweDimension = 1; glweDimension <= LARGEST_GLWE_DIMENSION; glweDimension++) {
      const dimension = glweDimension * polynomialSize;
      if (dimension < LARGE_DIMENSIONS.least || dimension > LARGE_DIMENSIONS.most) continue;
      sizes.push({ glweDimension, polynomialSize });
    }
  }
  return sizes.sort((a, b) => words(a) - words(b));
}

function words({ glweDimension, polynomialSize }: GlweSize): number {
  return (glweDimension + 1) * polynomialSize;
}

/** Of all n with the same noise only the smallest: more key bits cost more and add noise. */
function smallDimensions(variance: (dimension: number) => Variance): number[] {
  const dimensions: number[] = [];
  let last = Number.POSITIVE_INFINITY;
  for (let n = MINIMAL_DIMENSION; n <= LARGEST_SMALL_DIMENSION; n++) {
    const here = variance(n);
    if (here < last) dimensions.push(n);
    last = here;
  }
  return dimensions;
}

function cached<T>(make: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = make(key)));
    return value;
  };
}
