/**
 * Rounds numbers to multiples of a power of two so small that it changes nothing that matters, and so large
 * that every sum of some of them is exact: sums do not depend on their order, a difference of two sums
 * leaves no residue, and splits that part the rows alike have the very same gain.
 *
 * Adding and subtracting 1.5 * 2^52 units rounds to whole units: there doubles are one unit apart.
 * The unit is 2^-51 of the sum of magnitudes, rounded up to a power of two: sums stay below 2^53 units.
 */
export function toExactSums(values: Float64Array): Float64Array {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += Math.abs(values[i]);
  if (!(total > 0 && total < Infinity)) return values;
  const unit = 2 ** Math.max(Math.ceil(Math.log2(total)) - 51, -1022);
  const rounder = 1.5 * 2 ** 52 * unit;
  for (let i = 0; i < values.length; i++) values[i] = values[i] + rounder - rounder;
  return values;
}

/** As {@link toExactSums} for numbers of 0 or more, none of which becomes 0: a sum of 0 means no rows. */
export function toExactPositiveSums(values: Float64Array): Float64Array {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  const unit = 2 ** Math.max(Math.ceil(Math.log2(total)) - 51, -1022);
  const rounder = 1.5 * 2 ** 52 * unit;
  for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i] + rounder - rounder, unit);
  return values;
}
