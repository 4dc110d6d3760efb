import type { Shape, Tensor } from "../../core/index.ts";
import { OptionValueError, ShapeError, sizeOf } from "../../core/index.ts";
import { integer, integers, tensor } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { showShape } from "../shapes.ts";
import type { ValueType } from "../types.ts";
import { weightedRange } from "./weighted-range.ts";

export interface Conv2dAttributes {
  /** Integers of shape `[outputs, channels / groups, height, width]`. */
  readonly weights: Tensor;
  /** Steps `[down, right]`. */
  readonly stride: readonly number[];
  /** Zeros added `[top, left, bottom, right]`. */
  readonly padding: readonly number[];
  /** Distance between kernel elements `[down, right]`. */
  readonly dilation: readonly number[];
  readonly groups: number;
}

/**
 * Two-dimensional cross-correlation with public weights, as deep learning calls convolution:
 * `[..., channels, height, width]` to `[..., outputs, height', width']`. Levelled.
 */
export const conv2d: Op<Conv2dAttributes> = defineOp<Conv2dAttributes>({
  name: "conv2d",
  kind: "linear",
  arity: 1,
  attributes: { weights: tensor, stride: integers, padding: integers, dilation: integers, groups: integer },
  shape: ({ inputs: [x], attributes, where }) => {
    checkConv(x.shape, attributes, where);
    const { outputs, outHeight, outWidth } = geometry(x, attributes);
    return [...x.shape.slice(0, -3), outputs, outHeight, outWidth];
  },
  // At the border fewer weights meet the image, so every position has a sum of its own.
  range: ({ inputs: [x], attributes }) => {
    const g = geometry(x, attributes);
    const sums = weightedRange(x);
    const seen = new Set<string>();
    for (let y = 0; y < g.outHeight; y++) {
      for (let z = 0; z < g.outWidth; z++) {
        const taps = tapsAt(g, attributes, y, z);
        // Positions that meet the same weights have the same range: inside the image nearly all.
        const key = taps.map((tap) => tap.weight).join();
        if (seen.has(key)) continue;
        seen.add(key);
        for (let o = 0; o < g.outputs; o++) {
          for (let c = 0; c < g.groupChannels; c++) {
            const start = (o * g.groupChannels + c) * g.kernelSize;
            for (const tap of taps) sums.add(attributes.weights.data[start + tap.weight]);
          }
          sums.end();
        }
      }
    }
    return sums.range();
  },
  clear: ({ inputs: [x], attributes }) => {
    const g = geometry(x, attributes);
    const plane = g.height * g.width;
    const outPlane = g.outHeight * g.outWidth;
    const outputsOfGroup = g.outputs / attributes.groups;
    const weights = attributes.weights.data;
    const positions: Tap[][] = [];
    for (let y = 0; y < g.outHeight; y++) {
      for (let z = 0; z < g.outWidth; z++) positions.push(tapsAt(g, attributes, y, z));
    }
    return ([image], out, rows) => {
      for (let sample = 0, next = 0; sample < rows * g.samples; sample++) {
        for (let o = 0; o < g.outputs; o++) {
          const firstChannel = Math.floor(o / outputsOfGroup) * g.groupChannels;
          for (let p = 0; p < outPlane; p++, next++) {
            let sum = 0;
            for (let c = 0; c < g.groupChannels; c++) {
              const from = (sample * g.channels + firstChannel + c) * plane;
              const start = (o * g.groupChannels + c) * g.kernelSize;
              for (const tap of positions[p]) sum += image[from + tap.pixel] * weights[start + tap.weight];
            }
            out[next] = sum;
          }
        }
      }
    };
  },
});

/** For each output element the image elements it sums, counted through the operand, with their weights. */
export function convolutionTerms(
  x: ValueType,
  attributes: Conv2dAttributes,
): (i: number) => [source: number, weight: number][] {
  const g = geometry(x, attributes);
  const plane = g.height * g.width;
  const outPlane = g.outHeight * g.outWidth;
  const outputsOfGroup = g.outputs / attributes.groups;
  return (i) => {
    const sample = Math.floor(i / (g.outputs * outPlane));
    const o = Math.floor(i / outPlane) % g.outputs;
    const position = i % outPlane;
    const taps = tapsAt(g, attributes, Math.floor(position / g.outWidth), position % g.outWidth);
    const firstChannel = Math.floor(o / outputsOfGroup) * g.groupChannels;
    const terms: [number, number][] = [];
    for (let c = 0; c < g.groupChannels; c++) {
      const from = (sample * g.channels + firstChannel + c) * plane;
      const start = (o * g.groupChannels + c) * g.kernelSize;
      for (const tap of taps) terms.push([from + tap.pixel, attributes.weights.data[start + tap.weight]]);
    }
    return terms;
  };
}

/** One kernel element that falls inside the image: its offset in the kernel and in the plane. */
interface Tap {
  readonly weight: number;
  readonly pixel: number;
}

interface Geometry {
  readonly samples: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outputs: number;
  readonly groupChannels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly kernelSize: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

function geometry(x: ValueType, { weights, stride, padding, dilation }: Conv2dAttributes): Geometry {
  const [channels, height, width] = x.shape.slice(-3);
  const [outputs, groupChannels, kernelHeight, kernelWidth] = weights.shape;
  const [top, left, bottom, right] = padding;
  const span = (kernel: number, distance: number): number => (kernel - 1) * distance + 1;
  return {
    samples: sizeOf(x.shape.slice(0, -3)),
    channels,
    height,
    width,
    outputs,
    groupChannels,
    kernelHeight,
    kernelWidth,
    kernelSize: kernelHeight * kernelWidth,
    outHeight: Math.floor((height + top + bottom - span(kernelHeight, dilation[0])) / stride[0]) + 1,
    outWidth: Math.floor((width + left + right - span(kernelWidth, dilation[1])) / stride[1]) + 1,
  };
}

function tapsAt(g: Geometry, { stride, padding, dilation }: Conv2dAttributes, y: number, z: number): Tap[] {
  const taps: Tap[] = [];
  for (let i = 0; i < g.kernelHeight; i++) {
    const row = y * stride[0] + i * dilation[0] - padding[0];
    if (row < 0 || row >= g.height) continue;
    for (let j = 0; j < g.kernelWidth; j++) {
      const column = z * stride[1] + j * dilation[1] - padding[1];
      if (column < 0 || column >= g.width) continue;
      taps.push({ weight: i * g.kernelWidth + j, pixel: row * g.width + column });
    }
  }
  return taps;
}

function checkConv(shape: Shape, attributes: Conv2dAttributes, where: string): void {
  const { weights, stride, padding, dilation, groups } = attributes;
  const steps: readonly (readonly [string, readonly number[], number, number])[] = [
    ["stride", stride, 2, 1],
    ["padding", padding, 4, 0],
    ["dilation", dilation, 2, 1],
    ["groups", [groups], 1, 1],
  ];
  for (const [name, values, count, least] of steps) {
    if (values.length === count && values.every((v) => Number.isInteger(v) && v >= least)) continue;
    throw new OptionValueError({
      where,
      problem: `${name} = [${values.join(", ")}]`,
      allowed: `${count} integers of at least ${least}`,
      remedy: `give ${name} as ${count === 4 ? "[top, left, bottom, right]" : "[vertical, horizontal]"}`,
    });
  }
  const [outputs, groupChannels] = weights.shape;
  const fits =
    shape.length >= 3 &&
    weights.rank === 4 &&
    shape.at(-3) === groupChannels * groups &&
    Number.isInteger(outputs / groups);
  const tooSmall = fits && sizeOf(shape) > 0 && isTooSmall(shape, attributes);
  if (fits && !tooSmall) return;
  throw new ShapeError({
    where,
    problem: `an image of shape ${showShape(shape)} with weights of shape ${showShape(weights.shape)} in ${groups} group(s)`,
    allowed: tooSmall
      ? "an image that, padded, is at least as large as the kernel"
      : "[..., channels, height, width] with [outputs, channels / groups, height, width]",
    remedy: tooSmall ? "add padding or use a smaller kernel" : "reshape the image or the weights",
  });
}

function isTooSmall(shape: Shape, attributes: Conv2dAttributes): boolean {
  const { outHeight, outWidth } = geometry({ shape, min: 0, max: 0 }, attributes);
  return outHeight < 1 || outWidth < 1;
}
