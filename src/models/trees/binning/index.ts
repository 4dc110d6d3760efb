export * from "./binned-matrix.ts";
export * from "./binner.ts";
export * from "./cuts.ts";
export * from "./single-precision.ts";
export * from "./training-grid.ts";
