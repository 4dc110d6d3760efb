import { createRandom, Tensor, throwIfCancelled } from "../../core/index.ts";
import type { Random } from "../../core/index.ts";
import type { SimulateOptions } from "../backend.ts";
import type { StepProgram } from "../tfhe/program/index.ts";
import { planSteps } from "./step-plan.ts";
import type { PlannedDecision, PlannedSum, StepPlan } from "./step-plan.ts";

/** Rows computed together: a column of every register stays in the cache. */
const CHUNK = 256;

/** What a chunk is computed with. */
interface Chunk {
  readonly rows: number;
  /** One column an input element. */
  readonly elements: readonly Float64Array[];
  /** One column a register, in units of its component. */
  readonly registers: readonly Float64Array[];
  readonly random: Random;
  readonly counts: { failures: number; readonly outOfRange: Map<string, number> };
}

const plans = new WeakMap<StepProgram, StepPlan>();

/**
 * Runs a program with lookups on clear rows, step by step as on ciphertexts. Registers hold whole multiples of their
 * unit; a lookup's index is off by as many boxes as a sample of the predicted noise makes it; tables of one rotation
 * share its error; indices beyond the table wrap around negacyclically.
 *
 * Errors of different rotations are independent. On ciphertexts lookups that read a common value share its noise,
 * which is small beside that of keyswitch and modulus switch.
 *
 * @param features - `[rows, all input elements]`, integers.
 * @returns `[rows, all output elements]`; the same for the same `randomState`.
 */
export function simulateSteps(program: StepProgram, features: Tensor, options: SimulateOptions = {}): Tensor {
  let plan = plans.get(program);
  if (plan === undefined) {
    plan = planSteps(program);
    plans.set(program, plan);
  }
  const [rows, width] = features.shape as [number, number];
  const seeds = createRandom(options.randomState);
  const result = Tensor.zeros([rows, plan.outputs]);
  const elements = Array.from({ length: width }, () => new Float64Array(CHUNK));
  const registers = Array.from({ length: program.registers }, () => new Float64Array(CHUNK));
  const counts = { failures: 0, outOfRange: new Map<string, number>() };
  for (let first = 0; first < rows; first += CHUNK) {
    throwIfCancelled(options.signal, "simulate");
    const count = Math.min(CHUNK, rows - first);
    // A stream a chunk: what one chunk draws does not depend on the others.
    const random = createRandom(seeds.integer(2 ** 32));
    const chunk: Chunk = { rows: count, elements, registers, random, counts };
    readColumns(features, first, chunk);
    for (const step of plan.steps) {
      if (step.kind === "sum") addUp(step, chunk);
      else if (step.output === null) decide(step, chunk);
      else writeOutput(step, step.output, first, result, chunk);
    }
    options.onProgress?.({ stage: "simulate: rows", done: first + count, total: rows });
  }
  options.onReport?.({
    rows,
    decisions: rows * plan.decisions,
    failures: counts.failures,
    outOfRange: Array.from(counts.outOfRange, ([origin, count]) => ({ origin, count })),
  });
  return result;
}

function readColumns({ data, shape }: Tensor, first: number, { rows, elements }: Chunk): void {
  const width = shape[1];
  for (let row = 0; row < rows; row++) {
    for (let e = 0, at = (first + row) * width; e < width; e++, at++) elements[e][row] = data[at];
  }
}

function addUp(step: PlannedSum, { rows, elements, registers }: Chunk): void {
  const out = registers[step.target];
  out.fill(step.constant, 0, rows);
  step.registers.forEach((register, t) => {
    const from = registers[register];
    const weight = step.weights[t];
    for (let row = 0; row < rows; row++) out[row] += weight * from[row];
  });
  for (const { element, weight, table, min } of step.elements) {
    const from = elements[element];
    if (table === null) for (let row = 0; row < rows; row++) out[row] += weight * from[row];
    else for (let row = 0; row < rows; row++) out[row] += table[from[row] - min];
  }
}

/** Looks the index of every row up; tables of one rotation are off by the same. */
function decide(step: PlannedDecision, chunk: Chunk): void {
  const { rows, registers } = chunk;
  const source = registers[step.source];
  const index = perturbed(step, source, chunk);
  for (const { target, direct, beyond, mask } of step.tables) {
    const out = registers[target];
    const size = direct.length;
    if (step.entries === null && mask >= 0) {
      // Bits of an exact rounding: most indices are beyond the table on purpose.
      for (let row = 0; row < rows; row++) out[row] = direct[index[row] & mask];
      continue;
    }
    for (let row = 0; row < rows; row++) {
      const at = index[row];
      out[row] = at >= 0 && at < size ? direct[at] : beyond(at);
    }
  }
}

function writeOutput(
  step: PlannedDecision,
  { first, min, nearest }: NonNullable<PlannedDecision["output"]>,
  firstRow: number,
  result: Tensor,
  chunk: Chunk,
): void {
  const index = perturbed(step, chunk.registers[step.source], chunk);
  const width = result.shape[1];
  for (let row = 0; row < chunk.rows; row++) {
    const at = index[row];
    result.data[(firstRow + row) * width + first] = min + (at >= 0 && at < step.entries! ? at : nearest(at));
  }
}

const scratch = new Float64Array(CHUNK);

/** The boxes the indices fall in, noise included. */
function perturbed(step: PlannedDecision, source: Float64Array, chunk: Chunk): Float64Array {
  const { rows, random, counts } = chunk;
  const { scale, entries, law } = step;
  const index = scratch;
  if (step.sigma !== null) {
    // Approximate: where in its box a value lies decides with the noise.
    for (let row = 0; row < rows; row++) {
      const position = source[row] * scale - step.shift;
      const exact = Math.floor(position + 0.5);
      index[row] = Math.floor(position + random.normal() * step.sigma + 0.5);
      if (index[row] !== exact) counts.failures++;
      if (exact < 0 || exact >= entries!) countOutOfRange(step, chunk);
    }
    // One half box at both ends belongs to the first and the last.
    for (let row = 0; row < rows; row++) {
      if (index[row] === -1) index[row] = 0;
      else if (index[row] === entries) index[row] = entries - 1;
    }
    return index;
  }
  for (let row = 0; row < rows; row++) index[row] = source[row] * scale;
  if (entries !== null) {
    for (let row = 0; row < rows; row++) {
      if (index[row] < 0 || index[row] >= entries) countOutOfRange(step, chunk);
    }
  }
  if (!law.isRare) {
    for (let row = 0; row < rows; row++) {
      const error = law.draw(random);
      if (error !== 0) counts.failures++;
      index[row] += error;
    }
    return index;
  }
  for (let row = law.gap(random); row < rows; row += 1 + law.gap(random)) {
    index[row] += law.draw(random);
    counts.failures++;
  }
  return index;
}

function countOutOfRange({ origin }: PlannedDecision, { counts: { outOfRange } }: Chunk): void {
  outOfRange.set(origin, (outOfRange.get(origin) ?? 0) + 1);
}
