import type { Random } from "../../../core/index.ts";
import type { BinnedMatrix } from "../binning/index.ts";
import { fitQuadrants } from "./fit-quadrants.ts";
import { fitSteps } from "./fit-steps.ts";
import type { BinSums, StepLimits } from "./fit-steps.ts";
import type { AdditiveOptions } from "./options.ts";
import { cellsOf, countParts, partsOf } from "./parts.ts";
import type { Cells, RunningLoss } from "./running-loss.ts";

/** A term in training: the cells all rows fall in, and a table an output. */
export interface GrowingTerm {
  readonly features: readonly number[];
  /** Bins of each, or parts of them. */
  readonly bins: readonly number[];
  /** The part of each bin of both features of a pair; pairs are trained on parts of their bins. */
  readonly parts?: readonly [Uint16Array, Uint16Array];
  readonly cells: Cells;
  /** One list an output. */
  readonly values: Float64Array[];
}

/** A term of one feature, all zero. */
export function mainTerm(matrix: BinnedMatrix, feature: number, outputs: number): GrowingTerm {
  const bins = [matrix.bins[feature]];
  return { features: [feature], bins, cells: matrix.columns[feature], values: zeros(bins, outputs) };
}

/** Pairs are trained on at most this many parts of each feature: quadrants of steps need no finer ones. */
const PAIR_PARTS = 32;

/** A term of two features, all zero. */
export function pairTerm(
  matrix: BinnedMatrix,
  pair: readonly [number, number],
  outputs: number,
): GrowingTerm {
  const [ofA, ofB] = pair.map((j) => partsOf(matrix.bins[j], PAIR_PARTS));
  const bins = [countParts(ofA), countParts(ofB)];
  const cells = cellsOf(matrix, pair, [ofA, ofB]);
  return { features: pair, bins, parts: [ofA, ofB], cells, values: zeros(bins, outputs) };
}

function zeros(bins: readonly number[], outputs: number): Float64Array[] {
  const cells = bins.reduce((product, size) => product * size, 1);
  return Array.from({ length: outputs }, () => new Float64Array(cells));
}

/** Rows one model is trained on, and those it leaves out. */
export interface Bag {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/** Leaves a share of the rows out, at random. */
export function drawBag(rows: number, share: number, random: Random): Bag {
  const order = random.permutation(rows);
  const left = Math.floor(share * rows);
  return { training: order.slice(left).sort(), validation: order.slice(0, left).sort() };
}

/**
 * Boosts terms in turn, each by a small step, as explainable boosting machines do: small steps in turn let
 * correlated features share what they explain.
 *
 * The tables of the best round are kept where rows are left out.
 * Source: Lou, Caruana, Gehrke (2012), Intelligible Models for Classification and Regression.
 */
export function boostTerms(
  terms: readonly GrowingTerm[],
  loss: RunningLoss,
  { training, validation }: Bag,
  params: AdditiveOptions,
): void {
  const limits = stepLimits(params);
  const patience = validation.length > 0 ? (params.earlyStoppingRounds ?? Infinity) : Infinity;
  const spaces = terms.map(({ values }) => emptySums(values[0].length));
  let best = { loss: Infinity, round: 0, tables: copyTables(terms) };
  for (let round = 1; round <= params.maxRounds; round++) {
    loss.refresh();
    let hasChanged = false;
    for (const [t, term] of terms.entries()) {
      const steps = Array.from({ length: loss.outputs }, (_, k) => {
        const sums = clear(spaces[t]);
        loss.collect(k, term.cells, training, sums);
        return stepOf(sums, term.bins, limits)?.map((value) => params.learningRate * value);
      });
      if (steps.every((step) => step === undefined)) continue;
      hasChanged = true;
      steps.forEach((step, k) => {
        const values = term.values[k];
        if (step) for (let cell = 0; cell < step.length; cell++) values[cell] += step[cell];
      });
      loss.step(steps, term.cells);
    }
    if (!hasChanged) break;
    if (patience === Infinity) continue;
    const now = loss.mean(validation);
    if (now < best.loss) best = { loss: now, round, tables: copyTables(terms) };
    else if (round - best.round >= patience) break;
  }
  if (patience !== Infinity) restore(terms, best.tables, loss);
}

export function stepLimits({ maxLeaves, minSamplesLeaf, regLambda }: AdditiveOptions): StepLimits {
  return { maxLeaves, minRows: minSamplesLeaf, lambda: regLambda };
}

function stepOf(sums: BinSums, bins: readonly number[], limits: StepLimits): Float64Array | undefined {
  if (bins.length === 1) return fitSteps(sums, bins[0], limits);
  const found = fitQuadrants(sums, [bins[0], bins[1]], limits);
  if (!found) return undefined;
  const { cuts, values } = found;
  return Float64Array.from({ length: bins[0] * bins[1] }, (_, cell) => {
    const [a, b] = [Math.floor(cell / bins[1]), cell % bins[1]];
    return values[(a >= cuts[0] ? 2 : 0) + (b >= cuts[1] ? 1 : 0)];
  });
}

/** Sums of cells, all zero. */
export function emptySums(cells: number): BinSums {
  return { g: new Float64Array(cells), h: new Float64Array(cells), rows: new Float64Array(cells) };
}

function clear(sums: BinSums): BinSums {
  sums.g.fill(0);
  sums.h.fill(0);
  sums.rows.fill(0);
  return sums;
}

function copyTables(terms: readonly GrowingTerm[]): Float64Array[][] {
  return terms.map(({ values }) => values.map((table) => table.slice()));
}

/** Goes back to former tables, in the terms and in the sums. */
function restore(terms: readonly GrowingTerm[], tables: readonly Float64Array[][], loss: RunningLoss): void {
  terms.forEach(({ values, cells }, t) => {
    loss.step(
      values.map((table, k) => table.map((value, cell) => tables[t][k][cell] - value)),
      cells,
    );
    values.forEach((table, k) => {
      table.set(tables[t][k]);
    });
  });
}
