import type { Graph } from "../graph.ts";
import type { Pass } from "../rewrite.ts";
import { sameGraph } from "../rewrite.ts";
import { verify } from "../verify.ts";
import { foldConstants } from "./fold-constants.ts";
import { fuseLuts } from "./fuse-luts.ts";
import { inferRanges } from "./infer-ranges.ts";
import { lowerNonlinear } from "./lower-nonlinear.ts";
import { moveRoundings } from "./move-roundings.ts";
import { placeLookups } from "./place-lookups.ts";
import { removeDead } from "./remove-dead.ts";
import { simplifyLuts } from "./simplify-luts.ts";
import { simplifyMoves } from "./simplify-moves.ts";

/** All passes in the order in which they run. */
export const passes: readonly Pass[] = [
  foldConstants,
  simplifyMoves,
  removeDead,
  // Before lowering: a product of two functions of one variable is one lookup, not two.
  fuseLuts,
  lowerNonlinear,
  moveRoundings,
  placeLookups,
  simplifyLuts,
  inferRanges,
];

/** Rounds of all passes: each can open a way for an earlier one; four have been enough for all graphs seen. */
const maximumRounds = 8;

/** Options of {@link runPasses}. */
export interface PassOptions {
  /** Called after every pass that changed the graph. */
  readonly onPass?: ((pass: Pass, graph: Graph) => void) | undefined;
}

/**
 * Runs all passes until none changes the graph; the outputs stay the same for every input in range.
 * What remains is levelled ops, lookups and roundings.
 *
 * @throws BitWidthError where an op of two encrypted values needs a table too large to make.
 */
export function runPasses(graph: Graph, { onPass }: PassOptions = {}): Graph {
  let current = graph;
  for (let round = 0; round < maximumRounds; round++) {
    const before = current;
    for (const pass of passes) {
      const next = pass.run(current);
      if (onPass !== undefined && !sameGraph(current, next)) onPass(pass, next);
      current = next;
    }
    if (sameGraph(before, current)) break;
  }
  verify(current);
  return current;
}
