import type { Backend } from "../backend.ts";
import { TfheExecutable } from "./executable.ts";
import { MAXIMUM_LINEAR_BITS } from "./lower/index.ts";

/** Widest input of one table lookup by a programmable bootstrap with a padding bit. */
const MAXIMUM_LOOKUP_BITS = 8;

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
  },
  compile: (graph, options) => TfheExecutable.compile(graph, options),
  load: (bytes) => TfheExecutable.load(bytes),
};
