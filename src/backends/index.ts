import { clearBackend } from "./clear/index.ts";
import { registerBackend } from "./registry.ts";
import { simulateBackend } from "./simulate/index.ts";
import { tfheBackend } from "./tfhe/index.ts";

for (const backend of [tfheBackend, simulateBackend, clearBackend]) registerBackend(backend);

export * from "./backend.ts";
export * from "./circuit/index.ts";
export { Explanation } from "./explanation.ts";
export type { ExplainedNode } from "./explanation.ts";
export { clearBackend } from "./clear/index.ts";
export { checkCompileOptions, DEFAULT_P_ERROR } from "./options.ts";
export type { BackendOptions, CompileOptions, LookupMethod, RoundingOption } from "./options.ts";
export { findBackend, registerBackend, registeredBackends } from "./registry.ts";
export { simulateBackend, simulateLowered } from "./simulate/index.ts";
export { openTfheClient, tfheBackend } from "./tfhe/index.ts";
