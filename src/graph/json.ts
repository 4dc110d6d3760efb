import { CorruptedDataError, FheLearnError } from "../core/index.ts";
import { attributeEntries, canonical, field, NodeFactory } from "./factory.ts";
import type { GraphData, Node } from "./node.ts";
import type { AttributesOf, OpName } from "./ops/index.ts";
import { opNames } from "./ops/index.ts";
import type { Range } from "./types.ts";

/** The version this code writes and reads. */
export const schemaVersion = 1;

/** A graph as plain data: what `JSON.stringify(graph)` writes. */
export interface GraphJson {
  readonly format: "fhe-learn/graph";
  readonly version: number;
  readonly nodes: readonly NodeJson[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

interface NodeJson {
  readonly op: string;
  readonly inputs: readonly number[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly source: string;
  /** Present where the range is narrower than the op's rule infers. */
  readonly narrowed?: { readonly bounds: "proved" | "measured"; readonly min: number; readonly max: number };
}

/** A graph as plain data. Shapes and inferred ranges are left out: reading infers them again. */
export function writeGraph(graph: GraphData): GraphJson {
  return {
    format: "fhe-learn/graph",
    version: schemaVersion,
    nodes: graph.nodes.map(({ op, inputs, attributes, source, bounds, type: { min, max } }) => ({
      op,
      inputs: inputs.map(({ id }) => id),
      attributes: Object.fromEntries(
        attributeEntries(op).map(([name, codec]) => [name, codec.toJson(field(attributes, name))]),
      ),
      source,
      ...(bounds === "inferred" ? {} : { narrowed: { bounds, min, max } }),
    })),
    inputs: graph.inputs.map(({ id }) => id),
    outputs: graph.outputs.map(({ id }) => id),
  };
}

/**
 * Reads what {@link writeGraph} wrote; every node goes through the rules of its op again.
 *
 * @throws CorruptedDataError for anything else, naming the first place that is wrong.
 */
export function readGraph(json: unknown): GraphData {
  const document = record(json, "graph");
  if (document.format !== "fhe-learn/graph")
    corrupted("graph", `format ${show(document.format)}`, '"fhe-learn/graph"');
  if (document.version !== schemaVersion) {
    corrupted("graph", `format version ${show(document.version)}`, `version ${schemaVersion}`);
  }
  const factory = new NodeFactory();
  const nodes: Node[] = [];
  list(document.nodes, "graph.nodes").forEach((node, i) =>
    nodes.push(readNode(node, nodes, factory, `graph.nodes[${i}]`)),
  );
  const inputs = references(document.inputs, nodes, "graph.inputs");
  const outputs = references(document.outputs, nodes, "graph.outputs");
  if (outputs.length === 0) corrupted("graph.outputs", "no outputs", "at least one");
  const declared = nodes.filter((node) => node.op === "input");
  const names = new Set(declared.map((node) => node.attributes.name));
  const isComplete = inputs.length === declared.length && declared.every((node) => inputs.includes(node));
  if (!isComplete || names.size !== declared.length) {
    corrupted(
      "graph.inputs",
      "not the input nodes of the graph, each once and under its own name",
      "every input node",
    );
  }
  return canonical(inputs, outputs);
}

function readNode(json: unknown, before: readonly Node[], factory: NodeFactory, at: string): Node {
  const entry = record(json, at);
  const op = opNames.find((name) => name === entry.op);
  if (op === undefined) corrupted(`${at}.op`, show(entry.op), `one of ${opNames.join(", ")}`);
  const source = entry.source;
  if (typeof source !== "string") corrupted(`${at}.source`, show(source), "a text");
  const inputs = references(entry.inputs, before, `${at}.inputs`);
  const attributes = readAttributes(op, entry.attributes, `${at}.attributes`);
  const narrowed = entry.narrowed === undefined ? undefined : readNarrowing(entry.narrowed, `${at}.narrowed`);
  try {
    return factory.make(op, inputs, attributes, source, narrowed);
  } catch (cause) {
    if (!(cause instanceof FheLearnError)) throw cause;
    return corrupted(at, cause.problem, cause.allowed, cause);
  }
}

function readAttributes<N extends OpName>(op: N, json: unknown, at: string): AttributesOf[N] {
  const raw = record(json, at);
  const entries = attributeEntries(op).map(([name, codec]) => {
    const value = codec.fromJson(raw[name]);
    if (value === undefined) corrupted(`${at}.${name}`, show(raw[name]), `a value the op ${op} takes`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as unknown as AttributesOf[N];
}

function readNarrowing(json: unknown, at: string): { range: Range; bounds: "proved" | "measured" } {
  const { bounds, min, max } = record(json, at);
  if (bounds !== "proved" && bounds !== "measured")
    corrupted(`${at}.bounds`, show(bounds), '"proved" or "measured"');
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max))
    corrupted(at, `${show(min)} to ${show(max)}`, "integers");
  return { range: { min: min as number, max: max as number }, bounds };
}

function references(json: unknown, nodes: readonly Node[], at: string): Node[] {
  return list(json, at).map((id, i) => {
    const node = typeof id === "number" ? nodes.at(id < 0 ? nodes.length : id) : undefined;
    if (node === undefined) return corrupted(`${at}[${i}]`, show(id), "the number of an earlier node");
    return node;
  });
}

function record(json: unknown, at: string): Record<string, unknown> {
  if (typeof json === "object" && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  return corrupted(at, show(json), "an object");
}

function list(json: unknown, at: string): readonly unknown[] {
  return Array.isArray(json) ? json : corrupted(at, show(json), "an array");
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
}

function corrupted(where: string, problem: string, allowed: string, cause?: unknown): never {
  throw new CorruptedDataError({
    where,
    problem,
    allowed,
    remedy: "use the data as Graph.toJSON wrote it, with a version of fhe-learn that reads it",
    cause,
  });
}
