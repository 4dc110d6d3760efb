import { createRandom, Tensor, throwIfCancelled } from "../../core/index.ts";
import type { SimulateOptions } from "../backend.ts";
import { diagramVariance, DiagramWalker, diagramWeights } from "../tfhe/diagrams/index.ts";
import type { DiagramProgram } from "../tfhe/diagrams/index.ts";
import type { LoweredDiagrams } from "../tfhe/lower/index.ts";
import { errorLaw } from "./errors.ts";

/** Rows between two chances to cancel. */
const CHUNK = 4096;

const walkers = new WeakMap<DiagramProgram, DiagramWalker>();

/**
 * Walks decision diagrams on clear rows. The noise of all gates on a row's way is one error of the predicted variance at
 * the end, where the client rounds to the nearest integer: a CMUX decides nothing by noise.
 *
 * @param features - `[rows, all input elements]`, integers.
 * @returns `[rows, all output elements]`; the same for the same `randomState`.
 */
export function simulateDiagrams(
  { program, parameters }: LoweredDiagrams,
  features: Tensor,
  options: SimulateOptions = {},
): Tensor {
  let walker = walkers.get(program);
  if (walker === undefined) walkers.set(program, (walker = new DiagramWalker(program)));
  const { outputs } = walker;
  const [rows, width] = features.shape as [number, number];
  const random = createRandom(options.randomState);
  const modulus = 2 ** parameters.precision;
  const law = errorLaw(diagramVariance(parameters, diagramWeights(program), outputs) * modulus ** 2);
  const result = Tensor.zeros([rows, outputs]);
  for (let first = 0; first < rows; first += CHUNK) {
    throwIfCancelled(options.signal, "simulate");
    const last = Math.min(rows, first + CHUNK);
    for (let row = first; row < last; row++)
      walker.row(features.data, row * width, result.data, row * outputs);
    options.onProgress?.({ stage: "simulate: rows", done: last, total: rows });
  }
  let failures = 0;
  const { data } = result;
  for (
    let at = law.isRare ? law.gap(random) : 0;
    at < data.length;
    at += law.isRare ? 1 + law.gap(random) : 1
  ) {
    const error = law.draw(random);
    if (error === 0) continue;
    failures++;
    const { min } = program.ranges[at % outputs];
    const moved = data[at] + error - min;
    data[at] = min + moved - modulus * Math.floor(moved / modulus);
  }
  options.onReport?.({ rows, decisions: data.length, failures, outOfRange: [] });
  return result;
}
