export * from "./bits.ts";
export * from "./ciphertexts.ts";
export * from "./keys.ts";
