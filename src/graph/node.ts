import type { AttributesOf, OpName } from "./ops/index.ts";
import type { ValueType } from "./types.ts";

/**
 * Where the range of a node comes from: `inferred` by its op's rule; `proved` narrower than the rule by
 * an argument of its own (max(x, y) written as y + relu(x - y)); `measured` on calibration data and
 * widened, so that values may leave it.
 */
export type Bounds = "inferred" | "proved" | "measured";

/** One operation of a graph, and the value it gives. Nodes are data and never change. */
export interface NodeOf<N extends OpName> {
  /** Position in the topological order of its graph. */
  readonly id: number;
  readonly op: N;
  readonly inputs: readonly Node[];
  readonly attributes: AttributesOf[N];
  readonly type: ValueType;
  readonly bounds: Bounds;
  /** Where it came from, for messages: `LogisticRegression.decision`, an ONNX node name, a formula. */
  readonly source: string;
}

/** A node of any op: `node.op` tells which attributes it has. */
export type Node = { [N in OpName]: NodeOf<N> }[OpName];

/** A node of one of the ops named. */
export type NodeWith<N extends OpName> = Extract<Node, { op: N }>;

/** The nodes of a graph, before any behaviour: what interpreters need. */
export interface GraphData {
  /** Nodes of op `input`, in declared order; an unused input is here too. */
  readonly inputs: readonly NodeWith<"input">[];
  readonly outputs: readonly Node[];
  /** Topological: operands come before their readers, and `nodes[i].id` is `i`. */
  readonly nodes: readonly Node[];
}

/** Whether the node has the op, as a type guard. */
export function isOp<N extends OpName>(node: Node, op: N): node is NodeWith<N> {
  return node.op === op;
}
