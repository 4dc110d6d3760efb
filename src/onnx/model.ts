/** Element types of ONNX tensors that are read. */
export type OnnxDtype =
  | "float32"
  | "float64"
  | "float16"
  | "bfloat16"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "bool"
  | "string";

/** Elements of a tensor, row-major. float16 and bfloat16 become float32, exactly; bool becomes 0 and 1. */
export type OnnxData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | readonly string[];

/** A constant of a model: a weight, a shape, a list of labels. */
export interface OnnxTensor {
  readonly name: string;
  readonly dtype: OnnxDtype;
  readonly shape: readonly number[];
  /** As many elements as the product of the shape. */
  readonly data: OnnxData;
}

/** An integer of an attribute: a number where it is exact, a bigint beyond 2^53. */
export type OnnxInteger = number | bigint;

/** The value of an attribute of a node, by kind. `reference` stands for an attribute of the function around it. */
export type OnnxAttribute =
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "int"; readonly value: OnnxInteger }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "tensor"; readonly value: OnnxTensor }
  | { readonly kind: "graph"; readonly value: OnnxGraph }
  | { readonly kind: "type"; readonly value: OnnxType }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "ints"; readonly value: readonly OnnxInteger[] }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "tensors"; readonly value: readonly OnnxTensor[] }
  | { readonly kind: "graphs"; readonly value: readonly OnnxGraph[] }
  | { readonly kind: "reference"; readonly value: string };

/** One operator of a graph. */
export interface OnnxNode {
  /** Name of the operator: `MatMul`. */
  readonly op: string;
  /** Operator set: `""` for the standard one, `"ai.onnx.ml"` for classical machine learning. */
  readonly domain: string;
  /** Name of the node; may be empty. */
  readonly name: string;
  /** Names of values; an empty name is an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** The type of a value as the file declares it. A dimension is a number, a symbol, or null: unknown. */
export type OnnxType =
  | {
      readonly kind: "tensor";
      readonly dtype: OnnxDtype | undefined;
      /** Missing where even the number of axes is unknown. */
      readonly shape: readonly (number | string | null)[] | undefined;
    }
  | { readonly kind: "sequence"; readonly element: OnnxType }
  | { readonly kind: "optional"; readonly element: OnnxType }
  | { readonly kind: "map"; readonly key: OnnxDtype | undefined; readonly element: OnnxType }
  | { readonly kind: "other" };

/** An input, an output or an inner value of a graph. */
export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
}

/** A graph of operators, in an order in which they can be run. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  /** Constants by name. */
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** What the caller gives: inputs that are also listed as initializers, as old files have it, are left out. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Declared types of inner values; often empty. */
  readonly values: readonly OnnxValue[];
}

/** An operator the file defines itself. */
export interface OnnxFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly OnnxNode[];
  readonly opsets: ReadonlyMap<string, number>;
}

/** An ONNX file as plain data. */
export interface OnnxModel {
  /** Version of the file format. */
  readonly irVersion: number;
  /** Version of each operator set, by domain; `""` is the standard one. */
  readonly opsets: ReadonlyMap<string, number>;
  /** What wrote the file, such as `skl2onnx 1.20.0`; empty where unsaid. */
  readonly producer: string;
  readonly graph: OnnxGraph;
  readonly functions: readonly OnnxFunction[];
  /** Free text by key. */
  readonly metadata: ReadonlyMap<string, string>;
}
