/** Other libraries compare in single precision; these turn their tests into tests on doubles, exactly. */

const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);
const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);

/** The least single above a single. */
function nextSingle(value: number): number {
  if (value === 0) return 2 ** -149;
  float[0] = value;
  floatBits[0] += value > 0 ? 1 : -1;
  return float[0];
}

/** The least double above a double. */
function nextDouble(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  double[0] = value;
  doubleBits[0] += value > 0 ? 1n : -1n;
  return double[0];
}

/** The least double that rounds to a single of at least `threshold`: x >= it exactly where fround(x) >= t. */
export function leastRoundingToAtLeast(threshold: number): number {
  const rounded = Math.fround(threshold);
  return leastRoundingTo(rounded >= threshold ? rounded : nextSingle(rounded));
}

/** The least double that rounds to a single above `threshold`: x >= it exactly where fround(x) > t. */
export function leastRoundingAbove(threshold: number): number {
  const rounded = Math.fround(threshold);
  return leastRoundingTo(rounded > threshold ? rounded : nextSingle(rounded));
}

/** Doubles round to the nearer single, half way to the even one. */
function leastRoundingTo(single: number): number {
  const below = -nextSingle(-single);
  const half = (asNumber(single) + asNumber(below)) / 2;
  return Math.fround(half) >= single ? half : nextDouble(half);
}

/** Infinity begins half way to where the next single would be. */
function asNumber(single: number): number {
  return Number.isFinite(single) ? single : Math.sign(single) * 2 ** 128;
}
