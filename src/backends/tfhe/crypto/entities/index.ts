export * from "./ciphertexts.ts";
export * from "./key-set.ts";
export * from "./keys.ts";
export * from "./secret-keys.ts";
