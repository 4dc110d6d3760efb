import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CancelledError, createRandom, Tensor } from "../../../src/core/index.ts";
import { Checkpoints } from "../../../src/models/base/index.ts";
import {
  columnMeans,
  leastSquares,
  minimizeMultinomial,
  minimizeNewton,
  tweedieLoss,
  squaredLoss,
  squaredLogLoss,
  logisticLoss,
} from "../../../src/models/solvers/index.ts";
import { byDiagonal, conjugateGradient } from "../../../src/models/solvers/conjugate-gradient.ts";
import { solveSymmetric } from "../../../src/models/solvers/symmetric.ts";
import { solveCholesky } from "../../../src/models/solvers/cholesky.ts";
import { maxDifference, relativeDifference } from "../helpers/fixtures.ts";

const random = createRandom(11);
const normal = (shape: number[]): Tensor => Tensor.zeros(shape).map(() => random.normal());
const quiet = (signal?: AbortSignal): Checkpoints => new Checkpoints("test", "fit", 100, { signal });

/** A^T A for a tall random A: definite; rank-deficient when it has fewer rows than columns. */
function gram(rows: number, n: number): Float64Array {
  const A = normal([rows, n]);
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return Array.from(A).reduce((sum, row) => sum + row[i] * row[j], 0);
  });
}

const times = (A: Float64Array, x: Float64Array): Float64Array =>
  x.map((_, i) => x.reduce((sum, v, j) => sum + A[i * x.length + j] * v, 0));

describe("symmetric systems", () => {
  test("Cholesky and conjugate gradients solve definite ones", async () => {
    const A = gram(30, 8);
    const x = normal([8]).data;
    const b = times(A, x);
    expect(relativeDifference(await solveSymmetric(A, b), x)).toBeLessThan(1e-11);
    const diagonal = x.map((_, i) => A[i * 9]);
    expect(
      relativeDifference(
        conjugateGradient((v) => times(A, v), b, byDiagonal(diagonal), 1e-13),
        x,
      ),
    ).toBeLessThan(1e-9);
  });

  test("units 1e12 apart cost no accuracy", () => {
    const A = gram(30, 4);
    const unit = [1e6, 1, 1e-6, 1e3];
    const scaled = A.map((value, at) => value * unit[Math.floor(at / 4)] * unit[at % 4]);
    const x = Float64Array.of(1e-6, 2, 3e6, -4e-3);
    const found = solveCholesky(scaled, times(scaled, x))!;
    found.forEach((value, i) => {
      expect(value / x[i]).toBeCloseTo(1, 9);
    });
  });

  test("singular ones get a solution by eigenvectors", async () => {
    const A = gram(3, 6);
    const b = times(A, normal([6]).data);
    expect(solveCholesky(A, b)).toBeUndefined();
    expect(relativeDifference(times(A, await solveSymmetric(A, b)), b)).toBeLessThan(1e-10);
  });
});

describe("least squares", () => {
  test("an exact system of any shape is solved exactly", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer(),
        async (d, more, seed) => {
          const source = createRandom(seed);
          const A = Tensor.zeros([d + more, d]).map(() => source.normal());
          const x = Float64Array.from({ length: d }, () => source.normal());
          const b = Float64Array.from(A, (row) => row.reduce((sum, v, j) => sum + v * x[j], 0));
          const { coef, rank } = await leastSquares(A, b);
          // Square random systems can be badly conditioned: judge the residual, which QR keeps small.
          expect(rank).toBeGreaterThanOrEqual(d - 1);
          const back = Float64Array.from(A, (row) => row.reduce((sum, v, j) => sum + v * coef[j], 0));
          expect(relativeDifference(back, b)).toBeLessThan(1e-8);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("the rank of collinear columns is found", async () => {
    const A = normal([20, 3]);
    const doubled = new Tensor(
      Float64Array.from([...A].flatMap((row) => [...row, row[0] + row[1]])),
      [20, 4],
    );
    expect((await leastSquares(doubled, normal([20]).data)).rank).toBe(3);
    expect((await leastSquares(Tensor.zeros([5, 2]), normal([5]).data)).coef).toEqual(Float64Array.of(0, 0));
  });
});

test("means of columns far from zero are exact to the last bit or two", () => {
  const X = normal([1000, 2]).map((value, i) => (i % 2 === 0 ? 1e9 + value : value));
  const weight = new Float64Array(1000).fill(1);
  const mean = columnMeans(X, weight);
  const rest = Array.from(X).reduce((sum, row) => sum + (row[0] - mean[0]), 0) / 1000;
  expect(Math.abs(rest)).toBeLessThan(2e-7);
});

describe("losses", () => {
  test.each([
    ["logistic", logisticLoss, [0, 1]],
    ["Poisson", tweedieLoss(1), [0, 3]],
    ["Tweedie 1.5", tweedieLoss(1.5), [0, 3]],
    ["gamma", tweedieLoss(2), [0.1, 3]],
    ["squared", squaredLoss, [-1, 3]],
    ["squared with log link, where it is convex", squaredLogLoss, [-1, 0]],
  ] as const)("%s: slope and curvature are the derivatives", (_, loss, targets) => {
    for (const y of targets) {
      for (const z of [-30, -2, -1e-3, 0, 0.7, 3]) {
        const [slope, curvature] = [new Float64Array(1), new Float64Array(1)];
        const at = (value: number): number =>
          loss.evaluate(Float64Array.of(value), Float64Array.of(y), Float64Array.of(2));
        loss.evaluate(Float64Array.of(z), Float64Array.of(y), Float64Array.of(2), slope, curvature);
        const h = 1e-4;
        const size = Math.max(1, Math.abs(at(z)));
        expect(Math.abs(slope[0] - (at(z + h) - at(z - h)) / (2 * h))).toBeLessThan(1e-6 * size);
        expect(Math.abs(curvature[0] - (at(z + h) - 2 * at(z) + at(z - h)) / (h * h))).toBeLessThan(
          1e-5 * size,
        );
      }
    }
  });

  test("logistic: far values neither overflow nor lose the loss", () => {
    const one = Float64Array.of(1);
    expect(logisticLoss.evaluate(Float64Array.of(-800), one, one)).toBe(800);
    expect(logisticLoss.evaluate(Float64Array.of(40), one, one)).toBeCloseTo(Math.exp(-40), 25);
  });
});

describe("Newton", () => {
  const X = normal([200, 6]);
  const codes = Int32Array.from(X, (row) => (row[0] + 0.5 * random.normal() > 0 ? 1 : 0));
  const weight = new Float64Array(200).fill(1);
  const shared = { X, weight, penalty: 0.01, fitIntercept: true, tol: 1e-10, maxIter: 50 };

  test("softmax of two classes gives half the logistic coefficients to each", async () => {
    const binary = await minimizeNewton(
      { ...shared, y: Float64Array.from(codes), loss: logisticLoss },
      quiet(),
    );
    // Softmax coefficients are -w/2 and w/2, with a squared norm of |w|^2 / 2.
    const both = await minimizeMultinomial(
      { ...shared, codes, classes: 2, penalty: 0.02, method: "auto" },
      quiet(),
    );
    expect(
      maxDifference(
        both.coef.row(1).map((w) => 2 * w),
        binary.coef,
      ),
    ).toBeLessThan(1e-9);
    expect(2 * both.intercept[1]).toBeCloseTo(binary.intercept, 9);
  });

  test("a fit can be stopped in its midst", async () => {
    const controller = new AbortController();
    let calls = 0;
    const stopping = new Checkpoints("test", "fit", 50, {
      signal: controller.signal,
      onProgress: () => {
        if (++calls === 3) controller.abort();
      },
    });
    const run = minimizeNewton({ ...shared, y: Float64Array.from(codes), loss: logisticLoss }, stopping);
    await expect(run).rejects.toThrow(CancelledError);
    expect(calls).toBe(3);
  });
});
