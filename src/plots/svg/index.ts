export * from "./element.ts";
export * from "./frame.ts";
export * from "./number.ts";
export * from "./box.ts";
