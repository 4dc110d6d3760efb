import type { Kernel, OpRange } from "../op.ts";

/** Least and greatest element; [0, 0] for none. */
export function rangeOf(values: ArrayLike<number>): OpRange {
  if (values.length === 0) return { min: 0, max: 0 };
  let min = values[0];
  let max = values[0];
  for (let i = 1; i < values.length; i++) {
    if (values[i] < min) min = values[i];
    else if (values[i] > max) max = values[i];
  }
  return { min, max };
}

/** Applies `f` to the elements of two operands of one shape, pair by pair. */
export function pairwise(f: (x: number, y: number) => number): () => Kernel {
  return () =>
    ([x, y], out) => {
      for (let i = 0; i < out.length; i++) out[i] = f(x[i], y[i]);
    };
}

/** The range of a comparison: settled where it holds for all values or for none. */
export function truth(always: boolean, never: boolean): OpRange {
  return { min: always ? 1 : 0, max: never ? 0 : 1 };
}
