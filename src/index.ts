/**
 * Machine learning on encrypted data: train in the clear, simulate, then run on TFHE ciphertexts.
 *
 * @module
 */
export {
  Circuit,
  compile,
  compileGraph,
  encrypted,
  registerBackend,
  registeredBackends,
} from "./backends/index.ts";
export type {
  Capabilities,
  CircuitValue,
  ClientSide,
  ClientSpecs,
  CompileOptions,
  CompileOptions as Configuration,
  EncryptedInputs,
  EncryptedOutputs,
  EvaluationKeys,
  Executable,
  KeySet,
  Report,
  Sample,
  SecretKey,
  ServerSide,
  SimulateOptions,
  Statistics,
} from "./backends/index.ts";
export * from "./core/index.ts";
export * from "./models/index.ts";
