import { OptionValueError } from "./errors.ts";

/** More threads than this never ran here. */
const MOST_THREADS = 16;

/**
 * Worker threads to use.
 *
 * @throws OptionValueError for other than whole numbers from 1 to 64.
 */
export function threadsToUse(asked: number | undefined, where: string): number {
  if (asked === undefined) {
    const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
    return Math.max(1, Math.min(MOST_THREADS, navigator?.hardwareConcurrency ?? 1));
  }
  if (Number.isInteger(asked) && asked >= 1 && asked <= 64) return asked;
  throw new OptionValueError({
    where,
    problem: `threads = ${String(asked)}`,
    allowed: "a whole number from 1 to 64",
    remedy: "leave it out to use all processor cores",
  });
}
