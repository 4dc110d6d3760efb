export * from "./plot-diagram.ts";
