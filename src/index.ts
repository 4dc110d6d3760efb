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
  explain,
  Explanation,
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
  ExecuteOptions,
  ExplainedNode,
  KeySet,
  Report,
  Sample,
  SecretKey,
  ServerSide,
  SimulateOptions,
  SimulationReport,
  Statistics,
} from "./backends/index.ts";
export * from "./core/index.ts";
export * from "./models/index.ts";
