import { sigmoid } from "../../processing/index.ts";
import type { BinSums } from "./fit-steps.ts";

/** Cells rows fall in: their bins of one feature, or of a pair. */
export type Cells = Uint8Array | Uint16Array | Uint32Array;

/**
 * The loss of a model that changes by one table at a time. Exponentials are kept a row, so that a step costs
 * one multiplication a row instead; `refresh` computes them anew, before rounding adds up.
 */
export interface RunningLoss {
  readonly outputs: number;
  /** Sums of the model, one list an output. */
  readonly sums: readonly Float64Array[];
  refresh(): void;
  /** Adds derivatives of the rows by output `k` to the cells they fall in. */
  collect(k: number, cells: Cells, rows: Uint32Array, into: BinSums): void;
  /** Adds values[k][cell] to the sums of every row. */
  step(values: readonly (Float64Array | undefined)[], cells: Cells): void;
  /** Weighted mean loss of some rows. */
  mean(rows: Uint32Array): number;
}

/** What a loss is computed from. */
export interface LossData {
  /** Targets, or positions of classes. */
  readonly y: Float64Array;
  readonly weight: Float64Array;
  /** One list an output; taken over. */
  readonly sums: readonly Float64Array[];
}

/** Squared error, halved. */
export class RunningSquares implements RunningLoss {
  readonly outputs = 1;
  readonly sums: readonly Float64Array[];
  readonly #data: LossData;

  constructor(data: LossData) {
    this.#data = data;
    this.sums = data.sums;
  }

  refresh(): void {
    // Nothing is kept beside the sums.
  }

  collect(_k: number, cells: Cells, rows: Uint32Array, { g, h, rows: counts }: BinSums): void {
    const { y, weight, sums } = this.#data;
    const [f] = sums;
    for (const row of rows) {
      const cell = cells[row];
      g[cell] += weight[row] * (f[row] - y[row]);
      h[cell] += weight[row];
      counts[cell]++;
    }
  }

  step([values]: readonly (Float64Array | undefined)[], cells: Cells): void {
    if (!values) return;
    const [f] = this.sums;
    for (let i = 0; i < f.length; i++) f[i] += values[cells[i]];
  }

  mean(rows: Uint32Array): number {
    const { y, weight, sums } = this.#data;
    return meanOver(rows, weight, (i) => (y[i] - sums[0][i]) ** 2 / 2);
  }
}

/** Log loss of the second of two classes. */
export class RunningLogistic implements RunningLoss {
  readonly outputs = 1;
  readonly sums: readonly Float64Array[];
  readonly #data: LossData;
  /** e^-f a row. */
  readonly #odds: Float64Array;

  constructor(data: LossData) {
    this.#data = data;
    this.sums = data.sums;
    this.#odds = new Float64Array(data.y.length);
    this.refresh();
  }

  refresh(): void {
    const [f] = this.sums;
    for (let i = 0; i < f.length; i++) this.#odds[i] = Math.exp(-f[i]);
  }

  collect(_k: number, cells: Cells, rows: Uint32Array, { g, h, rows: counts }: BinSums): void {
    const { y, weight } = this.#data;
    const odds = this.#odds;
    for (const row of rows) {
      const cell = cells[row];
      const p = 1 / (1 + odds[row]);
      g[cell] += weight[row] * (p - y[row]);
      h[cell] += weight[row] * p * (1 - p);
      counts[cell]++;
    }
  }

  step([values]: readonly (Float64Array | undefined)[], cells: Cells): void {
    if (!values) return;
    const [f] = this.sums;
    const odds = this.#odds;
    const factors = values.map((value) => Math.exp(-value));
    for (let i = 0; i < f.length; i++) {
      f[i] += values[cells[i]];
      odds[i] *= factors[cells[i]];
    }
  }

  mean(rows: Uint32Array): number {
    const { y, weight, sums } = this.#data;
    return meanOver(rows, weight, (i) => -Math.log(Math.max(sigmoid((2 * y[i] - 1) * sums[0][i]), 1e-300)));
  }
}

/** Log loss of softmax probabilities. */
export class RunningSoftmax implements RunningLoss {
  readonly outputs: number;
  readonly sums: readonly Float64Array[];
  readonly #data: LossData;
  /** e^f an output and row, up to a factor a row, and their totals. */
  readonly #exp: readonly Float64Array[];
  readonly #total: Float64Array;

  constructor(data: LossData) {
    this.#data = data;
    this.sums = data.sums;
    this.outputs = data.sums.length;
    this.#exp = data.sums.map((f) => new Float64Array(f.length));
    this.#total = new Float64Array(data.y.length);
    this.refresh();
  }

  refresh(): void {
    for (let i = 0; i < this.#total.length; i++) {
      let most = -Infinity;
      for (const f of this.sums) most = Math.max(most, f[i]);
      let total = 0;
      for (let k = 0; k < this.outputs; k++) total += this.#exp[k][i] = Math.exp(this.sums[k][i] - most);
      this.#total[i] = total;
    }
  }

  collect(k: number, cells: Cells, rows: Uint32Array, { g, h, rows: counts }: BinSums): void {
    const { y, weight } = this.#data;
    const [exp, total] = [this.#exp[k], this.#total];
    for (const row of rows) {
      const cell = cells[row];
      const p = exp[row] / total[row];
      g[cell] += weight[row] * (p - (y[row] === k ? 1 : 0));
      h[cell] += weight[row] * p * (1 - p);
      counts[cell]++;
    }
  }

  step(values: readonly (Float64Array | undefined)[], cells: Cells): void {
    const total = this.#total;
    values.forEach((table, k) => {
      if (!table) return;
      const [f, exp] = [this.sums[k], this.#exp[k]];
      const factors = table.map(Math.exp);
      for (let i = 0; i < f.length; i++) {
        const cell = cells[i];
        f[i] += table[cell];
        const grown = exp[i] * factors[cell];
        total[i] += grown - exp[i];
        exp[i] = grown;
      }
    });
  }

  mean(rows: Uint32Array): number {
    this.refresh();
    const { y, weight } = this.#data;
    return meanOver(rows, weight, (i) => Math.log(this.#total[i] / Math.max(this.#exp[y[i]][i], 1e-300)));
  }
}

function meanOver(rows: Uint32Array, weight: Float64Array, loss: (row: number) => number): number {
  let [sum, total] = [0, 0];
  for (const row of rows) {
    sum += weight[row] * loss(row);
    total += weight[row];
  }
  return sum / total;
}
