/** 1.5 * 2^52: adding it leaves no bits below the units, so the hardware rounds there, half to even. */
const ROUNDING_CONSTANT = 6755399441055744;

/** Rounds to the nearest integer, ties to even (IEEE 754 roundTiesToEven, numpy's `rint`). Never gives -0. */
export function rint(x: number): number {
  if (x >= -2251799813685248 && x <= 2251799813685248) return x + ROUNDING_CONSTANT - ROUNDING_CONSTANT;
  // Doubles beyond 2^51 are multiples of 1/2, beyond 2^52 integers.
  const floor = Math.floor(x);
  return x - floor === 0.5 ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(x);
}
