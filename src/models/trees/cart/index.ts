export * from "./forest.ts";
export * from "./grow-cart.ts";
export * from "./options.ts";
