import type { OnnxTensor } from "../model.ts";
import type { Answer } from "./answers.ts";
import type { LinearMap } from "./rows.ts";
import type { FeatureStep } from "./steps.ts";

/** What a name in the graph stands for while a model is read. */
export type Value =
  | {
      /** The features, after some steps. */
      readonly kind: "features";
      /** Inputs of the model in the order of their columns, with their widths where known. */
      readonly columns: readonly { readonly name: string; readonly width: number | undefined }[];
      readonly steps: readonly FeatureStep[];
    }
  | {
      /** A linear map of the features. */
      readonly kind: "linear";
      readonly from: Extract<Value, { kind: "features" }>;
      readonly map: LinearMap;
      /** Whether it has an axis of outputs: a product with a vector has none. */
      readonly hasAxis: boolean;
    }
  | { readonly kind: "constant"; readonly tensor: OnnxTensor }
  | {
      /** Anything computed from linear maps, by its values at the probes. */
      readonly kind: "answer";
      readonly answer: Answer;
    };

export type Features = Extract<Value, { kind: "features" }>;
export type Linear = Extract<Value, { kind: "linear" }>;
