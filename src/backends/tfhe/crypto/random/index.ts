export * from "./domains.ts";
export * from "./key-stream.ts";
export * from "./samplers.ts";
export * from "./seed.ts";
export * from "./source.ts";
