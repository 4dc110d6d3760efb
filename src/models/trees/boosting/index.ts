export * from "./boost.ts";
export type { EvaluationRows } from "./early-stopping.ts";
export * from "./objectives.ts";
export * from "./options.ts";
