import { Tensor } from "../../core/index.ts";
import { trace } from "../../graph/index.ts";
import type { Graph } from "../../graph/index.ts";
import { foldLinear, UniformQuantizer } from "../../quant/index.ts";
import { splitBits } from "../base/index.ts";
import type { NBits } from "../base/index.ts";

/** Coefficients of a linear model in real numbers. */
export interface LinearCoefficients {
  /** Shape [K, d]. */
  readonly coef: Tensor;
  /** Length K. */
  readonly intercept: Float64Array;
}

/** A linear model on integers: decision[k] = scale[k] * (weights[k] . q + bias[k]). */
export interface QuantizedLinear {
  /** One scale a feature. */
  readonly input: UniformQuantizer;
  /** Integers, shape [K, d]. */
  readonly weights: Tensor;
  /** Integers, length K. */
  readonly bias: Float64Array;
  /** Length K. */
  readonly scale: Float64Array;
}

const ROWS_OF_A_MEAN = 4096;

/** Calibrates the inputs on training data, feature by feature, and folds their scales into the weights. */
export function quantizeLinear(
  { coef, intercept }: LinearCoefficients,
  X: Tensor,
  bits: NBits,
): QuantizedLinear {
  const { opInputs, opWeights } = splitBits(bits);
  const input = UniformQuantizer.calibrate(X, { nBits: opInputs, perFeature: true });
  const center = meanIntegers(input, X);
  return { input, ...foldLinear({ coef, intercept, inputQuantizer: input, weightBits: opWeights, center }) };
}

/** The op-graph x W^T + b with one integer input `x` of shape [d] and one output of shape [K]. */
export function traceLinear({ input, weights, bias }: QuantizedLinear, source: string): Graph {
  const [outputs, features] = weights.shape;
  const columns = Tensor.zeros([features, outputs]);
  for (let k = 0; k < outputs; k++) {
    for (let j = 0; j < features; j++) columns.data[j * outputs + k] = weights.data[k * features + j];
  }
  const spec = { shape: [features], min: input.qmin, max: input.qmax };
  return trace((x) => x.matmul(columns).add(Tensor.vector(bias)), { x: spec }, { source });
}

/** Of at most some thousand rows, spread evenly: a typical value needs no more. */
function meanIntegers(input: UniformQuantizer, X: Tensor): Float64Array {
  const stride = Math.ceil(X.length / ROWS_OF_A_MEAN);
  const some =
    stride === 1 ? X : X.take(Uint32Array.from({ length: X.length / stride }, (_, i) => i * stride));
  const [rows, features] = some.shape;
  const mean = new Float64Array(features);
  for (const row of input.quantize(some)) for (let j = 0; j < features; j++) mean[j] += row[j] / rows;
  return mean;
}
