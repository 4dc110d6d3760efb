export type { Constant } from "./constants.ts";
export type { ConvOptions } from "./linear.ts";
export type { SliceRange } from "./movement.ts";
export { rint } from "./rint.ts";
export { trace } from "./trace.ts";
export type { InputSpec, InputSpecs, TracedFunction, TraceOptions } from "./trace.ts";
export { Tracer } from "./tracer.ts";
export type { Operand } from "./tracer.ts";
export * from "./mathjs/index.ts";
