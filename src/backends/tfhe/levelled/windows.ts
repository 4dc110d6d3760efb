import type { LevelledParameters } from "./shape.ts";

/** Coefficients `first` .. `first + count - 1` of a body polynomial. */
export interface Window {
  readonly first: number;
  readonly count: number;
}

/**
 * The body coefficients that travel. Output c reads coefficients (c - c') width + i for all outputs c'
 * and features i: from -(K - 1) width to K width - 1, and X^N = -1 puts the negative ones at the end of
 * the polynomial. The last window always starts at coefficient 0.
 */
export function bodyWindows({
  width,
  outputsPerAnswer: outputs,
  polynomialSize,
}: LevelledParameters): Window[] {
  const below = (outputs - 1) * width;
  const above = outputs * width;
  if (below + above >= polynomialSize) return [{ first: 0, count: polynomialSize }];
  if (below === 0) return [{ first: 0, count: above }];
  return [
    { first: polynomialSize - below, count: below },
    { first: 0, count: above },
  ];
}
