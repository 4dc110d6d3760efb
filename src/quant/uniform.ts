import { CorruptedDataError, EmptyInputError, NonFiniteValueError, OptionValueError } from "../core/index.ts";
import { OutOfRangeError, ShapeError, Tensor } from "../core/index.ts";
import { rint } from "./rounding.ts";

/**
 * How the integers cover the calibrated values.
 *
 * - `asymmetric`: from the least to the greatest value.
 * - `symmetric`: from -max|v| to max|v| (unsigned: from 0), zero point 0.
 * - `symmetricNarrow`: as `symmetric`, without the lowest integer, so that negation stays in range.
 */
export type QuantizerMode = "asymmetric" | "symmetric" | "symmetricNarrow";

/** What a quantizer is made for, before it has seen values. */
export interface QuantizerOptions {
  /** Bits of the integers, 1 to 16. */
  readonly nBits: number;
  /** Integers from -2^(nBits-1) instead of 0. Default false; `symmetricNarrow` needs true and 2 bits. */
  readonly signed?: boolean;
  /** Default `asymmetric`. */
  readonly mode?: QuantizerMode;
  /** One scale and zero point for every entry of the last axis instead of one for all. Default false. */
  readonly perFeature?: boolean;
}

/** The plain-data form of a quantizer. */
export interface UniformQuantizerJson {
  readonly kind: "uniform-quantizer";
  readonly version: 1;
  readonly nBits: number;
  readonly signed: boolean;
  readonly mode: QuantizerMode;
  readonly perFeature: boolean;
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
}

const MODES: readonly QuantizerMode[] = ["asymmetric", "symmetric", "symmetricNarrow"];

/**
 * A uniform affine quantizer: real v stands for the integer q with v = scale (q - zeroPoint).
 *
 * q = clip(rint(v / scale + zeroPoint), qmin, qmax): one division, one addition, round half to even,
 * then clip, so values outside the calibrated range saturate. Inside it, |dequantize(quantize(v)) - v|
 * is at most scale / 2.
 *
 * Source of the convention: Jacob et al. (2018), Quantization and Training of Neural Networks, eq. 1,
 * with the zero point added before rounding.
 */
export class UniformQuantizer {
  readonly nBits: number;
  readonly signed: boolean;
  readonly mode: QuantizerMode;
  readonly perFeature: boolean;
  /** Real size of one integer step, positive; one an entry of the last axis, or one for all. */
  readonly scale: Float64Array;
  /** Integer that stands for 0, not necessarily between `qmin` and `qmax`. */
  readonly zeroPoint: Float64Array;
  readonly qmin: number;
  readonly qmax: number;

  /** Most callers want {@link UniformQuantizer.calibrate}. */
  constructor(options: QuantizerOptions, scale: Float64Array, zeroPoint: Float64Array) {
    const { nBits, signed, mode, perFeature } = checkOptions(options);
    this.nBits = nBits;
    this.signed = signed;
    this.mode = mode;
    this.perFeature = perFeature;
    this.scale = scale;
    this.zeroPoint = zeroPoint;
    ({ qmin: this.qmin, qmax: this.qmax } = integerRange(nBits, signed, mode));
  }

  /**
   * The quantizer whose range covers `values`.
   *
   * A constant (or all-zero) asymmetric calibration has no step of its own; it gets one that represents
   * the constant exactly. The same holds where the spread is too small beside the magnitude for the zero
   * point to be an exact integer (a relative spread below about 2^(nBits - 53)).
   *
   * @param values - Any shape; with `perFeature` the last axis holds the features.
   * @throws OptionValueError for bits, mode and signedness that do not exist together.
   * @throws EmptyInputError, NonFiniteValueError for values nothing can be learned from.
   * @throws OutOfRangeError for negative values in an unsigned symmetric quantizer, or an infinite spread.
   */
  static calibrate(values: Tensor, options: QuantizerOptions): UniformQuantizer {
    const checked = checkOptions(options);
    const { min, max } = extremes(values, checked.perFeature);
    const scale = new Float64Array(min.length);
    const zeroPoint = new Float64Array(min.length);
    for (let j = 0; j < min.length; j++) {
      const step =
        checked.mode === "asymmetric"
          ? affineStep(min[j], max[j], checked)
          : symmetricStep(min[j], max[j], checked);
      scale[j] = step.scale;
      zeroPoint[j] = step.zeroPoint;
    }
    return new UniformQuantizer(checked, scale, zeroPoint);
  }

  /**
   * Integers of the same shape.
   *
   * @throws ShapeError when the last axis is not the calibrated one.
   */
  quantize(values: Tensor): Tensor {
    const width = this.#width(values, "UniformQuantizer.quantize");
    const { scale, zeroPoint, qmin, qmax } = this;
    const data = new Float64Array(values.size);
    for (let i = 0, j = 0; i < data.length; i++) {
      const q = rint(values.data[i] / scale[j] + zeroPoint[j]);
      data[i] = q < qmin ? qmin : q > qmax ? qmax : q;
      if (++j === width) j = 0;
    }
    const bad = data.findIndex(Number.isNaN);
    if (bad >= 0) throw notFinite(values.data[bad], bad, "UniformQuantizer.quantize");
    return new Tensor(data, values.shape);
  }

  /**
   * The real values integers stand for.
   *
   * @throws ShapeError when the last axis is not the calibrated one.
   */
  dequantize(integers: Tensor): Tensor {
    const width = this.#width(integers, "UniformQuantizer.dequantize");
    const { scale, zeroPoint } = this;
    const data = new Float64Array(integers.size);
    for (let i = 0, j = 0; i < data.length; i++) {
      data[i] = scale[j] * (integers.data[i] - zeroPoint[j]);
      if (++j === width) j = 0;
    }
    return new Tensor(data, integers.shape);
  }

  toJSON(): UniformQuantizerJson {
    const { nBits, signed, mode, perFeature } = this;
    const [scale, zeroPoint] = [Array.from(this.scale), Array.from(this.zeroPoint)];
    return { kind: "uniform-quantizer", version: 1, nBits, signed, mode, perFeature, scale, zeroPoint };
  }

  /** @throws CorruptedDataError for anything {@link toJSON} could not have written. */
  static fromJSON(json: unknown): UniformQuantizer {
    const given = json as Partial<UniformQuantizerJson> | null;
    if (given?.kind !== "uniform-quantizer" || (given.version as number) !== 1) {
      throw corrupted(`kind ${String(given?.kind)}, version ${String(given?.version)}`);
    }
    const { scale, zeroPoint, perFeature } = given;
    if (
      !isNumbers(scale) ||
      !isNumbers(zeroPoint) ||
      scale.length === 0 ||
      scale.length !== zeroPoint.length
    ) {
      throw corrupted("scale and zeroPoint are not two lists of finite numbers of one length");
    }
    if (scale.some((s) => s <= 0)) throw corrupted("a scale that is not positive");
    if (zeroPoint.some((z) => !Number.isSafeInteger(z)))
      throw corrupted("a zero point that is not an integer");
    if (perFeature !== true && scale.length !== 1) throw corrupted(`${scale.length} scales for one tensor`);
    try {
      return new UniformQuantizer(
        given as QuantizerOptions,
        Float64Array.from(scale),
        Float64Array.from(zeroPoint),
      );
    } catch (cause) {
      throw corrupted("options no quantizer has", cause);
    }
  }

  /** Length of the last axis per feature, 1 per tensor. */
  #width(values: Tensor, where: string): number {
    const features = this.scale.length;
    if (this.perFeature && values.shape.at(-1) !== features) {
      throw new ShapeError({
        where,
        problem: `shape [${values.shape.join(", ")}]`,
        allowed: `a last axis of ${features}, one entry a calibrated feature`,
        remedy: "pass the features the quantizer was calibrated on, in their order",
      });
    }
    return features;
  }
}

type CheckedOptions = Required<QuantizerOptions>;
interface Step {
  scale: number;
  zeroPoint: number;
}

function checkOptions(options: QuantizerOptions): CheckedOptions {
  const { nBits, signed = false, mode = "asymmetric", perFeature = false } = options;
  const where = "UniformQuantizer";
  if (!Number.isInteger(nBits) || nBits < 1 || nBits > 16) {
    throw new OptionValueError({
      where,
      problem: `nBits = ${String(nBits)}`,
      allowed: "a whole number from 1 to 16",
      remedy: "pass the bits of the integers, for example nBits: 8",
    });
  }
  if (!MODES.includes(mode) || typeof signed !== "boolean" || typeof perFeature !== "boolean") {
    throw new OptionValueError({
      where,
      problem: `mode = ${mode}, signed = ${String(signed)}, perFeature = ${String(perFeature)}`,
      allowed: `mode one of ${MODES.join(", ")}; signed and perFeature true or false`,
      remedy: "correct the option",
    });
  }
  if (mode === "symmetricNarrow" && (!signed || nBits < 2)) {
    throw new OptionValueError({
      where,
      problem: `mode = symmetricNarrow with signed = ${signed}, nBits = ${nBits}`,
      allowed: "signed: true and at least 2 bits",
      remedy: "set signed: true and nBits to 2 or more, or use mode: symmetric",
    });
  }
  return { nBits, signed, mode, perFeature };
}

function integerRange(nBits: number, signed: boolean, mode: QuantizerMode): { qmin: number; qmax: number } {
  if (!signed) return { qmin: 0, qmax: 2 ** nBits - 1 };
  const half = 2 ** (nBits - 1);
  return { qmin: mode === "symmetricNarrow" ? 1 - half : -half, qmax: half - 1 };
}

/** S = (max - min) / (2^n - 1), zero point rint(-min / S), for signed integers less 2^(n-1). */
function affineStep(min: number, max: number, { nBits, signed }: CheckedOptions): Step {
  const scale = (max - min) / (2 ** nBits - 1);
  if (scale === Infinity) {
    throw new OutOfRangeError({
      where: "UniformQuantizer.calibrate",
      problem: `values from ${min} to ${max}`,
      allowed: "a difference below 1.8e308",
      remedy: "rescale the data",
    });
  }
  const lowest = signed ? -(2 ** (nBits - 1)) : 0;
  const zeroPoint = rint(-min / scale) + lowest;
  const isExact = scale > 0 && Math.abs(min / scale) < 2 ** 52 && Math.abs(max / scale) < 2 ** 52;
  return isExact ? { scale, zeroPoint } : constantStep(min + (max - min) / 2, nBits, lowest);
}

/** A step that divides the constant by a power of two: exact, and as fine as the bits allow. */
function constantStep(value: number, nBits: number, lowest: number): Step {
  const count = 2 ** (nBits - 1);
  const scale = Math.abs(value) / count;
  if (scale * count !== Math.abs(value) || scale === 0) {
    // Zero, or so small that dividing it would lose bits: one step is the value itself.
    return { scale: Math.abs(value) || 1, zeroPoint: value < 0 ? lowest + 1 : lowest };
  }
  return { scale, zeroPoint: value < 0 ? lowest + count : lowest };
}

/** T = max|v|: signed S = 2T / (2^n - 1), narrow 2T / (2^n - 2), unsigned T / (2^n - 1). */
function symmetricStep(min: number, max: number, { nBits, signed, mode }: CheckedOptions): Step {
  if (!signed && min < 0) {
    throw new OutOfRangeError({
      where: "UniformQuantizer.calibrate",
      problem: `value ${min} for unsigned symmetric integers`,
      allowed: "values of 0 or more",
      remedy: "set signed: true, or use mode: asymmetric",
    });
  }
  const largest = Math.max(Math.abs(min), Math.abs(max));
  const levels = 2 ** nBits - (mode === "symmetricNarrow" ? 2 : 1);
  // Twice the greatest double overflows; dividing first loses nothing there.
  const scale = signed
    ? largest > 1e300
      ? (largest / levels) * 2
      : (2 * largest) / levels
    : largest / levels;
  return { scale: scale > 0 ? scale : 1, zeroPoint: 0 };
}

function extremes(values: Tensor, perFeature: boolean): { min: Float64Array; max: Float64Array } {
  const where = "UniformQuantizer.calibrate";
  if (values.size === 0) {
    throw new EmptyInputError({
      where,
      problem: `shape [${values.shape.join(", ")}] has no elements`,
      allowed: "at least one value",
      remedy: "calibrate on a sample of the data the model will see",
    });
  }
  const width = perFeature ? (values.shape.at(-1) ?? 1) : 1;
  const min = new Float64Array(width).fill(Infinity);
  const max = new Float64Array(width).fill(-Infinity);
  for (let i = 0, j = 0; i < values.size; i++) {
    const value = values.data[i];
    if (!Number.isFinite(value)) throw notFinite(value, i, where);
    if (value < min[j]) min[j] = value;
    if (value > max[j]) max[j] = value;
    if (++j === width) j = 0;
  }
  return { min, max };
}

function notFinite(value: number, index: number, where: string): NonFiniteValueError {
  return new NonFiniteValueError({
    where,
    problem: `${value} at element ${index}`,
    allowed: "finite numbers",
    remedy: "remove or impute the missing values first",
  });
}

function isNumbers(values: unknown): values is readonly number[] {
  return Array.isArray(values) && values.every((value) => Number.isFinite(value));
}

function corrupted(problem: string, cause?: unknown): CorruptedDataError {
  return new CorruptedDataError({
    where: "UniformQuantizer.fromJSON",
    problem,
    allowed: "an object written by UniformQuantizer.toJSON",
    remedy: "write the quantizer again with this version of the library",
    cause,
  });
}
