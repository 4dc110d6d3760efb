/** 10^k is a normal double down to this k; below it the midpoint has to do. */
const LEAST_EXPONENT = -300;

/** Digits beyond these say nothing about a double. */
const MOST_DIGITS = 1e17;

/**
 * The number with the fewest decimals strictly between two doubles, the nearest to their middle among
 * equals: 5.3 between 5.27 and 5.34. Where no double lies between them it is `high`.
 *
 * An edge that is a training value, or tells the middle of two, publishes more of the data than one that is
 * merely somewhere between them.
 */
export function shortestDecimalBetween(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  const start = Math.ceil(Math.log10(high / 2 - low / 2) + 0.4);
  for (let exponent = start; exponent >= LEAST_EXPONENT; exponent--) {
    const count = Math.round(middle / 10 ** exponent);
    if (Math.abs(count) > MOST_DIGITS) break;
    // Read as text, so that the result is the double nearest to the decimal.
    const candidate = Number(`${count}e${exponent}`);
    if (low < candidate && candidate < high) return candidate + 0;
  }
  return low < middle && middle < high ? middle : high;
}
