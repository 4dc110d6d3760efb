import type { GadgetShape, Variance } from "../noise/index.ts";

/** Mask polynomials and their size. */
export interface GlweSize {
  /** k. */
  readonly glweDimension: number;
  /** N. */
  readonly polynomialSize: number;
}

/** A gadget with the noise it makes for one unit of work: a key bit, or an input coefficient. */
export interface GadgetPoint extends GadgetShape {
  readonly noise: Variance;
}

/** Dimensions n that are worth trying, ascending, for keyswitching keys of one modulus. */
export interface SmallKeys {
  readonly modulusLog: 32 | 64;
  readonly dimensions: readonly number[];
  /** Noise a keyswitch adds whatever its size: the change of modulus. */
  readonly constant: Variance;
}

/**
 * Everything the search needs to know of a scheme and its curve: this library's is {@link engineModel}.
 * The search itself has no constant of its own, so that the tests can run it with published models and
 * compare with published optima.
 */
export interface SearchModel {
  readonly sizes: readonly GlweSize[];
  /** In order of preference where costs are equal. */
  readonly smallKeys: readonly SmallKeys[];
  /** Noise of a fresh ciphertext under the large key. */
  freshVariance(size: GlweSize): Variance;
  /** Gadgets by ascending levels and strictly falling noise a bit of the small key. */
  bootstrapGadgets(size: GlweSize): readonly GadgetPoint[];
  /** The same for keyswitches to `dimension`, noise a coefficient of the large key. */
  keyswitchGadgets(keys: SmallKeys, dimension: number): readonly GadgetPoint[];
  /** Noise of the switch of `dimension` words to modulus 2^toLog. */
  modulusSwitchVariance(dimension: number, toLog: number, keys: SmallKeys): Variance;
}

/** What a rotation and a keyswitch cost, in any unit; both must grow with n and with the levels. */
export interface SearchCost {
  rotation(size: GlweSize, lweDimension: number, levels: number): number;
  keyswitch(size: GlweSize, lweDimension: number, levels: number, modulusLog: 32 | 64): number;
  /** Work that depends on the large key only. */
  levelled?(size: GlweSize): number;
}

/** A complete choice. */
export interface Candidate {
  readonly size: GlweSize;
  readonly keys: SmallKeys;
  readonly lweDimension: number;
  readonly bootstrap: GadgetPoint;
  readonly keyswitch: GadgetPoint;
}

/** Noise of a bootstrapped ciphertext, and of a keyswitch. */
export interface StepNoise {
  readonly bootstrap: Variance;
  readonly keyswitch: Variance;
}

/** What a candidate's steps add. */
export function stepNoise({ size, keys, lweDimension, bootstrap, keyswitch }: Candidate): StepNoise {
  return {
    bootstrap: lweDimension * bootstrap.noise,
    keyswitch: size.glweDimension * size.polynomialSize * keyswitch.noise + keys.constant,
  };
}
