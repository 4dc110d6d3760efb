import type { Tensor } from "../../core/index.ts";
import { ShapeError, sizeOf } from "../../core/index.ts";
import { tensor } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { showShape } from "../shapes.ts";
import { weightedRange } from "./weighted-range.ts";

export interface MatmulAttributes {
  /** Integers of shape `[n, k]`, or `[n]` for one output without an axis of its own. */
  readonly weights: Tensor;
}

/** x W for x of shape `[..., n]` and public weights: `[..., k]`, or `[...]` for weights `[n]`. Levelled. */
export const matmul: Op<MatmulAttributes> = defineOp<MatmulAttributes>({
  name: "matmul",
  kind: "linear",
  arity: 1,
  attributes: { weights: tensor },
  shape: ({ inputs: [x], attributes: { weights }, where }) => {
    const fits = x.shape.length > 0 && weights.rank > 0 && weights.rank <= 2;
    if (!fits || x.shape.at(-1) !== weights.shape[0]) {
      throw new ShapeError({
        where,
        problem: `a value of shape ${showShape(x.shape)} times weights of shape ${showShape(weights.shape)}`,
        allowed: "[..., n] times [n, k] or [n]",
        remedy: "transpose the weights, or check the number of features",
      });
    }
    return [...x.shape.slice(0, -1), ...weights.shape.slice(1)];
  },
  // Output c of any row is sum over j of x[j] W[j, c]: exact for the interval of x.
  range: ({ inputs: [x], attributes: { weights } }) => {
    const n = weights.shape[0];
    const k = weights.size / n;
    const outputs = weightedRange(x);
    for (let c = 0; c < k; c++) {
      for (let j = 0; j < n; j++) outputs.add(weights.data[j * k + c]);
      outputs.end();
    }
    return outputs.range();
  },
  clear: ({ inputs: [x], attributes: { weights } }) => {
    const n = weights.shape[0];
    const k = weights.size / n;
    const vectors = sizeOf(x.shape) / n;
    const w = weights.data;
    return ([values], out, rows) => {
      const count = rows * vectors;
      if (k === 1) {
        for (let i = 0, at = 0; i < count; i++) {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += values[at++] * w[j];
          out[i] = sum;
        }
        return;
      }
      out.fill(0);
      for (let i = 0; i < count; i++) {
        const start = i * k;
        for (let j = 0; j < n; j++) {
          const value = values[i * n + j];
          if (value === 0) continue;
          for (let c = 0, at = j * k; c < k; c++, at++) out[start + c] += value * w[at];
        }
      }
    };
  },
});
