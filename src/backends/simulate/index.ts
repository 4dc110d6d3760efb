export { simulateBackend } from "./backend.ts";
export { createErrorSource } from "./errors.ts";
export type { ErrorSource } from "./errors.ts";
export { simulateLowered } from "./blocks.ts";
export { simulateProgram } from "./interpreter.ts";
export { simulateRows } from "./parallel.ts";
export { simulateSteps } from "./steps.ts";
