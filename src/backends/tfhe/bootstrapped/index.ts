export { boxesOf, entryAt } from "./accumulator.ts";
export { nearestIndex } from "./answers.ts";
export { BootstrappedClient } from "./client.ts";
export { BootstrappedEvaluationKeys, BootstrappedSecretKey } from "./keys.ts";
export { BootstrappedServer } from "./server.ts";
export { answerBytes as bootstrappedAnswerBytes, queryBytes } from "./shape.ts";
export type { BootstrappedParameters } from "./shape.ts";
export { makeSpecs as makeBootstrappedSpecs } from "./specs.ts";
export type { BootstrappedSpecs } from "./specs.ts";
