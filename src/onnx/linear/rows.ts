import { Tensor } from "../../core/index.ts";
import type { Answer } from "./answers.ts";
import { answer } from "./answers.ts";

/** A linear map of the features after their steps. */
export interface LinearMap {
  /** Shape [K, d]. */
  readonly coef: Tensor;
  /** Length K. */
  readonly intercept: Float64Array;
}

/** Enough to tell links apart, and labels of many classes. */
const PROBES = 48;

/** The value of row r of the linear part at probe p: spread over -6 to 6, no two alike. */
function probe(p: number, r: number): number {
  return 6 * Math.sin((p + 1) * (2.3 + r) + r);
}

/** The rows of the linear part that the rest of a model reads, in the order they were met. */
export class LinearRows {
  readonly #maps: LinearMap[] = [];

  /**
   * Adds rows; gives their values at the probes, shape [n, K] or, for one output without an axis, [n].
   *
   * Two rows that are each other's negatives, as binary classifiers have them, are one: the second.
   */
  add(map: LinearMap, hasAxis: boolean): Answer {
    if (isOpposite(map)) {
      const { data } = this.add({ coef: map.coef.slice(1, 2), intercept: map.intercept.slice(1) }, true);
      const both = (data as readonly number[]).flatMap((z) => [-z, z]);
      return answer([PROBES, 2], both);
    }
    const first = this.count;
    this.#maps.push(map);
    const outputs = map.intercept.length;
    const data = Array.from({ length: PROBES * outputs }, (_, i) =>
      probe(Math.floor(i / outputs), first + (i % outputs)),
    );
    return answer(hasAxis ? [PROBES, outputs] : [PROBES], data);
  }

  get count(): number {
    return this.#maps.reduce((sum, { intercept }) => sum + intercept.length, 0);
  }

  /** All rows as one map. */
  get map(): LinearMap {
    const features = this.#maps[0].coef.shape[1];
    return {
      coef: new Tensor(Float64Array.from(this.#maps.flatMap(({ coef }) => [...coef.data])), [
        this.count,
        features,
      ]),
      intercept: Float64Array.from(this.#maps.flatMap(({ intercept }) => [...intercept])),
    };
  }

  /** Values of all rows at the probes, shape [n, rows]. */
  get probes(): Tensor {
    const rows = this.count;
    return Tensor.zeros([PROBES, rows]).map((_, i) => probe(Math.floor(i / rows), i % rows));
  }
}

function isOpposite({ coef, intercept }: LinearMap): boolean {
  if (intercept.length !== 2 || intercept[0] + intercept[1] !== 0) return false;
  const second = coef.row(1);
  return coef.row(0).every((value, j) => value + second[j] === 0);
}
