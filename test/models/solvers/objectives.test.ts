import { describe, expect, test } from "vitest";
import { createRandom, Tensor } from "../../../src/core/index.ts";
import { Checkpoints } from "../../../src/models/base/index.ts";
import {
  logisticLoss,
  minimizeMultinomial,
  minimizeNewton,
  RowObjective,
  SoftmaxObjective,
  tweedieLoss,
} from "../../../src/models/solvers/index.ts";
import type { Objective, SmoothMethod } from "../../../src/models/solvers/index.ts";
import { relativeDifference } from "../helpers/fixtures.ts";

const random = createRandom(5);
const [n, d] = [60, 4];
const X = Tensor.zeros([n, d]).map(() => random.normal() + 1);
const weight = Float64Array.from({ length: n }, () => 0.5 + random.next());
const codes = Int32Array.from({ length: n }, (_, i) => (X.at(i, 0) > 1.5 ? 2 : i % 2));
const y = Float64Array.from(codes, (code) => (code === 2 ? 1 : 0));
const shared = { X, weight, penalty: 0.1, fitIntercept: true };
const quiet = (): Checkpoints => new Checkpoints("test", "fit", 100, {});

const makers: Record<string, () => Objective> = {
  "logistic rows": () => new RowObjective({ ...shared, y, loss: logisticLoss }),
  "Poisson rows without intercept": () =>
    new RowObjective({ ...shared, fitIntercept: false, y, loss: tweedieLoss(1) }),
  softmax: () => new SoftmaxObjective({ ...shared, codes, classes: 3 }),
  "softmax without intercept": () =>
    new SoftmaxObjective({ ...shared, fitIntercept: false, codes, classes: 3 }),
};

describe.each(Object.entries(makers))("%s", (_, make) => {
  const objective = make();
  const point = objective.params.map(() => 0.3 * random.normal());
  objective.evaluate(point);
  objective.accept();
  const gradient = objective.gradient();

  test("the gradient is the slope of the value", () => {
    const step = 1e-5;
    const slopes = point.map(
      (p, j) =>
        (objective.evaluate(point.with(j, p + step)) - objective.evaluate(point.with(j, p - step))) /
        (2 * step),
    );
    expect(relativeDifference(gradient, slopes)).toBeLessThan(1e-8);
  });

  test("Hessian and Hessian products are the slope of the gradient", () => {
    const other = make();
    const at = (params: Float64Array): Float64Array => {
      other.evaluate(params);
      other.accept();
      return other.gradient();
    };
    objective.gradient();
    const H = objective.hessian();
    const { size } = objective;
    const v = point.map(() => random.normal());
    // Along directions whose sum over the classes is 0, where the Hessian is completed with nothing.
    const classes = objective.freedom < size ? 3 : 1;
    if (classes > 1) {
      const width = size / classes;
      for (let j = 0; j < width; j++) v[2 * width + j] = -v[j] - v[width + j];
    }
    const step = 1e-5;
    const [high, low] = [1, -1].map((sign) => at(point.map((p, j) => p + sign * step * v[j])));
    const slope = high.map((g, j) => (g - low[j]) / (2 * step));
    const full = point.map((_, j) =>
      v.reduce((sum, w, k) => sum + w * H[Math.max(j, k) * size + Math.min(j, k)], 0),
    );
    expect(relativeDifference(objective.times(v), slope)).toBeLessThan(1e-7);
    expect(relativeDifference(full, slope)).toBeLessThan(1e-7);
  });

  test("the preconditioner is close to the inverse of the Hessian", () => {
    objective.gradient();
    const v = point.map((_, j) => (j % 2 ? 1 : -1));
    const image = objective.times(v);
    const back = new Float64Array(v.length);
    objective.preconditioner()(image, back);
    let [product, square] = [0, 0];
    back.forEach((value, j) => {
      product += value * v[j];
      square += value * value;
    });
    expect(product / Math.sqrt(square * v.length)).toBeGreaterThan(0.7);
  });
});

test.each<SmoothMethod>(["exact", "cg", "lbfgs"])("method %s reaches the minimum", async (method) => {
  const limits = { tol: 1e-9, maxIter: 300 };
  const rows = { ...shared, ...limits, y, loss: logisticLoss };
  const wanted = await minimizeNewton({ ...rows, method: "exact" }, quiet());
  const found = await minimizeNewton({ ...rows, method }, quiet());
  expect(found.converged).toBe(true);
  expect(relativeDifference(found.coef, wanted.coef)).toBeLessThan(1e-6);
  const several = { ...shared, ...limits, codes, classes: 3 };
  const best = await minimizeMultinomial({ ...several, method: "exact" }, quiet());
  const one = await minimizeMultinomial({ ...several, method }, quiet());
  expect(one.converged).toBe(true);
  expect(relativeDifference(one.coef.data, best.coef.data)).toBeLessThan(1e-6);
});

test("many rows: conjugate gradients on a Hessian of some rows agree with the whole Hessian", async () => {
  const rows = 30_000;
  const wide = Tensor.zeros([rows, 30]).map(() => random.normal());
  const counts = Float64Array.from(wide, (row) => (random.next() < Math.exp(0.3 * row[0] - 1) ? 1 : 0));
  const problem = {
    ...{ X: wide, y: counts, weight: new Float64Array(rows).fill(1), loss: tweedieLoss(1) },
    ...{ penalty: 1e-3, fitIntercept: true, tol: 1e-7, maxIter: 50 },
  };
  const exact = await minimizeNewton({ ...problem, method: "exact" }, quiet());
  const auto = await minimizeNewton(problem, quiet());
  expect(auto.converged).toBe(true);
  expect(relativeDifference(auto.coef, exact.coef)).toBeLessThan(1e-7);
});

test("a start at the minimum takes no further steps but the one that is always added", async () => {
  const problem = { ...shared, y, loss: logisticLoss, tol: 1e-6, maxIter: 50 };
  const first = await minimizeNewton(problem, quiet());
  const again = await minimizeNewton(
    { ...problem, startCoef: first.coef, startIntercept: first.intercept },
    quiet(),
  );
  expect(first.iterations).toBeGreaterThan(2);
  expect(again.iterations).toBeLessThanOrEqual(1);
  expect(relativeDifference(again.coef, first.coef)).toBeLessThan(1e-9);
});
