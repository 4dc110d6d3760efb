import type { Random } from "../../../core/index.ts";
import type { Checkpoints } from "../../base/index.ts";
import type { BinnedMatrix } from "../binning/index.ts";
import type { TreeLink } from "../ensemble/index.ts";
import { AdditiveTables } from "./additive-tables.ts";
import type { AdditiveTerm } from "./terms.ts";
import { boostTerms, drawBag, mainTerm, pairTerm, stepLimits } from "./boost-additive.ts";
import type { GrowingTerm } from "./boost-additive.ts";
import type { AdditiveOptions } from "./options.ts";
import { rankPairs } from "./rank-pairs.ts";
import type { LossData, RunningLoss } from "./running-loss.ts";

/** What an additive model is trained from. */
export interface AdditiveTask {
  readonly matrix: BinnedMatrix;
  /** Targets, or positions of classes. */
  readonly y: Float64Array;
  /** Above 0. */
  readonly weight: Float64Array;
  /** Sums before any term, one an output. */
  readonly base: Float64Array;
  readonly link: TreeLink;
  readonly lossOf: (data: LossData) => RunningLoss;
  readonly params: AdditiveOptions;
  readonly random: Random;
  readonly checkpoints: Checkpoints;
}

/** Trains the functions of single features, then those of pairs on what is left over. */
export async function trainAdditive(task: AdditiveTask): Promise<AdditiveTables> {
  const { matrix, base, params, random, checkpoints } = task;
  const outputs = base.length;
  const features = Array.from(matrix.columns.keys()).filter((j) => matrix.bins[j] > 1);
  const bags = Array.from({ length: params.nBags }, (_, b) => ({
    bag: drawBag(matrix.rows, params.validationFraction, random.fork(`bag ${b}`)),
    loss: startLoss(task),
    mains: features.map((j) => mainTerm(matrix, j, outputs)),
  }));
  let done = 0;
  for (const { bag, loss, mains } of bags) {
    boostTerms(mains, loss, bag, params);
    await checkpoints.reach(++done);
  }
  const terms = average(bags.map(({ mains }) => mains));
  if (params.interactions > 0) {
    const pairs = rankPairs(matrix, lossOfTerms(task, terms), params.interactions, stepLimits(params));
    const trained: GrowingTerm[][] = [];
    for (const { bag, loss } of bags) {
      const own = pairs.map((pair) => pairTerm(matrix, pair, outputs));
      boostTerms(own, loss, bag, params);
      trained.push(own);
      await checkpoints.reach(++done);
    }
    terms.push(...average(trained));
  }
  return centred(terms, task);
}

function startLoss({ y, weight, base, lossOf }: AdditiveTask): RunningLoss {
  return lossOf({ y, weight, sums: Array.from(base, (value) => new Float64Array(y.length).fill(value)) });
}

/** The loss of a model with these terms. */
function lossOfTerms(task: AdditiveTask, terms: readonly GrowingTerm[]): RunningLoss {
  const loss = startLoss(task);
  for (const { values, cells } of terms) loss.step(values, cells);
  return loss;
}

/** Term by term the mean of several models. */
function average(models: readonly (readonly GrowingTerm[])[]): GrowingTerm[] {
  return models[0].map((term, t) => ({
    ...term,
    values: term.values.map((table, k) =>
      table.map(
        (_, cell) => models.reduce((sum, model) => sum + model[t].values[k][cell], 0) / models.length,
      ),
    ),
  }));
}

/** Moves the weighted mean of each term to the base: the functions then tell differences from the average row. */
function centred(terms: readonly GrowingTerm[], task: AdditiveTask): AdditiveTables {
  const { matrix, weight, link } = task;
  const base = task.base.slice();
  const outputs = base.length;
  const total = weight.reduce((a, b) => a + b, 0);
  const tables: AdditiveTerm[] = terms.map(({ features, bins, parts, cells, values }) => {
    const means = values.map((table) => weight.reduce((sum, w, i) => sum + w * table[cells[i]], 0) / total);
    means.forEach((mean, k) => (base[k] += mean));
    const shifted = Float64Array.from({ length: values[0].length * outputs }, (_, at) => {
      const k = at % outputs;
      return values[k][(at - k) / outputs] - means[k];
    });
    return parts
      ? spread({ features, bins, values: shifted }, parts, outputs)
      : { features, bins, values: shifted };
  });
  return new AdditiveTables({ features: matrix.columns.length, outputs, link, base, terms: tables });
}

/** A pair's table by parts of bins as one by bins. */
function spread(
  { features, bins, values }: AdditiveTerm,
  [ofA, ofB]: readonly [Uint16Array, Uint16Array],
  outputs: number,
): AdditiveTerm {
  const full = new Float64Array(ofA.length * ofB.length * outputs);
  let at = 0;
  for (const a of ofA) {
    for (const b of ofB) {
      const from = (a * bins[1] + b) * outputs;
      full.set(values.subarray(from, from + outputs), at);
      at += outputs;
    }
  }
  return { features, bins: [ofA.length, ofB.length], values: full };
}

/** Mean magnitude of what each feature adds to the training rows; a pair's is shared by its two features. */
export function additiveImportances(
  model: AdditiveTables,
  matrix: BinnedMatrix,
  weight: Float64Array,
): Float64Array {
  const importances = new Float64Array(model.features);
  model.parts.terms.forEach(({ features }, t) => {
    const added = model.contributions(matrix, t);
    let magnitude = 0;
    added.data.forEach((value, at) => {
      magnitude += weight[Math.floor(at / model.outputs)] * Math.abs(value);
    });
    for (const j of features) importances[j] += magnitude / features.length;
  });
  return importances;
}
