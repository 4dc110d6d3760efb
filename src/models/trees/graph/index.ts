export { additiveGraph } from "./additive-graph.ts";
export { forestGraph } from "./forest-graph.ts";
