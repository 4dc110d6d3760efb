import type { Tensor } from "../../core/index.ts";
import { InternalError, ShapeError, Tensor as DenseTensor } from "../../core/index.ts";
import { normalizeAxis, showShape } from "../shapes.ts";
import type { Constant } from "./constants.ts";
import { readIntegers } from "./constants.ts";
import { combine } from "./elementwise.ts";
import { materialize } from "./materialize.ts";
import { broadcastTo, reshape, transpose } from "./movement.ts";
import type { Traced } from "./traced.ts";
import { asOne, bracket, nodeOf, shapeOf } from "./traced.ts";

/** Sum over all axes, or those named. */
export function sum(x: Traced, axis: number | readonly number[] | undefined, keepDims: boolean): Traced {
  const rank = shapeOf(x).length;
  const text = `sum(${x.text})`;
  const listed = axis === undefined ? shapeOf(x).map((_, i) => i) : typeof axis === "number" ? [axis] : axis;
  const axes = [...new Set(listed.map((one) => normalizeAxis(one, rank, text)))].sort((a, b) => a - b);
  if (axes.length === 0) return x;
  return nodeOf(x, text, "sum", [materialize(x)], { axes, keepDims });
}

/** x w, numpy's matmul: public w of shape [n] or [n, k]. */
export function matmul(x: Traced, w: Constant): Traced {
  const text = `${bracket(x.text)} @ `;
  const weights = readIntegers(w, x.label ?? `${text}w`);
  return nodeOf(x, `${text}const[${weights.shape.join()}]`, "matmul", [materialize(x)], { weights });
}

/** w x, numpy's matmul: public w of shape [n] or [m, n]; x of shape [n] or [n, k]. */
export function leftMatmul(w: Constant, x: Traced): Traced {
  const weights = readIntegers(w, x.label ?? `w @ ${x.text}`);
  const text = `const[${weights.shape.join()}] @ ${bracket(x.text)}`;
  const shape = shapeOf(x);
  if (shape.length === 0 || shape.length > 2 || weights.rank === 0 || weights.rank > 2) {
    throw new ShapeError({
      where: x.label ?? text,
      problem: `weights of shape ${showShape(weights.shape)} times a value of shape ${showShape(shape)}`,
      allowed: "[n] or [m, n] times [n] or [n, k]",
      remedy: "reshape the value, or multiply slice by slice",
    });
  }
  // (w x)^T = x^T w^T: one op is enough, moving elements is free.
  const columns = shape.length === 1 ? x : transpose(x);
  const product = nodeOf(x, text, "matmul", [materialize(columns)], { weights: transposed(weights) });
  return shapeOf(product).length === 2 ? { ...transpose(product), text } : product;
}

/** Product of two encrypted matrices or vectors: every pair of elements is one product of encrypted values. */
export function matmulEncrypted(x: Traced, y: Traced): Traced {
  const text = `${bracket(x.text)} @ ${bracket(y.text)}`;
  const [a, b] = [shapeOf(x), shapeOf(y)];
  if (a.length === 0 || a.length > 2 || b.length === 0 || b.length > 2 || a.at(-1) !== b[0]) {
    throw new ShapeError({
      where: x.label ?? text,
      problem: `shapes ${showShape(a)} and ${showShape(b)}`,
      allowed: "[n] or [m, n] times [n] or [n, k]",
      remedy: "transpose one of the values",
    });
  }
  const n = b[0];
  const m = a.length === 2 ? a[0] : 1;
  const k = b.length === 2 ? b[1] : 1;
  return asOne(x, text, (value) => {
    const left = broadcastTo(reshape(value, [m, n, 1]), [m, n, k]);
    const right = broadcastTo(reshape({ ...y, label: value.label }, [1, n, k]), [m, n, k]);
    const product = sum(combine("mul", left, right), 1, false);
    return reshape(product, [...a.slice(0, -1), ...b.slice(1)]);
  });
}

function transposed(weights: Tensor): Tensor {
  if (weights.rank === 1) return weights;
  const [m, n] = weights.shape;
  const data = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) data[j * m + i] = weights.data[i * n + j];
  return new DenseTensor(data, [n, m]);
}

/** Options of a convolution, as in other libraries; a single number counts for every direction. */
export interface ConvOptions {
  readonly stride?: number | readonly number[] | undefined;
  /** `[vertical, horizontal]`, or `[top, left, bottom, right]`. */
  readonly padding?: number | readonly number[] | undefined;
  readonly dilation?: number | readonly number[] | undefined;
  readonly groups?: number | undefined;
}

/** Two-dimensional cross-correlation with public weights [outputs, channels / groups, height, width]. */
export function conv2d(x: Traced, w: Constant, options: ConvOptions): Traced {
  const weights = readIntegers(w, x.label ?? `conv2d(${x.text})`);
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  const pads = pair(padding);
  return nodeOf(x, `conv2d(${x.text}, const[${weights.shape.join()}])`, "conv2d", [materialize(x)], {
    weights,
    stride: pair(stride),
    padding: pads.length === 2 ? [...pads, ...pads] : pads,
    dilation: pair(dilation),
    groups,
  });
}

/** One-dimensional cross-correlation: [..., channels, length] with weights [outputs, channels / groups, width]. */
export function conv1d(x: Traced, w: Constant, options: ConvOptions): Traced {
  const weights = readIntegers(w, x.label ?? `conv1d(${x.text})`);
  const shape = shapeOf(x);
  if (weights.rank !== 3 || shape.length < 2) {
    throw new ShapeError({
      where: x.label ?? `conv1d(${x.text})`,
      problem: `a value of shape ${showShape(shape)} with weights of shape ${showShape(weights.shape)}`,
      allowed: "[..., channels, length] with [outputs, channels / groups, width]",
      remedy: "reshape the value or the weights",
    });
  }
  // An image of one row.
  const { stride = 1, padding = 0, dilation = 1, groups } = options;
  const [outputs, channels, width] = weights.shape;
  const [before, after] = pair(padding);
  const image = reshape(x, [...shape.slice(0, -1), 1, last(shape)]);
  const result = conv2d(image, weights.reshape([outputs, channels, 1, width]), {
    stride: [1, pair(stride)[0]],
    padding: [0, before, 0, after],
    dilation: [1, pair(dilation)[0]],
    groups,
  });
  const out = shapeOf(result);
  return { ...reshape(result, [...out.slice(0, -2), last(out)]), text: `conv1d(${x.text})` };
}

function pair(value: number | readonly number[]): readonly number[] {
  return typeof value === "number" ? [value, value] : value.length === 1 ? [value[0], value[0]] : value;
}

function last(shape: readonly number[]): number {
  const length = shape.at(-1);
  if (length !== undefined) return length;
  throw new InternalError({
    where: "conv1d",
    problem: "a scalar",
    allowed: "a value with axes",
    remedy: "report this",
  });
}
