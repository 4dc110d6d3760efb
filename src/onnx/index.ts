/**
 * Models fitted elsewhere, brought as ONNX files.
 *
 * @module
 */
export { fromOnnx } from "./from-onnx.ts";
export type { ImportedTrees } from "../models/trees/import/index.ts";
export type {
  DefaultEstimator,
  FromOnnxAs,
  FromOnnxOptions,
  Imported,
  ImportableClass,
  ImportableTreeClass,
} from "./from-onnx.ts";
export type {
  OnnxAttribute,
  OnnxData,
  OnnxDtype,
  OnnxFunction,
  OnnxGraph,
  OnnxInteger,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxType,
  OnnxValue,
} from "./model.ts";
export { parseOnnx } from "./parse/parse.ts";
