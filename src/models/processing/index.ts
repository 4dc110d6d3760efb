export * from "./client-processing.ts";
export * from "./links.ts";
export * from "./outcome.ts";
