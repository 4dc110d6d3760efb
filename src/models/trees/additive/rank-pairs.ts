import type { BinColumn, BinnedMatrix } from "../binning/index.ts";
import { emptySums } from "./boost-additive.ts";
import { fitQuadrants } from "./fit-quadrants.ts";
import type { StepLimits } from "./fit-steps.ts";
import type { RunningLoss } from "./running-loss.ts";

/** Pairs are ranked on this many parts of each feature at most. */
const PARTS = 16;

/**
 * The `count` pairs of features whose quadrants explain most of what a model has left over, the best first.
 *
 * Source: the FAST ranking of Lou, Caruana, Gehrke, Hooker (2013).
 */
export function rankPairs(
  matrix: BinnedMatrix,
  loss: RunningLoss,
  count: number,
  limits: StepLimits,
): [number, number][] {
  const rows = Uint32Array.from({ length: matrix.rows }, (_, i) => i);
  const coarse = matrix.columns.map((column, j) => coarsen(column, matrix.bins[j]));
  const ranked: { pair: [number, number]; gain: number }[] = [];
  for (let a = 0; a < coarse.length; a++) {
    for (let b = a + 1; b < coarse.length; b++) {
      const cells = coarse[a].map((part, i) => part * PARTS + coarse[b][i]);
      let gain = 0;
      for (let k = 0; k < loss.outputs; k++) {
        const sums = emptySums(PARTS * PARTS);
        loss.collect(k, cells, rows, sums);
        gain += fitQuadrants(sums, [PARTS, PARTS], limits)?.gain ?? 0;
      }
      if (gain > 0) ranked.push({ pair: [a, b], gain });
    }
  }
  ranked.sort((one, other) => other.gain - one.gain);
  return ranked.slice(0, count).map(({ pair }) => pair);
}

/** Neighbouring bins joined so that about equal numbers of bins make a part. */
function coarsen(column: BinColumn, bins: number): Uint16Array {
  return Uint16Array.from(column, (bin) => Math.floor((bin * PARTS) / Math.max(bins, PARTS)));
}
