export { trainTestSplit } from "./train-test-split.ts";
export type { LabelsOf, Split, SplitOptions } from "./train-test-split.ts";
