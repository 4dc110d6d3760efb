export type ScoreName = "accuracy" | "r2" | "d2-poisson" | "d2-gamma" | "d2-tweedie-1.5";

type Score = (actual: readonly number[], predicted: readonly number[], weights: readonly number[]) => number;

const sumOf = (length: number, term: (i: number) => number): number =>
  Array.from({ length }, (_, i) => term(i)).reduce((sum, each) => sum + each, 0);

/** 1 - D(actual, predicted) / D(actual, weighted mean), for a deviance of one value. */
function explained(deviance: (y: number, p: number) => number): Score {
  return (y, p, w) => {
    const mean = sumOf(y.length, (i) => w[i] * y[i]) / sumOf(y.length, (i) => w[i]);
    const rest = sumOf(y.length, (i) => w[i] * deviance(y[i], p[i]));
    return 1 - rest / sumOf(y.length, (i) => w[i] * deviance(y[i], mean));
  };
}

/** Unit deviance of a Tweedie law whose power is between 1 and 2. */
function tweedie(y: number, mean: number, power: number): number {
  const [a, b] = [1 - power, 2 - power];
  return 2 * (y ** b / (a * b) - (y * mean ** a) / a + mean ** b / b);
}

const scores: Readonly<Record<ScoreName, Score>> = {
  accuracy: (y, p, w) => sumOf(y.length, (i) => (y[i] === p[i] ? w[i] : 0)) / sumOf(y.length, (i) => w[i]),
  r2: explained((y, p) => (y - p) ** 2),
  // Deviance of the Poisson law; y log y is 0 at 0.
  "d2-poisson": explained((y, p) => 2 * ((y === 0 ? 0 : y * Math.log(y / p)) - y + p)),
  "d2-gamma": explained((y, p) => 2 * (Math.log(p / y) + y / p - 1)),
  "d2-tweedie-1.5": explained((y, p) => tweedie(y, p, 1.5)),
};

/** A score as scikit-learn defines it, written here so that neither library under test computes it. */
export function score(
  name: ScoreName,
  actual: readonly number[],
  predicted: ArrayLike<number>,
  weights: readonly number[] = actual.map(() => 1),
): number {
  return scores[name](actual, Array.from(predicted), weights);
}
