import type {
  OnnxAttribute,
  OnnxGraph,
  OnnxInteger,
  OnnxNode,
  OnnxTensor,
  OnnxType,
  OnnxValue,
} from "../model.ts";
import type { AttributeProto, GraphProto, NodeProto, TypeProto, ValueProto } from "../wire/messages.ts";
import { dtypeOf } from "./dtypes.ts";
import { invalidModel, toCount, toText, unsupported } from "./errors.ts";
import { readTensor } from "./tensor.ts";

/** Reads a graph and those inside its attributes. */
export function readGraph(proto: GraphProto, at: string): OnnxGraph {
  if (proto.sparseInitializer.length > 0) {
    throw unsupported(
      at,
      "sparse initializers",
      "dense tensors",
      "convert them to dense ones before export: model.densify() in scikit-learn",
    );
  }
  const initializers = new Map<string, OnnxTensor>();
  for (const [i, tensor] of proto.initializer.entries()) {
    const read = readTensor(tensor, `${at}.initializer[${i}]`);
    if (read.name === "" || initializers.has(read.name)) {
      const problem = read.name === "" ? "an initializer without a name" : `two initializers "${read.name}"`;
      throw invalidModel(at, problem, "initializers with names of their own");
    }
    initializers.set(read.name, read);
  }
  return {
    name: proto.name ?? "",
    nodes: proto.node.map((node, i) => readNode(node, `${at}.node[${i}]`)),
    initializers,
    inputs: proto.input.map(readValue).filter(({ name }) => !initializers.has(name)),
    outputs: proto.output.map(readValue),
    values: proto.valueInfo.map(readValue),
  };
}

export function readNode(proto: NodeProto, at: string): OnnxNode {
  const op = proto.opType ?? "";
  if (op === "") throw invalidModel(at, "a node without an operator", "the name of an operator");
  const name = proto.name ?? "";
  const part = `${at} (${op}${name === "" ? "" : ` "${name}"`})`;
  const attributes = new Map<string, OnnxAttribute>();
  for (const attribute of proto.attribute) {
    const key = attribute.name ?? "";
    if (key === "" || attributes.has(key)) {
      const problem = key === "" ? "an attribute without a name" : `two attributes "${key}"`;
      throw invalidModel(part, problem, "attributes with names of their own");
    }
    attributes.set(key, readAttribute(attribute, `${part}.${key}`));
  }
  const domain = standardDomain(proto.domain ?? "");
  return { op, domain, name, inputs: proto.input, outputs: proto.output, attributes };
}

/** The standard operator set has two names. */
export function standardDomain(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

type Reader = (proto: AttributeProto, at: string) => OnnxAttribute;

/** By AttributeType of onnx.proto. What a writer left out is 0 or empty. */
const readers: Readonly<Record<number, Reader | undefined>> = {
  1: ({ f }) => ({ kind: "float", value: f ?? 0 }),
  2: ({ i }) => ({ kind: "int", value: toInteger(i ?? 0n) }),
  3: ({ s }, at) => ({ kind: "string", value: s ? toText(s, at) : "" }),
  4: ({ t }, at) => ({ kind: "tensor", value: readTensor(t ?? missing(at, "tensor"), at) }),
  5: ({ g }, at) => ({ kind: "graph", value: readGraph(g ?? missing(at, "graph"), at) }),
  6: ({ floats }) => ({ kind: "floats", value: floats }),
  7: ({ ints }) => ({ kind: "ints", value: ints.map(toInteger) }),
  8: ({ strings }, at) => ({ kind: "strings", value: strings.map((bytes) => toText(bytes, at)) }),
  9: ({ tensors }, at) => ({ kind: "tensors", value: tensors.map((t, i) => readTensor(t, `${at}[${i}]`)) }),
  10: ({ graphs }, at) => ({ kind: "graphs", value: graphs.map((g, i) => readGraph(g, `${at}[${i}]`)) }),
  13: ({ tp }) => ({ kind: "type", value: readType(tp) }),
};

function readAttribute(proto: AttributeProto, at: string): OnnxAttribute {
  if (proto.refAttrName !== undefined) return { kind: "reference", value: proto.refAttrName };
  const type = proto.type ?? impliedType(proto);
  const reader = readers[type];
  if (reader) return reader(proto, at);
  throw unsupported(
    at,
    `an attribute of type ${type}`,
    "numbers, strings, dense tensors, graphs and lists of them",
    "export the model without sparse tensors",
  );
}

/** Files of IR version 1 say nothing of the type: the field that is set tells it. */
function impliedType(proto: AttributeProto): number {
  const set = [proto.f, proto.i, proto.s, proto.t, proto.g].findIndex((value) => value !== undefined);
  if (set >= 0) return set + 1;
  const { floats, ints, strings, tensors, graphs } = proto;
  return 6 + [floats, ints, strings, tensors, graphs].findIndex((list) => list.length > 0);
}

function missing(at: string, what: string): never {
  throw invalidModel(at, `no ${what}`, `an attribute of type ${what} with its value`);
}

function toInteger(value: bigint): OnnxInteger {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readValue(proto: ValueProto): OnnxValue {
  return { name: proto.name ?? "", type: readType(proto.type) };
}

function readType(proto: TypeProto | undefined): OnnxType {
  if (proto?.tensorType) {
    const { elemType, shape } = proto.tensorType;
    return {
      kind: "tensor",
      dtype: dtypeOf(elemType),
      shape: shape?.dim.map(({ dimValue, dimParam }) =>
        dimValue === undefined ? (dimParam ?? null) : toCount(dimValue, "a dimension of a declared shape"),
      ),
    };
  }
  if (proto?.sequenceType) return { kind: "sequence", element: readType(proto.sequenceType.elemType) };
  if (proto?.optionalType) return { kind: "optional", element: readType(proto.optionalType.elemType) };
  if (proto?.mapType) {
    const { keyType, valueType } = proto.mapType;
    return { kind: "map", key: dtypeOf(keyType), element: readType(valueType) };
  }
  return { kind: "other" };
}
