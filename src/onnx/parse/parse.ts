import { CorruptedDataError, InvalidInputError, TruncatedDataError } from "../../core/index.ts";
import type { OnnxFunction, OnnxGraph, OnnxModel, OnnxNode } from "../model.ts";
import { decodeMessage } from "../wire/decode.ts";
import { modelTable } from "../wire/messages.ts";
import type { FunctionProto, ModelProto, OpsetProto } from "../wire/messages.ts";
import { invalidModel, toCount } from "./errors.ts";
import { foreignFormat } from "./foreign.ts";
import { readGraph, readNode, standardDomain } from "./graph.ts";

/**
 * Reads an ONNX file as plain data: operators, constants, inputs and outputs. Any operator is read; which
 * ones can be run encrypted is for the importers to say.
 *
 * @param data - The bytes of the file.
 * @throws InvalidInputError for anything but bytes.
 * @throws TruncatedDataError, CorruptedDataError for a file that is cut short, altered, or not ONNX at all.
 * @throws UnsupportedOperationError for weights in other files, sparse tensors, and element types that are
 *   not read (complex numbers, float8, 4-bit integers).
 */
export function parseOnnx(data: Uint8Array | ArrayBuffer): OnnxModel {
  const bytes = toBytes(data);
  if (bytes.length === 0) throw empty();
  const format = foreignFormat(bytes);
  if (format !== undefined) throw foreign(format);
  const proto = decodeMessage(bytes, modelTable);
  return readModel(proto);
}

function readModel(proto: ModelProto): OnnxModel {
  if (!proto.graph) throw foreign("no model: it holds no graph");
  const opsets = readOpsets(proto.opsetImport, "ModelProto");
  const graph = readGraph(proto.graph, "graph");
  checkDomains(graph.nodes, opsets);
  return {
    irVersion: toCount(proto.irVersion, "ModelProto.ir_version"),
    opsets,
    producer: [proto.producerName, proto.producerVersion].filter(Boolean).join(" "),
    graph,
    functions: proto.functions.map(readFunction),
    metadata: new Map(proto.metadataProps.map(({ key, value }) => [key ?? "", value ?? ""])),
  };
}

function readFunction(proto: FunctionProto, i: number): OnnxFunction {
  const at = `functions[${i}]`;
  const opsets = readOpsets(proto.opsetImport, at);
  const nodes = proto.node.map((node, k) => readNode(node, `${at}.node[${k}]`));
  checkDomains(nodes, opsets);
  return {
    name: proto.name ?? "",
    domain: standardDomain(proto.domain ?? ""),
    inputs: proto.input,
    outputs: proto.output,
    nodes,
    opsets,
  };
}

/** Converters sometimes list a domain twice; only versions that disagree are an error. */
function readOpsets(imports: readonly OpsetProto[], at: string): ReadonlyMap<string, number> {
  const opsets = new Map<string, number>();
  for (const { domain = "", version } of imports) {
    const [name, number] = [standardDomain(domain), toCount(version, `${at}.opset_import`)];
    const before = opsets.get(name);
    if (before !== undefined && before !== number) {
      const problem = `operator set "${name}" in versions ${before} and ${number}`;
      throw invalidModel(`${at}.opset_import`, problem, "one version of each operator set");
    }
    opsets.set(name, number);
  }
  return opsets;
}

function checkDomains(nodes: readonly OnnxNode[], opsets: ReadonlyMap<string, number>): void {
  for (const node of nodes) {
    if (!opsets.has(node.domain)) {
      throw invalidModel(
        "opset_import",
        `node "${node.name}" (${node.op}) is of operator set "${node.domain}", which has no version`,
        "a version of every operator set that is used",
      );
    }
    for (const graph of innerGraphs(node)) checkDomains(graph.nodes, opsets);
  }
}

function innerGraphs(node: OnnxNode): readonly OnnxGraph[] {
  return [...node.attributes.values()].flatMap((attribute) => {
    if (attribute.kind === "graph") return [attribute.value];
    return attribute.kind === "graphs" ? attribute.value : [];
  });
}

function toBytes(data: Uint8Array | ArrayBuffer): Uint8Array {
  const given: unknown = data;
  // Plain bytes: a Buffer's slice would be a view.
  if (given instanceof Uint8Array) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  throw new InvalidInputError({
    where: "parseOnnx",
    problem: typeof given === "string" ? "a string" : `a value of type ${typeof given}`,
    allowed: "the bytes of an ONNX file, as Uint8Array or ArrayBuffer",
    remedy: "read the file first: await readFile(path) in Node, await (await fetch(url)).arrayBuffer()",
  });
}

function empty(): TruncatedDataError {
  return new TruncatedDataError({
    where: "parseOnnx",
    problem: "an empty file",
    allowed: "the bytes of an ONNX file",
    remedy: "check that the export finished and the file was transferred whole",
  });
}

function foreign(what: string): CorruptedDataError {
  return new CorruptedDataError({
    where: "parseOnnx",
    problem: `the file is ${what}`,
    allowed: "an ONNX file, as skl2onnx or torch.onnx.export write it",
    remedy: "convert the model to ONNX in Python, for example with skl2onnx.to_onnx(model, X[:1])",
  });
}
