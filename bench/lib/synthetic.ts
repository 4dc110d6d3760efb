import { createRandom, type Random } from "../../src/core/index.ts";

/** What is to be predicted: two classes, real values, counts, positive amounts, or sums of a random number of amounts. */
export type SyntheticTarget = "classes" | "values" | "counts" | "amounts" | "sums";

/** Four digits are enough for a benchmark, and keep what is sent to a peer short. */
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Knuth's product of uniforms; fit for small means. */
function poisson(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count++;
  return count;
}

const exponential = (mean: number, random: Random): number => -mean * Math.log(1 - random.next());

const draw: Readonly<Record<SyntheticTarget, (eta: number, random: Random) => number>> = {
  classes: (eta, random) => (random.next() < 1 / (1 + Math.exp(-3 * eta)) ? 1 : 0),
  values: (eta, random) => 10 * eta + random.normal(),
  counts: (eta, random) => poisson(Math.exp(eta / 2), random),
  // The sum of two exponentials is gamma with shape 2; the least amount is one unit of rounding.
  amounts: (eta, random) =>
    1e-4 + exponential(Math.exp(eta / 2), random) + exponential(Math.exp(eta / 2), random),
  sums: (eta, random) => {
    let sum = 0;
    for (let left = poisson(Math.exp(eta / 2), random); left > 0; left--) sum += exponential(2, random);
    return sum;
  },
};

/** Standard normal features and a target that depends on a linear combination of variance 1 of them. */
export function makeSynthetic(
  target: SyntheticTarget,
  { rows = 20_000, features = 50, seed = 1 }: { rows?: number; features?: number; seed?: number } = {},
): { readonly x: number[][]; readonly y: number[] } {
  const random = createRandom(seed);
  const weights = Array.from({ length: features }, () => random.normal());
  const norm = Math.hypot(...weights);
  const x = Array.from({ length: rows }, () =>
    Array.from({ length: features }, () => rounded(random.normal())),
  );
  const y = x.map((row) => {
    const eta = row.reduce((sum, value, j) => sum + (value * weights[j]) / norm, 0);
    return rounded(draw[target](eta, random));
  });
  return { x, y };
}
