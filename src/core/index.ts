export * from "./errors.ts";
export * from "./progress.ts";
export * from "./tensor.ts";
export * from "./inputs.ts";
export * from "./random.ts";
export * from "./bytes/index.ts";
