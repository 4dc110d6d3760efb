import type { Tensor } from "../../../core/index.ts";
import type { ThresholdTree } from "../ensemble/index.ts";
import type { Objective } from "./objectives.ts";

/** Rows that are not trained on. */
export interface EvaluationRows {
  readonly X: Tensor;
  readonly y: Float64Array;
}

/** Follows the loss on rows that are not trained on. */
export class EarlyStopping {
  /** Mean loss after each round. */
  readonly losses: number[] = [];
  readonly #rows: EvaluationRows;
  readonly #weight: Float64Array;
  readonly #objective: Objective;
  readonly #patience: number;
  readonly #sums: Float64Array[];
  #best = 0;

  /** @param patience - Rounds without a better loss after which it is done; null for never. */
  constructor(rows: EvaluationRows, objective: Objective, base: Float64Array, patience: number | null) {
    this.#rows = rows;
    this.#weight = new Float64Array(rows.y.length).fill(1);
    this.#objective = objective;
    this.#patience = patience ?? Infinity;
    this.#sums = Array.from(base, (value) => new Float64Array(rows.y.length).fill(value));
  }

  /** Rounds up to the best loss where it decides when to end, else all. */
  get bestRounds(): number {
    return this.#patience === Infinity ? this.losses.length : this.#best + 1;
  }

  /** Takes in the trees of a round, one an output; whether the loss has not fallen for too long. */
  isDone(trees: readonly ThresholdTree[]): boolean {
    trees.forEach((tree, k) => {
      addTree(tree, this.#rows.X, this.#sums[k]);
    });
    this.losses.push(this.#objective.loss(this.#sums, this.#rows.y, this.#weight));
    const round = this.losses.length - 1;
    if (this.losses[round] < this.losses[this.#best]) this.#best = round;
    return round - this.#best >= this.#patience;
  }
}

function addTree({ feature, edge, left, right, values }: ThresholdTree, X: Tensor, sums: Float64Array): void {
  const columns = X.shape[1];
  for (let i = 0; i < sums.length; i++) {
    let at = feature.length > 0 ? 0 : ~0;
    while (at >= 0) at = X.data[i * columns + feature[at]] >= edge[at] ? right[at] : left[at];
    sums[i] += values[~at];
  }
}
