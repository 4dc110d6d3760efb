import {
  equalShapes,
  InvalidInputError,
  OutOfRangeError,
  ShapeError,
  Tensor,
  toTensor,
} from "../../core/index.ts";
import type { InputSpecs } from "../../graph/index.ts";
import type { CircuitValue } from "./circuit.ts";

/** One sample: the value of a single input, a list with one value an input, or values by name. */
export type Sample = CircuitValue | readonly CircuitValue[] | Readonly<Record<string, CircuitValue>>;

/** What an input set says: shape and range of every input, and the samples as `[rows, ...shape]` an input. */
export interface InputSetSummary {
  readonly specs: InputSpecs;
  readonly rows: readonly Tensor[];
}

/**
 * Reads an input set.
 *
 * @throws InvalidInputError for an empty set or a missing input.
 * @throws ShapeError where samples differ in shape.
 * @throws OutOfRangeError for values that are not whole numbers.
 */
export function readInputSet(names: readonly string[], inputSet: Iterable<Sample>): InputSetSummary {
  const columns = names.map((): Tensor[] => []);
  let index = 0;
  for (const sample of inputSet) {
    names.forEach((name, i) => {
      const where = `compile: inputSet[${index}], input "${name}"`;
      columns[i].push(toTensor(pick(sample, names, i, where), where));
    });
    index++;
  }
  if (index === 0) {
    throw new InvalidInputError({
      where: "compile(inputSet)",
      problem: "the input set is empty",
      allowed: "at least one sample; the extremes matter, because ranges are taken from it",
      remedy: "pass representative samples that include the smallest and largest values",
    });
  }
  const specs: Record<string, { shape: readonly number[]; min: number; max: number }> = {};
  const rows = columns.map((samples, i) => {
    const name = names[i];
    const { shape } = samples[0];
    const stacked = Tensor.zeros([samples.length, ...shape]);
    let min = Infinity;
    let max = -Infinity;
    samples.forEach((sample, row) => {
      if (!equalShapes(sample.shape, shape)) throw mixedShapes(name, row, sample.shape, shape);
      for (const value of sample.data) {
        if (!Number.isInteger(value)) throw notWhole(name, row, value);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      stacked.data.set(sample.data, row * sample.size);
    });
    specs[name] = { shape, min, max };
    return stacked;
  });
  return { specs, rows };
}

function pick(sample: Sample, names: readonly string[], i: number, where: string): CircuitValue {
  const name = names[i];
  if (isRecord(sample) && name in sample) return sample[name];
  if (names.length === 1) return sample as CircuitValue;
  if (Array.isArray(sample) && sample.length === names.length) return sample[i] as CircuitValue;
  throw new InvalidInputError({
    where,
    problem: "the sample has no value for this input",
    allowed: `a list of ${names.length} values (${names.join(", ")}) or an object with these names`,
    remedy: "give every sample one value an input",
  });
}

function isRecord(sample: Sample): sample is Readonly<Record<string, CircuitValue>> {
  return typeof sample === "object" && Object.getPrototypeOf(sample) === Object.prototype;
}

function mixedShapes(
  name: string,
  row: number,
  found: readonly number[],
  first: readonly number[],
): ShapeError {
  return new ShapeError({
    where: `compile: inputSet[${row}], input "${name}"`,
    problem: `shape [${found.join(", ")}], sample 0 has [${first.join(", ")}]`,
    allowed: "samples of one shape",
    remedy: "compile one circuit a shape",
  });
}

function notWhole(name: string, row: number, value: number): OutOfRangeError {
  return new OutOfRangeError({
    where: `compile: inputSet[${row}], input "${name}"`,
    problem: `got ${value}`,
    allowed: "whole numbers: a circuit computes on integers",
    remedy: "quantize the values first, or use an estimator, which does it for you",
  });
}
