export { openDiagramEngine, openEngine, type EngineOptions } from "./open.ts";
export { hasOwnCoins, type DiagramEngine, type DiagramMatrix } from "./diagram-engine.ts";
export type { Call, ThreadPlan } from "./calls.ts";
export type { Plan, Tape, TapeWork } from "./plan.ts";
export { rowBytes } from "./core.ts";
export { detectFeatures, hasNodeWorkers, type KernelFeatures } from "./features.ts";
export { nodeWorkerArguments } from "./node-worker.ts";
export type {
  BootstrapBodiesRequest,
  BootstrapOptions,
  DigitOptions,
  Engine,
  KeyswitchBodiesRequest,
  LoadedKeys,
  Lookups,
  ModulusSwitchOptions,
  SeededKey,
} from "./engine-types.ts";
export { memoryNeeded } from "./memory.ts";
export {
  checkShape,
  type EngineShape,
  type Gadget,
  type KeyswitchShape,
  type ModulusSwitchMode,
} from "./shape.ts";
export { streamNonce } from "./reference/chacha20.ts";
export { openReferenceEngine } from "./reference/engine.ts";
export { loadModule } from "./module.ts";
export { instantiate, type KernelExports } from "./instantiate.ts";
