export { DEFAULT_MEMORY_LIMIT } from "./engine-search.ts";
export * from "./optimize.ts";
export * from "./problem.ts";
export * from "./reach.ts";
export { effectiveHalfWidth } from "./requirements.ts";
