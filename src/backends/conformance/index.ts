export { conformanceCases, conformanceSamples } from "./cases.ts";
export type { ConformanceCase } from "./cases.ts";
export { conformanceChecks } from "./suite.ts";
export type { ConformanceCheck } from "./suite.ts";
