export * from "./optimize.ts";
export * from "./problem.ts";
