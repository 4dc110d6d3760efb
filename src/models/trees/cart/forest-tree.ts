import { createRandom } from "../../../core/index.ts";
import type { Random } from "../../../core/index.ts";
import { gridOf } from "../binning/index.ts";
import type { TrainingGrid } from "../binning/index.ts";
import type { ClassCriterion } from "../growth/index.ts";
import { countOf } from "../options.ts";
import type { ForestOptions } from "./forest-options.ts";
import { growClassTree, growRegressionTree } from "./grow-cart.ts";
import type { CartTree } from "./grow-cart.ts";

/** What the trees of a forest learn, one a row. */
export type ForestTargets =
  | {
      readonly kind: "classes";
      readonly codes: Int32Array;
      readonly classes: number;
      readonly criterion: ClassCriterion;
    }
  | { readonly kind: "numbers"; readonly y: Float64Array };

/** What a forest is grown from, as plain data: threads can be sent it. */
export interface ForestTask {
  readonly grid: Pick<TrainingGrid, "matrix" | "cuts">;
  /** One a row, above 0. */
  readonly weight: Float64Array;
  readonly targets: ForestTargets;
  readonly params: ForestOptions;
  /** Each tree has a stream of its own, forked from this seed's: whoever grows it draws the same. */
  readonly seed: number | string;
  /** Names the call in messages. */
  readonly where: string;
}

/** A tree of a forest. */
export interface ForestTree extends CartTree {
  /** How often it drew each row; only where the out-of-bag score needs it. */
  readonly drawn: Uint16Array | undefined;
}

/** What grows the trees of a forest, by their numbers, in any order. */
export function forestGrower(task: ForestTask): (tree: number) => ForestTree {
  const { weight, targets, params, where } = task;
  const grid = gridOf(task.grid.matrix, task.grid.cuts);
  const forest = createRandom(task.seed);
  return (tree) => {
    const random = forest.fork(`tree ${tree}`);
    const drawn = params.bootstrap ? drawRows(weight.length, params.maxSamples, random) : undefined;
    const one = { grid, weight: drawn ? weight.map((value, i) => value * drawn[i]) : weight, params };
    const grown =
      targets.kind === "classes"
        ? growClassTree({ ...one, random, where }, targets.codes, targets.classes, targets.criterion)
        : growRegressionTree({ ...one, random, where }, targets.y);
    return { ...grown, drawn: params.oobScore ? drawn : undefined };
  };
}

/** How often each row is drawn. */
function drawRows(rows: number, maxSamples: number | null, random: Random): Uint16Array {
  const counts = new Uint16Array(rows);
  const draws =
    maxSamples === null ? rows : countOf(maxSamples, rows, (share) => Math.max(1, Math.floor(share)));
  for (let i = 0; i < draws; i++) counts[random.integer(rows)]++;
  return counts;
}
