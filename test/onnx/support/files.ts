import { readFileSync } from "node:fs";

const folder = new URL("../../fixtures/onnx/", import.meta.url);

/** The bytes of a fixture: `sklearn/ridge.onnx`. */
export function readBytes(path: string): Uint8Array {
  return readFileSync(new URL(path, folder));
}

/** A JSON fixture. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, folder), "utf8"));
}
