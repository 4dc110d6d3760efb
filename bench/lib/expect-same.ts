import { InternalError } from "../../src/core/index.ts";

/**
 * Stops a benchmark whose result is wrong: a fast wrong answer is not worth a figure.
 *
 * @throws InternalError naming the first difference.
 */
export function expectSame(
  what: string,
  actual: ArrayLike<number | bigint | string>,
  expected: ArrayLike<number | bigint | string>,
): void {
  const at =
    actual.length === expected.length
      ? Array.from(actual).findIndex((value, i) => value !== expected[i])
      : Math.min(actual.length, expected.length);
  if (at < 0 || (at === actual.length && at === expected.length)) return;
  throw new InternalError({
    where: `benchmark ${what}`,
    problem: `entry ${at} is ${String(actual[at])}, of ${actual.length} entries`,
    allowed: `${String(expected[at])}, of ${expected.length} entries`,
    remedy: "find out why before measuring: run the tests of this part",
  });
}
