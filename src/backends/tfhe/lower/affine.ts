import { sizeOf, Tensor, UnsupportedOperationError } from "../../../core/index.ts";
import { evaluateAllRows, ops } from "../../../graph/index.ts";
import type { Graph } from "../../../graph/index.ts";
import { joinColumns } from "../../samples.ts";

/** Probes evaluated at once: bounds the memory of wide graphs. */
const PROBES_A_BATCH = 256;

/** y = A x + b over the integers: x all inputs of a sample in one row, y all outputs. */
export interface AffineMap {
  readonly features: number;
  readonly outputs: number;
  /** Row-major [outputs][features]. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/**
 * The affine map a graph of linear ops computes, found by evaluating it in the clear at one point and
 * at its neighbour along every feature. Exact, because the ops are linear and the numbers are integers;
 * and there is no second table of linear rules that could disagree with the first.
 *
 * @throws UnsupportedOperationError naming every op that is not linear.
 */
export function affineMap(graph: Graph): AffineMap {
  refuseLookups(graph);
  const sizes = graph.inputs.map(({ type }) => sizeOf(type.shape));
  const features = sizes.reduce((sum, size) => sum + size, 0);
  const low = Float64Array.from(
    graph.inputs.flatMap(({ type }, i) => Array<number>(sizes[i]).fill(type.min)),
  );
  const high = Float64Array.from(
    graph.inputs.flatMap(({ type }, i) => Array<number>(sizes[i]).fill(type.max)),
  );
  const base = probe(graph, sizes, low, []).slice();
  const outputs = base.length;
  const weights = new Float64Array(outputs * features);
  const bias = base.slice();
  // A feature with one possible value is a constant: it is part of the base.
  const free = Array.from({ length: features }, (_, i) => i).filter((i) => low[i] < high[i]);
  for (let start = 0; start < free.length; start += PROBES_A_BATCH) {
    const batch = free.slice(start, start + PROBES_A_BATCH);
    const moved = probe(graph, sizes, low, batch);
    batch.forEach((feature, row) => {
      for (let c = 0; c < outputs; c++) {
        const weight = moved[row * outputs + c] - base[c];
        weights[c * features + feature] = weight;
        bias[c] -= weight * low[feature];
      }
    });
  }
  return { features, outputs, weights, bias };
}

/** Outputs at `low` with one feature a row moved up by one; at `low` itself for no features. */
function probe(
  graph: Graph,
  sizes: readonly number[],
  low: Float64Array,
  moved: readonly number[],
): Float64Array {
  const rows = Math.max(1, moved.length);
  let first = 0;
  const inputs = graph.inputs.map(({ type }, i) => {
    const size = sizes[i];
    const tensor = Tensor.zeros([rows, ...type.shape]);
    for (let row = 0; row < rows; row++) {
      tensor.data.set(low.subarray(first, first + size), row * size);
      const feature = (moved[row] ?? -1) - first;
      if (feature >= 0 && feature < size) tensor.data[row * size + feature] += 1;
    }
    first += size;
    return tensor;
  });
  return joinColumns(evaluateAllRows(graph, inputs)).data;
}

function refuseLookups(graph: Graph): void {
  const others = graph.nodes.filter(({ op }) => ops[op].kind === "lookup" || ops[op].kind === "nonlinear");
  if (others.length === 0) return;
  const names = [...new Set(others.map(({ op, source }) => (source === "" ? op : `${op} (${source})`)))];
  throw new UnsupportedOperationError({
    where: "backend tfhe",
    problem: `${others.length} operations need a table lookup: ${names.join(", ")}`,
    allowed: "linear operations with constants (add, sub, mul, matmul, dot, conv, sum and moving elements)",
    remedy: "run this circuit in the clear (circuit.evaluate), or keep only its linear part encrypted",
  });
}
