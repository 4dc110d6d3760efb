/** Graphs that the compiler's benchmarks measure; their numbers are the same in every run. */
import { createRandom, InternalError, sizeOf, Tensor } from "../../src/core/index.ts";
import { roundLookups, runPasses, trace, type Graph } from "../../src/graph/index.ts";

/** Whole numbers from -bound to bound, `[rows][columns]`. */
function weights(rows: number, columns: number, bound: number): number[][] {
  const random = createRandom(`${rows} ${columns} ${bound}`);
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => random.integer(2 * bound + 1) - bound),
  );
}

/** Lookups of 4 bits, each of a sum of two inputs, all different: one level of `count` bootstraps. */
export function fourBitLookups(count: number): Graph {
  const tables = Array.from({ length: count }, (_, i) =>
    Array.from({ length: 16 }, (_, v) => (v * v + (2 * i + 1) * v + i) % 16),
  );
  const half = { shape: [count], min: 0, max: 7 };
  return runPasses(
    trace(
      (x, y) => {
        const sums = x.add(y);
        const [first, ...rest] = tables.map((table, i) => sums.gather([i]).lookup(table));
        return first.concat(rest);
      },
      { x: half, y: half },
    ),
  );
}

/** The circuit of docs/concepts-lookups.md: a table, a product, a comparison, an exact rounding. */
export function rating(): Graph {
  const bracket = { min: 0, max: 7 };
  return runPasses(
    trace(
      (income, debt) => [
        income.sub(debt).sigmoid().mul(15).rint(),
        income.mul(debt),
        income.greaterThan(debt),
        income.mul(3).add(debt.mul(5)).round(3),
      ],
      { income: bracket, debt: bracket },
    ),
  );
}

/** Thirty inputs of 4 bits, a table each, and their sum: no bootstrap. */
export function additive(): Graph {
  return runPasses(
    trace(
      (x) =>
        x
          .add(1)
          .log()
          .mul(20)
          .rint()
          .dot(weights(1, 30, 7)[0]),
      {
        x: { shape: [30], min: 0, max: 15 },
      },
    ),
  );
}

/** The greatest of eight inputs of 4 bits: three levels of lookups. */
export function greatest(): Graph {
  return runPasses(trace((x) => x.reduceMax(), { x: { shape: [8], min: 0, max: 15 } }));
}

/** 64 inputs of 4 bits, 16 neurons with activations of 4 bits, 10 scores: sums rounded to 6 bits before lookups. */
export function perceptron(method: "exact" | "approximate"): Graph {
  const graph = trace(
    (x) =>
      x
        .matmul(weights(64, 16, 7))
        .relu()
        .mul(1 / 64)
        .floor()
        .min(15)
        .matmul(weights(16, 10, 7)),
    { x: { shape: [64], min: 0, max: 15 } },
  );
  return runPasses(roundLookups(runPasses(graph), { nBits: 6, method }));
}

/** Rows with every input element drawn from its range. */
export function rowsFor({ inputs }: Graph, count: number): Tensor {
  const random = createRandom("rows");
  const ranges = inputs.flatMap(({ type }) => Array.from({ length: sizeOf(type.shape) }, () => type));
  const data = Float64Array.from({ length: count * ranges.length }, (_, i) => {
    const { min, max } = ranges[i % ranges.length];
    return min + random.integer(max - min + 1);
  });
  return new Tensor(data, [count, ranges.length]);
}

/** One row of {@link rowsFor} as a value an input. */
export function sampleFor(graph: Graph, row: number): Tensor[] {
  const flat = rowsFor(graph, row + 1).row(row);
  let next = 0;
  return graph.inputs.map(({ type: { shape } }) => {
    const size = sizeOf(shape);
    return new Tensor(flat.slice(next, (next += size)), shape);
  });
}

const named: Readonly<Record<string, (count: number) => Graph>> = { fourBitLookups, rating, greatest };

/** A graph by the name of its function here, for processes of their own. */
export function benchGraph(name: string, count: number): Graph {
  if (name in named) return named[name](count);
  throw new InternalError({
    where: "benchmark of a circuit",
    problem: `no graph is called ${name}`,
    allowed: Object.keys(named).join(", "),
    remedy: "name one of them",
  });
}
