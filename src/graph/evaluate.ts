import {
  equalShapes,
  InvalidInputError,
  OutOfRangeError,
  ShapeError,
  sizeOf,
  Tensor,
} from "../core/index.ts";
import { contextOf, opOf } from "./factory.ts";
import type { GraphData, Node, NodeWith } from "./node.ts";
import type { Kernel } from "./op.ts";
import { showShape, stridesOf } from "./shapes.ts";

/**
 * The outputs of a graph in the clear, for one value of each input.
 *
 * @param inputs - In the order of `graph.inputs`; shapes as declared, elements integers in range.
 * @throws OutOfRangeError naming input, index, value and range.
 * @throws ShapeError or InvalidInputError where number or shapes of the inputs differ.
 */
export function evaluate(graph: GraphData, inputs: readonly Tensor[]): Tensor[] {
  checkCount(graph, inputs);
  graph.inputs.forEach((node, i) => {
    checkShape(node, inputs[i].shape, node.type.shape);
  });
  graph.inputs.forEach((node, i) => {
    checkRange(node, inputs[i]);
  });
  const data = planOf(graph).run(
    inputs.map((tensor) => tensor.data),
    1,
  );
  return graph.outputs.map((node, i) => new Tensor(data[i], node.type.shape));
}

/**
 * The first output of a graph in the clear for many rows at once.
 *
 * @param rows - `[rows, ...shape]` of the single input, or one such tensor an input.
 * @returns `[rows, ...shape]` of the output.
 * @throws The errors of {@link evaluate}.
 */
export function evaluateRows(graph: GraphData, rows: Tensor | readonly Tensor[]): Tensor {
  return evaluateAllRows(graph, rows)[0];
}

/** As {@link evaluateRows}, for every output. */
export function evaluateAllRows(graph: GraphData, rows: Tensor | readonly Tensor[]): Tensor[] {
  const { inputs, count } = checkRows(graph, rows);
  const data = planOf(graph).run(
    inputs.map((tensor) => tensor.data),
    count,
  );
  return graph.outputs.map((node, i) => new Tensor(data[i], [count, ...node.type.shape]));
}

/** Called with the values of a node for a batch of rows; the array is overwritten afterwards. */
export type Observer = (node: Node, values: Float64Array) => void;

/** Shows `observe` every value of every node, batch by batch. */
export function observeRows(graph: GraphData, rows: Tensor | readonly Tensor[], observe: Observer): void {
  const { inputs, count } = checkRows(graph, rows);
  planOf(graph).run(
    inputs.map((tensor) => tensor.data),
    count,
    observe,
  );
}

function checkRows(
  graph: GraphData,
  rows: Tensor | readonly Tensor[],
): { inputs: readonly Tensor[]; count: number } {
  const inputs = rows instanceof Tensor ? [rows] : rows;
  checkCount(graph, inputs);
  const count = inputs.length === 0 ? 1 : inputs[0].length;
  graph.inputs.forEach((node, i) => {
    checkShape(node, inputs[i].shape, [count, ...node.type.shape]);
  });
  graph.inputs.forEach((node, i) => {
    checkRange(node, inputs[i]);
  });
  return { inputs, count };
}

function checkCount(graph: GraphData, inputs: readonly Tensor[]): void {
  if (inputs.length === graph.inputs.length) return;
  throw new InvalidInputError({
    where: "evaluate",
    problem: `${inputs.length} values for ${graph.inputs.length} inputs`,
    allowed: `one value an input: ${graph.inputs.map((node) => node.attributes.name).join(", ")}`,
    remedy: "pass a value for every input, in the order of graph.inputs",
  });
}

function checkShape(node: NodeWith<"input">, shape: readonly number[], wanted: readonly number[]): void {
  if (equalShapes(shape, wanted)) return;
  throw new ShapeError({
    where: `input ${node.attributes.name}`,
    problem: `shape ${showShape(shape)}`,
    allowed: `shape ${showShape(wanted)}`,
    remedy: "reshape the value to the declared shape",
  });
}

/** The promised range, not a measured one: values outside a measured range are legal. */
function checkRange(node: NodeWith<"input">, { data, shape }: Tensor): void {
  const { name, min, max } = node.attributes;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value >= min && value <= max && Number.isInteger(value)) continue;
    const index = stridesOf(shape).map((stride, axis) => Math.floor(i / stride) % shape[axis]);
    throw new OutOfRangeError({
      where: `input ${name}`,
      problem: `${value} at index [${index.join(", ")}]`,
      allowed: `integers from ${min} to ${max}`,
      remedy: "quantize and clip the values, or declare a wider range",
    });
  }
}

const plans = new WeakMap<GraphData, Plan>();

function planOf(graph: GraphData): Plan {
  let plan = plans.get(graph);
  if (plan === undefined) {
    plan = new Plan(graph);
    plans.set(graph, plan);
  }
  return plan;
}

/** Elements all buffers of a batch hold together: 2 MB, so that a batch stays in the cache. */
const budget = 2 ** 18;

/** Prepared kernels and buffers, rows in batches. */
class Plan {
  readonly #graph: GraphData;
  readonly #kernels: readonly (Kernel | null)[];
  readonly #sizes: readonly number[];
  readonly #batch: number;
  /** A buffer a node; empty for inputs, which are read where they lie. */
  readonly #buffers: Float64Array[];

  constructor(graph: GraphData) {
    this.#graph = graph;
    this.#sizes = graph.nodes.map((node) => sizeOf(node.type.shape));
    const total = this.#sizes.reduce((sum, size) => sum + size, 0);
    this.#batch = Math.max(1, Math.min(256, Math.floor(budget / total)));
    this.#kernels = graph.nodes.map((node) =>
      node.op === "input" ? null : opOf(node.op).clear(contextOf(node), node.type.shape),
    );
    this.#buffers = graph.nodes.map((node, i) => {
      const buffer = new Float64Array(node.op === "input" ? 0 : this.#batch * this.#sizes[i]);
      // Constants are written once, for as many rows as a batch has.
      if (node.op === "constant") this.#kernels[i]?.([], buffer, this.#batch);
      return buffer;
    });
  }

  run(inputs: readonly Float64Array[], rows: number, observe?: Observer): Float64Array[] {
    const { nodes, outputs } = this.#graph;
    const results = outputs.map((node) => new Float64Array(rows * this.#sizes[node.id]));
    const views: Float64Array[] = new Array<Float64Array>(nodes.length);
    for (let row = 0; row < rows; row += this.#batch) {
      const count = Math.min(this.#batch, rows - row);
      this.#graph.inputs.forEach((node, i) => {
        views[node.id] = inputs[i].subarray(row * this.#sizes[node.id], (row + count) * this.#sizes[node.id]);
      });
      for (const node of nodes) {
        const { id } = node;
        const kernel = this.#kernels[id];
        if (kernel !== null) {
          const size = count * this.#sizes[id];
          const buffer = this.#buffers[id];
          views[id] = size === buffer.length ? buffer : buffer.subarray(0, size);
          if (node.op !== "constant")
            kernel(
              node.inputs.map((operand) => views[operand.id]),
              views[id],
              count,
            );
        }
        observe?.(node, views[id]);
      }
      outputs.forEach((node, i) => {
        results[i].set(views[node.id], row * this.#sizes[node.id]);
      });
    }
    return results;
  }
}
