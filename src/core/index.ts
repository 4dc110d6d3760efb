export * from "./errors.ts";
export * from "./progress.ts";
export * from "./tensor.ts";
export type { NumericArray } from "./arrays.ts";
export * from "./frames/index.ts";
export * from "./inputs.ts";
export * from "./random.ts";
export * from "./threads.ts";
export * from "./bytes/index.ts";
