import type { Backend } from "../backend.ts";
import { TfheExecutable } from "./executable.ts";
import { MAXIMUM_LINEAR_BITS } from "./lower/index.ts";

/** Widest input of one table lookup by a programmable bootstrap with a padding bit. */
const MAXIMUM_LOOKUP_BITS = 8;

/**
 * Real TFHE ciphertexts with automatically chosen parameters. Linear graphs run without a bootstrap, as
 * packed products; graphs with table lookups are refused with an UnsupportedOperationError, after their
 * widths were checked against what one bootstrap holds.
 */
export const tfheBackend: Backend = {
  name: "tfhe",
  capabilities: {
    encrypted: true,
    lookups: false,
    maximumLinearBits: MAXIMUM_LINEAR_BITS,
    maximumLutBits: MAXIMUM_LOOKUP_BITS,
  },
  compile: (graph, options) => TfheExecutable.compile(graph, options),
  load: (bytes) => TfheExecutable.load(bytes),
};
