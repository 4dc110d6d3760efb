export * from "./crc32.ts";
export * from "./envelope.ts";
export * from "./reader.ts";
export * from "./writer.ts";
