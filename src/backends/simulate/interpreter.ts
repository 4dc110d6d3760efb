import { createRandom, Tensor, throwIfCancelled } from "../../core/index.ts";
import type { Random } from "../../core/index.ts";
import type { SimulateOptions } from "../backend.ts";
import {
  halfWidth,
  loadVariance,
  productVariance,
  rerandomiseVariance,
  switchVariance,
} from "../tfhe/levelled/index.ts";
import type { LoweredLinear } from "../tfhe/lower/index.ts";
import { slotsOf, squaredNorm } from "../tfhe/program/index.ts";
import type { Load, Output, Product, Slot } from "../tfhe/program/index.ts";
import { createErrorSource } from "./errors.ts";
import { elementTables, sumElements } from "./element-tables.ts";
import type { ElementTables } from "./element-tables.ts";

/** What a register holds for a batch: exact messages, and the variance of their noise on the torus. */
interface Value {
  readonly rows: Float64Array;
  readonly width: number;
  readonly variance: number;
}

/**
 * Runs the program the encrypted backend runs, on clear rows, with the noise its ciphertexts would have.
 *
 * Every value carries its predicted variance from load to output; an output is then off by as many units
 * as a sample of that noise makes it, and wraps around as ciphertexts do. Errors of different outputs of
 * a sample are drawn independently; on ciphertexts they are uncorrelated but share a mask.
 *
 * @param features - `[rows, all input elements]`, integers.
 * @returns `[rows, all output elements]`.
 */
export function simulateProgram(
  lowered: LoweredLinear,
  features: Tensor,
  options: SimulateOptions = {},
): Tensor {
  const { program, parameters } = lowered;
  const random = createRandom(options.randomState);
  const slots = program.thermometer.length === 0 ? null : slotsOf(program.inputs, program.thermometer);
  const loads = new Map<number, Load>();
  const [rows, width] = features.shape as [number, number];
  const registers = new Map<number, Value>();
  const outputs = program.instructions.filter(({ op }) => op === "output") as Output[];
  const total = outputs.reduce((sum, { count }) => sum + count, 0);
  const result = Tensor.zeros([rows, total]);
  let failures = 0;
  program.instructions.forEach((instruction, done) => {
    throwIfCancelled(options.signal, "simulate");
    switch (instruction.op) {
      case "load":
        loads.set(instruction.target, instruction);
        registers.set(instruction.target, {
          // Bits are never spelled out: the product takes them by element.
          rows:
            slots === null
              ? columns(features.data, rows, width, instruction.first, instruction.count)
              : new Float64Array(0),
          width: instruction.count,
          variance: loadVariance(parameters),
        });
        break;
      case "product":
        registers.set(
          instruction.target,
          slots === null
            ? multiply(instruction, registers, rows)
            : multiplyElements(instruction, registers, loads, slots, features),
        );
        break;
      case "rerandomise": {
        const source = registers.get(instruction.source)!;
        registers.set(instruction.target, {
          ...source,
          variance: source.variance + rerandomiseVariance(parameters),
        });
        break;
      }
      case "switch": {
        const source = registers.get(instruction.source)!;
        registers.set(instruction.target, {
          ...source,
          variance: source.variance + switchVariance(parameters),
        });
        break;
      }
      case "output":
        failures += writeOutput(instruction, registers.get(instruction.source)!, result, lowered, random);
        break;
    }
    options.onProgress?.({
      stage: "simulate: instructions",
      done: done + 1,
      total: program.instructions.length,
    });
  });
  options.onReport?.({ rows, decisions: rows * total, failures, outOfRange: [] });
  return result;
}

function columns(
  data: Float64Array,
  rows: number,
  width: number,
  first: number,
  count: number,
): Float64Array {
  if (count === width) return data;
  const part = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    part.set(data.subarray(row * width + first, row * width + first + count), row * count);
  }
  return part;
}

function multiply(product: Product, registers: ReadonlyMap<number, Value>, rows: number): Value {
  const { outputs, bias } = product;
  const out = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) out.set(bias, row * outputs);
  let inputVariance = 0;
  product.sources.forEach((source, s) => {
    const { rows: x, width, variance } = registers.get(source)!;
    const weights = product.weights[s];
    inputVariance = variance;
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < outputs; c++) {
        let sum = 0;
        for (let i = 0, at = row * width, w = c * width; i < width; i++) sum += x[at++] * weights[w++];
        out[row * outputs + c] += sum;
      }
    }
  });
  return { rows: out, width: outputs, variance: productVariance(squaredNorm(product), inputVariance) };
}

const plans = new WeakMap<Product, ElementTables>();

/** The product where some inputs travel as bits. */
function multiplyElements(
  product: Product,
  registers: ReadonlyMap<number, Value>,
  loads: ReadonlyMap<number, Load>,
  slots: readonly Slot[],
  features: Tensor,
): Value {
  let plan = plans.get(product);
  if (plan === undefined) {
    const sources = product.sources.map((source) => loads.get(source)!);
    plan = elementTables(product, sources, slots);
    plans.set(product, plan);
  }
  const { variance } = registers.get(product.sources[0])!;
  return {
    rows: sumElements(plan, features.data, features.shape[1]),
    width: product.outputs,
    variance: productVariance(squaredNorm(product), variance),
  };
}

/** Rounds to the nearest message with the noise drawn, and reduces modulo 2^precision; the number of failures. */
function writeOutput(
  output: Output,
  source: Value,
  result: Tensor,
  { program, parameters }: LoweredLinear,
  random: Random,
): number {
  const { precision, signed } = program.encoding;
  const modulus = 2 ** precision;
  const low = signed ? -modulus / 2 : 0;
  // Flooding noise narrows the box: the same as more noise in a whole one, and never kinder than it.
  const units = 0.5 / halfWidth(parameters, precision);
  const errors = createErrorSource(source.variance * units * units, random);
  const rows = result.shape[0];
  const width = result.shape[1];
  let failures = 0;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < output.count; c++) {
      const error = errors.next();
      if (error !== 0) failures++;
      let value = source.rows[row * source.width + c] + error;
      if (value < low || value >= low + modulus) value -= Math.floor((value - low) / modulus) * modulus;
      result.data[row * width + output.first + c] = value;
    }
  }
  return failures;
}
