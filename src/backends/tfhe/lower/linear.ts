import { BitWidthError, UnsupportedOperationError } from "../../../core/index.ts";
import { bitWidth, isSigned } from "../../../graph/index.ts";
import type { Graph } from "../../../graph/index.ts";
import { inputSpecs } from "../../input-specs.ts";
import { localPError, statisticalBits } from "../../options.ts";
import type { BackendOptions } from "../../options.ts";
import { chooseLevelledParameters } from "../levelled/parameters.ts";
import type { LevelledParameters } from "../levelled/shape.ts";
import type { Instruction, OutputEncoding, Product, TfheProgram } from "../program/index.ts";
import type { ScalarCircuit } from "./scalar-circuit.ts";
import { scalarize } from "./scalarize.ts";

/** Widest integer the levelled layer carries: what a double holds exactly. */
export const MAXIMUM_LINEAR_BITS = 53;

/** A program without lookups and the parameters it was lowered for. */
export interface LoweredLinear {
  readonly kind: "levelled";
  readonly program: TfheProgram;
  readonly parameters: LevelledParameters;
}

/** y = A x + b over the integers: x all slots of a sample in one row, y all outputs. */
interface AffineMap {
  readonly features: number;
  readonly outputs: number;
  /** Row-major [outputs][features]. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/**
 * Lowers a graph to packed products: linear ops, and functions of single inputs, which travel as bits.
 *
 * @throws UnsupportedOperationError for ops that need a table lookup.
 * @throws BitWidthError for outputs wider than {@link MAXIMUM_LINEAR_BITS}.
 * @throws NoParametersError when no secure parameters are precise enough.
 */
export function lowerLinear(
  graph: Graph,
  options: BackendOptions = {},
  circuit: ScalarCircuit = scalarize(graph),
): LoweredLinear {
  const map = affineMap(circuit);
  const encoding = outputEncoding(graph);
  const where = graph.outputs[0].source || "backend tfhe";
  const parameters = chooseLevelledParameters({
    features: map.features,
    outputs: map.outputs,
    precision: encoding.precision,
    squaredNorm: (outputsPerAnswer) => largestSum(map, outputsPerAnswer, (weight) => weight * weight),
    oneNorm: (outputsPerAnswer) => largestSum(map, outputsPerAnswer, Math.abs),
    statisticalBits: statisticalBits(options),
    log2PError: Math.log2(localPError(options, map.outputs)),
    security: options.security ?? 128,
    where,
  });
  const program: TfheProgram = {
    inputs: inputSpecs(graph),
    thermometer: circuit.thermometer,
    outputs: graph.outputs.map(({ type }) => ({ shape: type.shape })),
    encoding,
    instructions: packedProducts(map, parameters),
  };
  return { kind: "levelled", program, parameters };
}

function affineMap({ slots, outputs, lookups }: ScalarCircuit): AffineMap {
  if (lookups.length > 0) {
    throw new UnsupportedOperationError({
      where: "lowerLinear",
      problem: `${lookups.length} operations need a table lookup: ${[...new Set(lookups.map(({ origin }) => origin))].join(", ")}`,
      allowed: "linear operations with constants, and functions of single inputs",
      remedy: "lower the graph with lookups instead",
    });
  }
  const weights = new Float64Array(outputs.length * slots.length);
  outputs.forEach(({ form }, o) => {
    for (const [slot, weight] of form.terms) weights[o * slots.length + slot] = weight;
  });
  const bias = Float64Array.from(outputs, ({ form }) => form.constant);
  return { features: slots.length, outputs: outputs.length, weights, bias };
}

/** One encoding for all outputs: they share the ciphertexts. */
function outputEncoding(graph: Graph): OutputEncoding {
  const signed = graph.outputs.some(({ type }) => isSigned(type));
  const widths = graph.outputs.map(({ type }) => bitWidth(type) + (signed && !isSigned(type) ? 1 : 0));
  const precision = Math.max(...widths);
  if (precision > MAXIMUM_LINEAR_BITS) {
    const widest = graph.outputs[widths.indexOf(precision)];
    throw new BitWidthError({
      where: widest.source || widest.op,
      problem: `${precision} bits (range ${widest.type.min} to ${widest.type.max})`,
      allowed: `at most ${MAXIMUM_LINEAR_BITS} bits on backend "tfhe"`,
      remedy: "lower nBits or use fewer features",
    });
  }
  return { precision, signed };
}

function packedProducts(
  map: AffineMap,
  { width, outputsPerAnswer, floodLog2 }: LevelledParameters,
): Instruction[] {
  const loads: Instruction[] = [];
  const spans: { first: number; count: number }[] = [];
  for (let first = 0; first < map.features; first += width) {
    const count = Math.min(width, map.features - first);
    loads.push({ op: "load", target: loads.length, first, count });
    spans.push({ first, count });
  }
  const rest: Instruction[] = [];
  let next = loads.length;
  for (let first = 0; first < map.outputs; first += outputsPerAnswer) {
    const outputs = Math.min(outputsPerAnswer, map.outputs - first);
    const product: Product = {
      op: "product",
      target: next++,
      sources: spans.map((_, i) => i),
      outputs,
      weights: spans.map((span) => block(map, first, outputs, span)),
      bias: map.bias.slice(first, first + outputs),
      stride: width,
    };
    rest.push(product);
    if (floodLog2 !== null) rest.push({ op: "rerandomise", target: next, source: next++ - 1 });
    rest.push({ op: "switch", target: next, source: next - 1 });
    rest.push({ op: "output", source: next++, first, count: outputs, stride: width });
  }
  return [...loads, ...rest];
}

/** weights[c * count + i] of output `first + c` and feature `span.first + i`. */
function block(
  map: AffineMap,
  first: number,
  outputs: number,
  span: { first: number; count: number },
): Float64Array {
  const weights = new Float64Array(outputs * span.count);
  for (let c = 0; c < outputs; c++) {
    const row = (first + c) * map.features + span.first;
    weights.set(map.weights.subarray(row, row + span.count), c * span.count);
  }
  return weights;
}

/** The largest sum of f(weight) over the groups of outputs that share an answer. */
function largestSum(map: AffineMap, outputsPerAnswer: number, f: (weight: number) => number): number {
  let largest = 0;
  for (let first = 0; first < map.outputs; first += outputsPerAnswer) {
    const group = map.weights.subarray(first * map.features, (first + outputsPerAnswer) * map.features);
    let sum = 0;
    for (const weight of group) sum += f(weight);
    largest = Math.max(largest, sum);
  }
  return largest;
}
