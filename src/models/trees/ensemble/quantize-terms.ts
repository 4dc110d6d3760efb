/** Integer values of terms on one scale. */
export interface QuantizedTerms {
  readonly terms: readonly Int32Array[];
  /** One integer an output; takes up what the terms were shifted by. */
  readonly base: Float64Array;
  readonly scale: number;
  readonly ranges: readonly { readonly min: number; readonly max: number }[];
}

/**
 * Rounds the values of all terms to multiples of one scale, so that integers can be added.
 *
 * Each term and output is shifted to start at 0, which the base takes up, and the scale is the widest spread
 * divided by 2^nBits - 1: every value becomes an integer from 0 to 2^nBits - 1 and is off by half a step at
 * most.
 *
 * @param outputsOf - Outputs of the numbers of each option of a term: `[c]`, or all of them.
 */
export function quantizeTerms(
  terms: readonly Float64Array[],
  outputsOf: (term: number) => readonly number[],
  base: Float64Array,
  nBits: number,
): QuantizedTerms {
  const spans = terms.map((values, t) => spansOf(values, outputsOf(t).length));
  const widest = spans.flat().reduce((most, { min, max }) => Math.max(most, max - min), 0);
  const shift = base.slice();
  const levels = 2 ** nBits - 1;
  spans.forEach((list, t) => {
    outputsOf(t).forEach((output, k) => (shift[output] += list[k].min));
  });
  // A constant function has a base only, which the scale then makes one step.
  const scale = widest / levels || shift.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const integers = Float64Array.from(shift, (value) => Math.round(value / scale) + 0);
  const ranges = Array.from(integers, (value) => ({ min: value, max: value }));
  const rounded = terms.map((values, t) => {
    const outputs = outputsOf(t);
    const width = outputs.length;
    outputs.forEach((output, k) => {
      ranges[output].max += Math.round((spans[t][k].max - spans[t][k].min) / scale);
    });
    return Int32Array.from(values, (value, i) => Math.round((value - spans[t][i % width].min) / scale));
  });
  return { terms: rounded, base: integers, scale, ranges };
}

function spansOf(values: Float64Array, width: number): { min: number; max: number }[] {
  const spans = Array.from({ length: width }, () => ({ min: Infinity, max: -Infinity }));
  values.forEach((value, i) => {
    const span = spans[i % width];
    span.min = Math.min(span.min, value);
    span.max = Math.max(span.max, value);
  });
  return spans;
}
