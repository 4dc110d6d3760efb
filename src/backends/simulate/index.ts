export { simulateBackend } from "./backend.ts";
export { createErrorSource } from "./errors.ts";
export type { ErrorSource } from "./errors.ts";
export { simulateLowered, simulateProgram } from "./interpreter.ts";
export { simulateSteps } from "./steps.ts";
