import type { Backend } from "../backend.ts";
import { TfheExecutable } from "./executable.ts";
import { MAXIMUM_LINEAR_BITS } from "./lower/index.ts";

/**
 * Real TFHE ciphertexts with automatically chosen parameters. Linear graphs run without a bootstrap, as
 * packed products; graphs with table lookups are refused with an UnsupportedOperationError.
 */
export const tfheBackend: Backend = {
  name: "tfhe",
  capabilities: {
    encrypted: true,
    lookups: false,
    maximumLinearBits: MAXIMUM_LINEAR_BITS,
    maximumLutBits: 0,
  },
  compile: (graph, options) => TfheExecutable.compile(graph, options),
  load: (bytes) => TfheExecutable.load(bytes),
};
