import { sizeOf, Tensor } from "../../core/index.ts";
import type { NodeFactory } from "../factory.ts";
import type { Node, NodeWith } from "../node.ts";
import { isOp } from "../node.ts";
import type { LutAttributes } from "../ops/index.ts";
import type { Pass } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";
import { rangeSize } from "../types.ts";

/**
 * Writes every lookup in one way, so that equal ones become one node: entries outside the range of the variable
 * are cut off, equal tables merged, unused ones dropped. A table on a line, f(x) = a x + b, becomes levelled.
 */
export const simplifyLuts: Pass = {
  name: "merge equal lookups",
  // Tables of a measured graph keep the entries for values that leave the measured range.
  run: (graph) =>
    graph.isMeasured
      ? graph
      : rewrite(graph, (node, { factory }) => (isOp(node, "lut") ? simplify(node, factory) : node)),
};

function simplify(node: NodeWith<"lut">, factory: NodeFactory): Node {
  const attributes = mergeTables(trim(node));
  const [x] = node.inputs;
  const lines = asLines(attributes, sizeOf(node.type.shape));
  if (lines === undefined) return factory.make("lut", [x], attributes, node.source);
  const { shape } = node.type;
  const factor = new Tensor(lines.slopes, shape);
  const value = new Tensor(lines.offsets, shape);
  const scaled = factory.make("mul", [x], { factor }, node.source);
  const offset = factory.make("constant", [], { value }, node.source);
  return factory.make("add", [scaled, offset], {}, node.source);
}

/** The tables on exactly the range of the variable. */
function trim(node: NodeWith<"lut">): LutAttributes {
  const { min, tables, tableOf } = node.attributes;
  const { type } = node.inputs[0];
  const entries = rangeSize(type);
  const [count, had] = tables.shape;
  if (min === type.min && had === entries) return node.attributes;
  const data = new Float64Array(count * entries);
  for (let table = 0; table < count; table++) {
    const start = table * had + type.min - min;
    data.set(tables.data.subarray(start, start + entries), table * entries);
  }
  return { min: type.min, tables: new Tensor(data, [count, entries]), tableOf };
}

/** Equal tables once, in the order in which the elements use them. */
function mergeTables(attributes: LutAttributes): LutAttributes {
  const { min, tables, tableOf } = attributes;
  if (tableOf === null) return attributes;
  const entries = tables.shape[1];
  const byContent = new Map<string, number>();
  const kept: Float64Array[] = [];
  const newIndex = new Map<number, number>();
  const indices = tableOf.data.map((table) => {
    const known = newIndex.get(table);
    if (known !== undefined) return known;
    const row = tables.data.subarray(table * entries, (table + 1) * entries);
    const key = row.join();
    const index = byContent.get(key) ?? kept.push(row) - 1;
    byContent.set(key, index);
    newIndex.set(table, index);
    return index;
  });
  if (kept.length === tables.shape[0] && indices.every((index, i) => index === tableOf.data[i]))
    return attributes;
  const data = new Float64Array(kept.length * entries);
  kept.forEach((row, i) => {
    data.set(row, i * entries);
  });
  return {
    min,
    tables: new Tensor(data, [kept.length, entries]),
    tableOf: kept.length === 1 ? null : Tensor.vector(indices),
  };
}

interface Lines {
  /** One an element. */
  readonly slopes: Float64Array;
  readonly offsets: Float64Array;
}

/** Slope and offset of every element's table, or undefined where a table is no line. */
function asLines({ min, tables, tableOf }: LutAttributes, elements: number): Lines | undefined {
  const [count, entries] = tables.shape;
  const slopes = new Float64Array(count);
  const offsets = new Float64Array(count);
  for (let table = 0; table < count; table++) {
    const row = tables.data.subarray(table * entries, (table + 1) * entries);
    const slope = entries > 1 ? row[1] - row[0] : 0;
    for (let i = 1; i < entries; i++) if (row[i] - row[i - 1] !== slope) return undefined;
    slopes[table] = slope;
    offsets[table] = row[0] - slope * min + 0;
  }
  // slope * x and the offset must be exact as well, not only their sum.
  if (![...slopes, ...offsets].every((value) => Math.abs(value) <= 2 ** 40)) return undefined;
  const spread = (values: Float64Array): Float64Array =>
    new Float64Array(elements).map((_, i) => values[tableOf === null ? 0 : tableOf.data[i]]);
  return { slopes: spread(slopes), offsets: spread(offsets) };
}
