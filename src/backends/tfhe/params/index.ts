export * from "./cost/index.ts";
export * from "./distribution.ts";
export * from "./failure.ts";
export * from "./lookup.ts";
export * from "./noise/index.ts";
export * from "./optimize/index.ts";
export * from "./parameters.ts";
export * from "./security.ts";
