import { EmptyInputError } from "../../src/core/index.ts";

/** The middle value; the mean of the middle two for an even count. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Quantile by linear interpolation between order statistics (the default of numpy and R, type 7).
 *
 * @throws EmptyInputError without values.
 */
export function quantile(values: readonly number[], fraction: number): number {
  if (values.length === 0) {
    throw new EmptyInputError({
      where: "quantile(values)",
      problem: "got no values",
      allowed: "at least one measurement",
      remedy: "measure at least one round",
    });
  }
  const sorted = [...values].sort((a, b) => a - b);
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** What is kept of a series of times, milliseconds. */
export interface Summary {
  readonly rounds: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Half the distance between the quartiles, relative to the median: how far to trust it. */
  readonly spread: number;
}

export function summarise(ms: readonly number[]): Summary {
  const middle = median(ms);
  return {
    rounds: ms.length,
    median: middle,
    min: Math.min(...ms),
    max: Math.max(...ms),
    spread: middle === 0 ? 0 : (quantile(ms, 0.75) - quantile(ms, 0.25)) / (2 * middle),
  };
}
