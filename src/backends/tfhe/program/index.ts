export * from "./print.ts";
export * from "./program.ts";
export { printSteps } from "./print-steps.ts";
export { slotsOf, slotValues } from "./slots.ts";
export type { Slot } from "./slots.ts";
export type * from "./steps.ts";
