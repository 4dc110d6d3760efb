import type { EngineCosts, GadgetShape } from "../params/index.ts";

/** Microseconds of the operations of a circuit of diagrams on one thread. */
export interface DiagramCosts {
  keyswitch(gadget: GadgetShape): number;
  /** Of one ciphertext, for one level of a bit. */
  schemeSwitch(gadget: GadgetShape): number;
  cmux(gadget: GadgetShape): number;
}

/**
 * From the engine's costs of transforms and products. Automorphisms, rotations and sums of words are counted as shares of
 * a transform (`WORDS`), fitted once; the ratios of sizes and gadgets matter for the choice, not the unit.
 */
export function diagramCosts(
  costs: EngineCosts,
  glweDimension: number,
  polynomialSize: number,
): DiagramCosts {
  const k = glweDimension;
  const { forward, inverse, product, read } = costs.sizes[polynomialSize];
  const products = (rows: number, columns: number): number => rows * columns * (product + KEY_READS * read);
  return {
    keyswitch: ({ levels }) =>
      k * levels * forward +
      2 * (k + 1) * inverse +
      products(k * levels, 2 * (k + 1)) +
      (k + 1) * WORDS.keyswitch * forward,
    schemeSwitch: ({ levels }) =>
      (k + 1) * levels * forward +
      k * (k + 1) * (inverse + forward) +
      (k + 1) * forward +
      products((k + 1) * levels, k * (k + 1)) +
      (k + 1) ** 2 * WORDS.schemeSwitch * forward,
    cmux: ({ levels }) =>
      (k + 1) * (levels * forward + inverse) +
      products((k + 1) * levels, k + 1) +
      (k + 1) * WORDS.cmux * forward,
  };
}

/** Keys are read from the second-level cache more often than from memory: this share of the cost of a bootstrapping key's. */
const KEY_READS = 0.1;

/** A whole run on one thread over the sum of its operations: 1.10 to 1.18 on models of the benchmarks. */
export const RUN_SHARE = 1.15;

/** Work on words, in forward transforms a polynomial. */
const WORDS = { keyswitch: 1.5, schemeSwitch: 0.5, cmux: 0.5 };
