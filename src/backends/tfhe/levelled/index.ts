export * from "./client.ts";
export * from "./noise.ts";
export * from "./objects.ts";
export * from "./parameters.ts";
export * from "./server.ts";
export * from "./shape.ts";
export * from "./specs.ts";
