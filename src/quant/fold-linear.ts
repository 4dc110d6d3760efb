import { NonFiniteValueError, OptionValueError, ShapeError, Tensor } from "../core/index.ts";
import { rint } from "./rounding.ts";
import { UniformQuantizer } from "./uniform.ts";

/** A linear layer y = coef x + intercept in real numbers, and how its inputs are quantized. */
export interface LinearLayer {
  /** Shape [K, d]. */
  readonly coef: Tensor;
  /** Length K. */
  readonly intercept: ArrayLike<number>;
  /** Per feature (d scales) or per tensor. */
  readonly inputQuantizer: UniformQuantizer;
  /** Bits of the integer weights, 2 to 16. */
  readonly weightBits: number;
  /**
   * Typical integer input, length d: where the rounding of the weights is made to cost nothing.
   * The mean of the quantized training data serves best. Default: the middle of the integer range.
   */
  readonly center?: ArrayLike<number>;
}

/** The same layer on integers: y[k] is about scale[k] * (sum over j of weights[k][j] q[j] + bias[k]). */
export interface FoldedLinear {
  /** Integers in -(2^(weightBits-1) - 1) .. 2^(weightBits-1) - 1, shape [K, d]. */
  readonly weights: Tensor;
  /** Integers on the accumulator's scale; they hold intercept and zero points. Length K. */
  readonly bias: Float64Array;
  /** Real size of one accumulator step, length K. */
  readonly scale: Float64Array;
  /** Upper bound of |quantized - real| of each output for inputs inside the calibrated range. Length K. */
  readonly errorBound: Float64Array;
}

/** Accumulators keep clear of 2^53; a step this much finer than the bias shows nothing more anyway. */
const LARGEST_BIAS = 2 ** 50;

/**
 * Folds input scales, zero points and intercept of a linear layer into integers.
 *
 * With v[j] = S[j] (q[j] - z[j]) the layer is sum over j of (w[j] S[j]) q[j] + (b - sum w[j] S[j] z[j]):
 * each product w[j] S[j] is quantized (symmetric, narrow, one scale s an output), so a feature's unit
 * does not matter. The constant is formed from the real products, and from what their rounding e[j]
 * changes at `center`, before it is rounded once.
 *
 * Error, for values inside the calibrated range: inputs sum |w[j]| S[j] / 2, weights
 * (s / 2) sum max|q[j] - center[j]|, constant s / 2.
 *
 * @throws ShapeError for sizes that do not belong together.
 * @throws NonFiniteValueError for coefficients that are NaN or infinite.
 * @throws OptionValueError for weight bits outside 2 to 16.
 */
export function foldLinear(layer: LinearLayer): FoldedLinear {
  const { coef, intercept, inputQuantizer, weightBits } = layer;
  const [outputs, features] = checkLayer(layer);
  const center =
    layer.center ?? new Float64Array(features).fill((inputQuantizer.qmin + inputQuantizer.qmax) / 2);

  const weights = Tensor.zeros([outputs, features]);
  const bias = new Float64Array(outputs);
  const scale = new Float64Array(outputs);
  const errorBound = new Float64Array(outputs);
  for (let k = 0; k < outputs; k++) {
    const products = foldScales(coef.row(k), inputQuantizer);
    const constant = intercept[k] - zeroPointSum(products, inputQuantizer);
    const step = outputStep(products, constant, weightBits, inputQuantizer.nBits);
    const row = weights.row(k);
    let shift = 0;
    for (let j = 0; j < features; j++) {
      row[j] = rint(products[j] / step);
      shift += (products[j] - step * row[j]) * center[j];
    }
    bias[k] = rint((constant + shift) / step);
    scale[k] = step;
    errorBound[k] = bound(coef.row(k), step, inputQuantizer, center);
  }
  return { weights, bias, scale, errorBound };
}

function foldScales(row: Float64Array, { scale }: UniformQuantizer): Float64Array {
  return row.map((w, j) => w * scaleOf(scale, j));
}

function zeroPointSum(products: Float64Array, { zeroPoint }: UniformQuantizer): number {
  let sum = 0;
  for (let j = 0; j < products.length; j++) sum += products[j] * scaleOf(zeroPoint, j);
  return sum;
}

/** The weights' own step, made coarser only where the constant would leave the exact integers. */
function outputStep(products: Float64Array, constant: number, weightBits: number, inputBits: number): number {
  const weightOptions = { nBits: weightBits, signed: true, mode: "symmetricNarrow" } as const;
  const ofWeights = UniformQuantizer.calibrate(Tensor.vector(products), weightOptions).scale[0];
  if (products.every((w) => w === 0)) {
    // Only a constant is left: as fine as the products would have been.
    return constant === 0 ? 1 : Math.abs(constant) / 2 ** (weightBits + inputBits);
  }
  return Math.max(ofWeights, Math.abs(constant) / LARGEST_BIAS);
}

function bound(
  row: Float64Array,
  step: number,
  quantizer: UniformQuantizer,
  center: ArrayLike<number>,
): number {
  let inputs = 0;
  let weights = 0;
  for (let j = 0; j < row.length; j++) {
    inputs += (Math.abs(row[j]) * scaleOf(quantizer.scale, j)) / 2;
    weights += Math.max(quantizer.qmax - center[j], center[j] - quantizer.qmin);
  }
  return inputs + (step / 2) * (weights + 1);
}

/** Entry j of a per-feature list, or the only entry of a per-tensor one. */
function scaleOf(list: Float64Array, j: number): number {
  return list.length === 1 ? list[0] : list[j];
}

function checkLayer({ coef, intercept, inputQuantizer, weightBits, center }: LinearLayer): [number, number] {
  const where = "foldLinear";
  const [outputs = 0, features = 0] = coef.shape;
  const scales = inputQuantizer.perFeature ? inputQuantizer.scale.length : features;
  if (coef.rank !== 2 || intercept.length !== outputs || scales !== features) {
    throw new ShapeError({
      where,
      problem: `coef [${coef.shape.join(", ")}], ${intercept.length} intercepts, ${scales} input scales`,
      allowed: "coef [K, d] with K intercepts and d input scales (or one for all)",
      remedy: "pass one intercept an output and a quantizer calibrated on the same features",
    });
  }
  if (center !== undefined && center.length !== features) {
    throw new ShapeError({
      where,
      problem: `center of ${center.length} values for ${features} features`,
      allowed: "one value a feature",
      remedy: "pass the mean of the quantized inputs, feature by feature",
    });
  }
  if (!Number.isInteger(weightBits) || weightBits < 2 || weightBits > 16) {
    throw new OptionValueError({
      where,
      problem: `weightBits = ${String(weightBits)}`,
      allowed: "a whole number from 2 to 16",
      remedy: "pass the bits of the integer weights, for example 8",
    });
  }
  if (!coef.data.every(Number.isFinite) || !Array.from(intercept).every(Number.isFinite)) {
    throw new NonFiniteValueError({
      where,
      problem: "a coefficient or intercept that is NaN or infinite",
      allowed: "finite numbers",
      remedy: "check the data the model was fitted on, or scale it",
    });
  }
  return [outputs, features];
}
