export { simulateBackend } from "./backend.ts";
export { createErrorSource } from "./errors.ts";
export type { ErrorSource } from "./errors.ts";
export { simulateProgram } from "./interpreter.ts";
