import { OutOfRangeError } from "../../core/index.ts";

/** Squares and sums of targets below this stay far from the greatest double. */
const MOST = 1e150;

/** @throws OutOfRangeError for targets whose squares would overflow. */
export function checkTargets(y: Float64Array, where: string): void {
  const bad = y.findIndex((value) => Math.abs(value) > MOST);
  if (bad < 0) return;
  throw new OutOfRangeError({
    where: `${where}(y)`,
    problem: `target ${y[bad]} of row ${bad}`,
    allowed: `targets of at most ${MOST} in magnitude: their squares are added`,
    remedy: "scale the targets",
  });
}
