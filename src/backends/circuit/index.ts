export { Circuit } from "./circuit.ts";
export type { CircuitValue } from "./circuit.ts";
export { compile, compileGraph, encrypted } from "./compile.ts";
export type { CompileGraphOptions, InputStatus } from "./compile.ts";
export { explain } from "./explain.ts";
export type { Sample } from "./input-set.ts";
