export * from "./assemble.ts";
export * from "./binned-function.ts";
export type { TreeEnsembleJson } from "./json.ts";
export * from "./links.ts";
export * from "./parts.ts";
export * from "./quantize-terms.ts";
export * from "./tree-ensemble.ts";
