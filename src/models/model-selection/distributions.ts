import { OptionValueError } from "../../core/index.ts";
import type { Random } from "../../core/index.ts";
import { show } from "../base/index.ts";

/** Something values of an option can be drawn from. */
export interface Distribution {
  sample(random: Random): unknown;
}

/** Real numbers from `low` to `high`, all alike. @throws OptionValueError unless low < high, both finite. */
export function uniform(low: number, high: number): Distribution {
  check("uniform", low, high, Number.isFinite);
  return { sample: (random) => low + (high - low) * random.next() };
}

/**
 * Real numbers from `low` to `high` whose logarithm is uniform: for options that matter by orders of magnitude.
 *
 * @throws OptionValueError unless 0 < low < high.
 */
export function logUniform(low: number, high: number): Distribution {
  check("logUniform", low, high, (bound) => Number.isFinite(bound) && bound > 0);
  return { sample: (random) => low * (high / low) ** random.next() };
}

/** Whole numbers from `low` to `high - 1`, all alike. @throws OptionValueError unless low < high, both whole. */
export function randInt(low: number, high: number): Distribution {
  check("randInt", low, high, Number.isSafeInteger);
  return { sample: (random) => low + random.integer(high - low) };
}

/** Whether values can be drawn from it. */
export function isDistribution(value: unknown): value is Distribution {
  return typeof value === "object" && value !== null && typeof (value as Distribution).sample === "function";
}

function check(where: string, low: number, high: number, accepts: (bound: number) => boolean): void {
  if (accepts(low) && accepts(high) && low < high) return;
  throw new OptionValueError({
    where,
    problem: `low = ${show(low)}, high = ${show(high)}`,
    allowed: {
      uniform: "finite numbers, low below high",
      logUniform: "finite numbers above 0, low below high",
      randInt: "whole numbers, low below high",
    }[where]!,
    remedy: `pass for example ${where}(1, 10)`,
  });
}
