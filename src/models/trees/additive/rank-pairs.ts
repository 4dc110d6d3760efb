import type { BinnedMatrix } from "../binning/index.ts";
import { emptySums } from "./boost-additive.ts";
import { fitQuadrants } from "./fit-quadrants.ts";
import type { StepLimits } from "./fit-steps.ts";
import { cellsOf, countParts, partsOf } from "./parts.ts";
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
  const parts = Array.from(matrix.bins, (bins) => partsOf(bins, PARTS));
  const ranked: { pair: [number, number]; gain: number }[] = [];
  for (let a = 0; a < parts.length; a++) {
    for (let b = a + 1; b < parts.length; b++) {
      const cells = cellsOf(matrix, [a, b], [parts[a], parts[b]]);
      const sizes = [countParts(parts[a]), countParts(parts[b])] as const;
      let gain = 0;
      for (let k = 0; k < loss.outputs; k++) {
        const sums = emptySums(sizes[0] * sizes[1]);
        loss.collect(k, cells, rows, sums);
        gain += fitQuadrants(sums, sizes, limits)?.gain ?? 0;
      }
      if (gain > 0) ranked.push({ pair: [a, b], gain });
    }
  }
  ranked.sort((one, other) => other.gain - one.gain);
  return ranked.slice(0, count).map(({ pair }) => pair);
}
