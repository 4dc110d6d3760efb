import { sizeOf } from "../core/index.ts";
import type { Node } from "./node.ts";
import { convolutionTerms } from "./ops/conv2d.ts";
import { stridesOf } from "./shapes.ts";

/** One element as a weighted sum of operand elements, counted through all operands one after the other; zeros may be left out. */
export type ElementWeights = readonly (readonly [source: number, weight: number])[];

/**
 * For each element of an arithmetic linear node which operand elements it sums, with which weights;
 * undefined for constants, moves (see `sourcesOf`), lookups and ops of two encrypted values.
 */
export function elementWeights(node: Node): ((i: number) => ElementWeights) | undefined {
  const size = sizeOf(node.type.shape);
  switch (node.op) {
    case "add":
      return (i) => [
        [i, 1],
        [size + i, 1],
      ];
    case "sub":
      return (i) => [
        [i, 1],
        [size + i, -1],
      ];
    case "neg":
      return (i) => [[i, -1]];
    case "mul": {
      const { data } = node.attributes.factor;
      return (i) => [[i, data[i]]];
    }
    case "matmul": {
      const { weights } = node.attributes;
      const n = weights.shape[0];
      const k = weights.size / n;
      return (i) => {
        const pairs: [number, number][] = [];
        const [first, column] = [Math.floor(i / k) * n, i % k];
        // Leaves of trees count for one class of many: most weights are zero.
        for (let j = 0; j < n; j++) {
          const weight = weights.data[j * k + column];
          if (weight !== 0) pairs.push([first + j, weight]);
        }
        return pairs;
      };
    }
    case "sum": {
      const groups: [number, number][][] = Array.from({ length: size }, () => []);
      const { shape } = node.inputs[0].type;
      const strides = stridesOf(shape);
      const kept = shape.map((_, axis) => axis).filter((axis) => !node.attributes.axes.includes(axis));
      for (let from = 0; from < sizeOf(shape); from++) {
        const target = kept.reduce(
          (at, axis) => at * shape[axis] + (Math.floor(from / strides[axis]) % shape[axis]),
          0,
        );
        groups[target].push([from, 1]);
      }
      return (i) => groups[i];
    }
    case "conv2d":
      return convolutionTerms(node.inputs[0].type, node.attributes);
    default:
      return undefined;
  }
}
