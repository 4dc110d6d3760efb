export { tfheBackend } from "./backend.ts";
export * from "./bootstrapped/index.ts";
export * from "./diagrams/index.ts";
export * from "./exchange.ts";
export { TfheExecutable } from "./executable.ts";
export * from "./levelled/index.ts";
export * from "./lower/index.ts";
export { openTfheClient } from "./client/index.ts";
export * from "./program/index.ts";
