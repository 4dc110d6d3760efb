export { passes, runPasses } from "./run.ts";
export type { PassOptions } from "./run.ts";
