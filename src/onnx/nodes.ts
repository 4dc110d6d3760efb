import { CorruptedDataError, OutOfRangeError, UnsupportedOperationError } from "../core/index.ts";
import type { OnnxAttribute, OnnxInteger, OnnxNode, OnnxTensor } from "./model.ts";

/** A node as messages name it: `ai.onnx.ml.Scaler "scale"`. */
export function nodeLabel({ op, domain, name }: OnnxNode): string {
  return `${domain === "" ? "" : `${domain}.`}${op}${name === "" ? "" : ` "${name}"`}`;
}

/** An operator with its set, as tables are keyed: `MatMul`, `ai.onnx.ml.Scaler`. */
export function operatorOf({ op, domain }: OnnxNode): string {
  return domain === "" ? op : `${domain}.${op}`;
}

/** A float attribute or `fallback`. @throws CorruptedDataError for an attribute of another kind. */
export function floatOf(node: OnnxNode, name: string, fallback: number): number {
  return attributeOf(node, name, "float")?.value ?? fallback;
}

/** A list of floats; empty where the node has none. */
export function floatsOf(node: OnnxNode, name: string): Float64Array {
  return Float64Array.from(attributeOf(node, name, "floats")?.value ?? []);
}

/** An integer attribute or `fallback`. @throws OutOfRangeError beyond 2^53. */
export function intOf(node: OnnxNode, name: string, fallback: number): number {
  const found = attributeOf(node, name, "int");
  return found ? exact(found.value, node) : fallback;
}

/** A list of integers; empty where the node has none. @throws OutOfRangeError beyond 2^53. */
export function intsOf(node: OnnxNode, name: string): number[] {
  return (attributeOf(node, name, "ints")?.value ?? []).map((value) => exact(value, node));
}

/** A text attribute or `fallback`. */
export function textOf(node: OnnxNode, name: string, fallback: string): string {
  return attributeOf(node, name, "string")?.value ?? fallback;
}

/** A list of texts; empty where the node has none. */
export function textsOf(node: OnnxNode, name: string): readonly string[] {
  return attributeOf(node, name, "strings")?.value ?? [];
}

/** Elements of a numeric tensor. @throws OutOfRangeError beyond 2^53, CorruptedDataError for texts. */
export function numbersOf(tensor: OnnxTensor, node: OnnxNode): Float64Array {
  if (tensor.dtype === "string") throw invalidNode(node, `text in "${tensor.name}"`, "numbers");
  const { data } = tensor;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return Float64Array.from(data, (value) => exact(value, node));
  }
  return Float64Array.from(data as ArrayLike<number>);
}

/** The error of a node that contradicts the operator's definition. */
export function invalidNode(node: OnnxNode, problem: string, allowed: string): CorruptedDataError {
  return new CorruptedDataError({
    where: `fromOnnx: node ${nodeLabel(node)}`,
    problem,
    allowed,
    remedy: "export the model again; an ONNX checker tells whether the file was ever right",
  });
}

/** The error of a valid node that is beyond what can be imported. */
export function unsupportedNode(
  node: OnnxNode,
  problem: string,
  allowed: string,
  remedy: string,
): UnsupportedOperationError {
  return new UnsupportedOperationError({
    where: `fromOnnx: node ${nodeLabel(node)}`,
    problem,
    allowed,
    remedy,
  });
}

type OfKind<K> = Extract<OnnxAttribute, { readonly kind: K }>;

function attributeOf<K extends OnnxAttribute["kind"]>(
  node: OnnxNode,
  name: string,
  kind: K,
): OfKind<K> | undefined {
  const found = node.attributes.get(name);
  if (found === undefined || found.kind === kind) return found as OfKind<K> | undefined;
  throw invalidNode(node, `attribute ${name} of kind ${found.kind}`, `kind ${kind}`);
}

function exact(value: OnnxInteger, node: OnnxNode): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new OutOfRangeError({
    where: `fromOnnx: node ${nodeLabel(node)}`,
    problem: `the integer ${value}`,
    allowed: "integers from -2^53 to 2^53, which are exact",
    remedy: "use smaller labels or indices, or text labels",
  });
}
