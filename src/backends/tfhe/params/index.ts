export * from "./distribution.ts";
export * from "./security.ts";
