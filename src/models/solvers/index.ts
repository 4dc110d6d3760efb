export * from "./box-qp.ts";
export * from "./centre.ts";
export * from "./coordinate-descent.ts";

export * from "./least-squares.ts";
export * from "./losses.ts";
export * from "./multinomial.ts";
export * from "./newton.ts";
export * from "./proximal-newton.ts";
export * from "./svd.ts";
