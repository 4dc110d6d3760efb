export * from "./algorithms/index.ts";
export * from "./entities/index.ts";
export * from "./random/index.ts";
export * from "./serialization/index.ts";
