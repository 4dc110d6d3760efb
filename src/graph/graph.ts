import { canonical } from "./factory.ts";
import type { GraphJson } from "./json.ts";
import { readGraph, writeGraph } from "./json.ts";
import type { GraphData, Node, NodeWith } from "./node.ts";
import { printGraph, printMermaid } from "./print.ts";
import type { GraphStatistics, NodeBitWidth } from "./statistics.ts";
import { countOps, listBitWidths } from "./statistics.ts";
import { verify } from "./verify.ts";

/**
 * An immutable graph of integer operations: what a model computes, whoever computes it.
 *
 * It holds what its outputs need and its inputs, nothing else, in a canonical order: two graphs of the
 * same computation print and serialize alike.
 */
export class Graph implements GraphData {
  /** The encrypted inputs, in declared order. */
  readonly inputs: readonly NodeWith<"input">[];
  readonly outputs: readonly Node[];
  /** All nodes, operands before readers; `nodes[i].id` is `i`. */
  readonly nodes: readonly Node[];

  /** The graph of everything `outputs` need; numbered in its order. */
  constructor(inputs: readonly Node[], outputs: readonly Node[]) {
    const data = canonical(inputs, outputs);
    this.inputs = data.inputs;
    this.outputs = data.outputs;
    this.nodes = data.nodes;
  }

  /**
   * Reads what `toJSON` gave.
   *
   * @throws CorruptedDataError where it is not a graph of a version known here.
   */
  static fromJSON(json: unknown): Graph {
    const { inputs, outputs } = readGraph(json);
    const graph = new Graph(inputs, outputs);
    verify(graph);
    return graph;
  }

  /** Bits of the widest encrypted value, constants not counted. */
  maximumIntegerBitWidth(): number {
    return Math.max(...this.bitWidths().map(({ bits }) => bits));
  }

  /** Bits and range of every encrypted value, with its source. */
  bitWidths(): NodeBitWidth[] {
    return listBitWidths(this);
  }

  /** Nodes by op, lookups by precision, levelled operations. */
  statistics(): GraphStatistics {
    return countOps(this);
  }

  /** Whether any range was measured instead of proved, so that values may leave it. */
  get isMeasured(): boolean {
    return this.nodes.some((node) => node.bounds === "measured");
  }

  /** One line a node with its range and source. */
  toString(): string {
    return printGraph(this);
  }

  /** A Mermaid flowchart. */
  toMermaid(): string {
    return printMermaid(this);
  }

  /** Plain data for JSON: `JSON.stringify(graph)`, read again by `Graph.fromJSON`. */
  toJSON(): GraphJson {
    return writeGraph(this);
  }
}
