import type { Backend } from "../backend.ts";
import { TfheExecutable } from "./executable.ts";
import { MAXIMUM_LINEAR_BITS } from "./lower/index.ts";

/** Widest input of one table lookup by a programmable bootstrap with a padding bit. */
const MAXIMUM_LOOKUP_BITS = 8;
/** Memory of the keys for that many bits at 2^-40, in GB, and by what factor it grows with every further bit. */
const WIDEST_GIGABYTES = 3.3;
const GROWTH = 2.2;

function lookupCost(bits: number): string {
  const gigabytes = WIDEST_GIGABYTES * GROWTH ** (bits - MAXIMUM_LOOKUP_BITS);
  const size = gigabytes < 1000 ? `about ${Math.round(gigabytes)} GB` : "thousands of GB";
  return `a lookup of ${bits} bits would take keys of ${size} in memory, and WebAssembly addresses 4 GB`;
}

/**
 * Real TFHE ciphertexts with automatically chosen parameters. Linear graphs, and sums of functions of single inputs,
 * run without a bootstrap, as packed products; every other lookup is one bootstrap, or shares one.
 */
export const tfheBackend: Backend = {
  name: "tfhe",
  capabilities: {
    encrypted: true,
    lookups: true,
    maximumLinearBits: MAXIMUM_LINEAR_BITS,
    maximumLutBits: MAXIMUM_LOOKUP_BITS,
    lookupCost,
  },
  compile: (graph, options) => TfheExecutable.compile(graph, options),
  load: (bytes) => TfheExecutable.load(bytes),
};
