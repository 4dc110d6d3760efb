import { opOf } from "./factory.ts";
import type { GraphData, Node } from "./node.ts";
import type { OpName } from "./ops/index.ts";
import { bitWidth, elementCount, lookupBits } from "./types.ts";

/** What a graph consists of, before any backend has chosen how to run it. */
export interface GraphStatistics {
  /** Nodes by op. */
  readonly nodes: Readonly<Partial<Record<OpName, number>>>;
  /** Table lookups, one an element, by the bits that tell the inputs apart. */
  readonly lookupsByPrecision: Readonly<Record<number, number>>;
  /** Table lookups in all. */
  readonly lookups: number;
  /** Exact and approximate roundings, one an element. */
  readonly roundings: number;
  /** Products, maxima and comparisons of two encrypted values not yet lowered, one an element. */
  readonly nonlinear: number;
  /** Multiplications and additions with public weights, and additions of encrypted values. */
  readonly levelledOps: number;
  /** Longest chain of lookups from an input to an output. */
  readonly lookupDepth: number;
}

/** Bit width of one node, for a table of a model's layers. */
export interface NodeBitWidth {
  readonly source: string;
  readonly op: OpName;
  readonly bits: number;
  readonly min: number;
  readonly max: number;
}

/** Counts by op, lookups by input precision, and levelled operations. */
export function countOps({ nodes, outputs }: GraphData): GraphStatistics {
  const byOp: Partial<Record<OpName, number>> = {};
  const lookupsByPrecision: Record<number, number> = {};
  const depth = new Map<Node, number>();
  const totals = { lookups: 0, roundings: 0, nonlinear: 0, levelledOps: 0 };
  for (const node of nodes) {
    byOp[node.op] = (byOp[node.op] ?? 0) + 1;
    const elements = elementCount(node.type);
    const { kind } = opOf(node.op);
    totals.levelledOps += levelledOps(node);
    if (node.op === "round") totals.roundings += elements;
    else if (kind === "lookup") {
      const bits = lookupBits(node.inputs[0].type);
      lookupsByPrecision[bits] = (lookupsByPrecision[bits] ?? 0) + elements;
      totals.lookups += elements;
    } else if (kind === "nonlinear") totals.nonlinear += elements;
    const below = Math.max(0, ...node.inputs.map((operand) => depth.get(operand) ?? 0));
    depth.set(node, below + (kind === "lookup" || kind === "nonlinear" ? 1 : 0));
  }
  const lookupDepth = Math.max(0, ...outputs.map((node) => depth.get(node) ?? 0));
  return { nodes: byOp, lookupsByPrecision, ...totals, lookupDepth };
}

/** Scalar operations a levelled node takes: one a nonzero weight, one an addition. */
function levelledOps(node: Node): number {
  const elements = elementCount(node.type);
  switch (node.op) {
    case "add":
    case "sub":
    case "neg":
    case "mul":
      return elements;
    case "sum":
      return elementCount(node.inputs[0].type);
    case "matmul":
      return (
        (node.attributes.weights.size * elementCount(node.inputs[0].type)) / node.attributes.weights.shape[0]
      );
    case "conv2d":
      return (elements * node.attributes.weights.size) / node.attributes.weights.shape[0];
    default:
      return 0;
  }
}

/** Bit widths of all encrypted values, in topological order. */
export function listBitWidths({ nodes }: GraphData): NodeBitWidth[] {
  return nodes
    .filter((node) => node.op !== "constant")
    .map(({ source, op, type }) => ({ source, op, bits: bitWidth(type), min: type.min, max: type.max }));
}
