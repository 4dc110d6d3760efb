export * from "./affine.ts";
export * from "./lower.ts";
