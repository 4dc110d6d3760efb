export { tfheBackend } from "./backend.ts";
export { TfheExecutable } from "./executable.ts";
export * from "./levelled/index.ts";
export { lowerLinear } from "./lower/index.ts";
export type { Lowered } from "./lower/index.ts";
export * from "./program/index.ts";
