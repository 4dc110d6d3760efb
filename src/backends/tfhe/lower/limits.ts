import type { BitLimits } from "../../../graph/index.ts";
import { MAXIMUM_LINEAR_BITS } from "./linear.ts";

/** Widest input of one table lookup by a programmable bootstrap with a padding bit. */
const MAXIMUM_BOOTSTRAP_BITS = 8;
/** Memory of the keys for that many bits at 2^-40, in GB, and by what factor it grows with every further bit. */
const WIDEST_GIGABYTES = 3.3;
const GROWTH = 2.2;

/** Widest table over inputs that travel as bits: what decision diagrams are made for. */
export const MAXIMUM_TABLE_BITS = 16;

/** What a circuit may hold that runs by bootstraps. */
export const bootstrapLimits = {
  where: "tfhe",
  maximumLutBits: MAXIMUM_BOOTSTRAP_BITS,
  maximumLinearBits: MAXIMUM_LINEAR_BITS,
  lookupCost: (bits: number): string => {
    const gigabytes = WIDEST_GIGABYTES * GROWTH ** (bits - MAXIMUM_BOOTSTRAP_BITS);
    const size = gigabytes < 1000 ? `about ${Math.round(gigabytes)} GB` : "thousands of GB";
    return `a bootstrap of ${bits} bits would take keys of ${size} in memory, and WebAssembly addresses 4 GB`;
  },
} satisfies BitLimits;
