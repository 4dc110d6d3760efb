export * from "./costs.ts";
export * from "./predict.ts";
export { calibratedCosts } from "./table.ts";
