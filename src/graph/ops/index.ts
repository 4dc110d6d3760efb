export type { LutAttributes } from "./lut.ts";
export { dropBits } from "./round.ts";
export type { RoundingMethod } from "./round.ts";
export { rangeOf } from "./kernels.ts";
export { opNames, ops } from "./table.ts";
export type { AttributesOf, OpName } from "./table.ts";
