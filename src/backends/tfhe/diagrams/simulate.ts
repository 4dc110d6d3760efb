import { createRandom, Tensor, throwIfCancelled } from "../../../core/index.ts";
import type { SimulateOptions } from "../../backend.ts";
import { createErrorSource } from "../../simulate/errors.ts";
import { DiagramWalker } from "./evaluate.ts";
import { equivalentVariance, varianceFreedom } from "./failure.ts";
import { decisionHalfWidth } from "./flooding.ts";
import { diagramVariance } from "./noise.ts";
import type { DiagramProgram } from "./program.ts";
import type { DiagramParameters } from "./shape.ts";
import { diagramWeights } from "./weights.ts";

/** Rows between two chances to cancel. */
const CHUNK = 4096;

/** Walkers by program: preparing one takes longer than a row. */
const walkers = new WeakMap<DiagramProgram, { walker: DiagramWalker; variance: number; key: string }>();

/**
 * Runs a program of diagrams on clear rows: the integers exactly, then for every output an error drawn from the noise its
 * answer has at most, in steps of the output; results wrap around as those of ciphertexts do.
 *
 * The variance is the bound of {@link diagramVariance}, made up to err as often as a variance that is drawn with the query
 * would ({@link equivalentVariance}), the same for all rows: inputs on shorter paths err less often when
 * encrypted. Errors of different outputs of a sample are drawn independently; on ciphertexts they are uncorrelated.
 *
 * @param features - `[rows, all input elements]`, integers.
 * @returns `[rows, all output elements]`; the same for the same `randomState`.
 */
export function simulateDiagrams(
  program: DiagramProgram,
  parameters: DiagramParameters,
  features: Tensor,
  options: SimulateOptions = {},
): Tensor {
  const { walker, variance } = planOf(program, parameters);
  const [rows, width] = features.shape as [number, number];
  const outputs = walker.outputs;
  const turn = 2 ** parameters.precision;
  const errors = createErrorSource(variance * turn * turn, createRandom(options.randomState));
  const minimums = program.ranges.map(({ min }) => min);
  const result = Tensor.zeros([rows, outputs]);
  const { data } = result;
  let failures = 0;
  for (let first = 0; first < rows; first += CHUNK) {
    throwIfCancelled(options.signal, "simulate");
    const last = Math.min(rows, first + CHUNK);
    for (let row = first; row < last; row++) {
      walker.row(features.data, row * width, data, row * outputs);
      for (let c = 0; c < outputs; c++) {
        const error = errors.next();
        if (error === 0) continue;
        failures++;
        const moved = data[row * outputs + c] - minimums[c] + error;
        data[row * outputs + c] = minimums[c] + moved - turn * Math.floor(moved / turn);
      }
    }
    options.onProgress?.({ stage: "simulate: rows", done: last, total: rows });
  }
  options.onReport?.({ rows, decisions: rows * outputs, failures, outOfRange: [] });
  return result;
}

function planOf(
  program: DiagramProgram,
  parameters: DiagramParameters,
): { walker: DiagramWalker; variance: number } {
  const key = JSON.stringify(parameters);
  let plan = walkers.get(program);
  if (plan?.key !== key) {
    const weights = diagramWeights(program);
    const half = decisionHalfWidth(parameters);
    // Flooding noise narrows the box: the same as more noise in a whole one, and never kinder than it.
    const units = 2 ** -(parameters.precision + 1) / half;
    const variance =
      units ** 2 *
      equivalentVariance(
        diagramVariance(parameters, weights, program.bias.length),
        half,
        varianceFreedom(weights, parameters.query.levels),
      );
    plan = { walker: plan?.walker ?? new DiagramWalker(program), variance, key };
    walkers.set(program, plan);
  }
  return plan;
}
