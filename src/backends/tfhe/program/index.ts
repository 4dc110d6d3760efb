export * from "./print.ts";
export * from "./program.ts";
