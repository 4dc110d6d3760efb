import type { Backend } from "../backend.ts";
import { TfheExecutable } from "./executable.ts";
import { bootstrapLimits, MAXIMUM_LINEAR_BITS, MAXIMUM_TABLE_BITS } from "./lower/index.ts";

/**
 * Real TFHE ciphertexts with automatically chosen parameters. Linear graphs, and sums of functions of single inputs,
 * run as packed products; trees, and tables over few input bits, as decision diagrams of CMUX gates; every other lookup
 * is one bootstrap, or shares one.
 */
export const tfheBackend: Backend = {
  name: "tfhe",
  capabilities: {
    encrypted: true,
    lookups: true,
    maximumLinearBits: MAXIMUM_LINEAR_BITS,
    // Of inputs that travel as bits; of other values 8, which lowering checks.
    maximumLutBits: MAXIMUM_TABLE_BITS,
    lookupCost: bootstrapLimits.lookupCost,
  },
  compile: (graph, options) => TfheExecutable.compile(graph, options),
  load: (bytes) => TfheExecutable.load(bytes),
};
