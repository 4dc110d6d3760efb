import type { Tensor } from "../../core/index.ts";
import type { Checkpoints, LabelledData } from "../base/index.ts";
import { logisticLoss, minimizeMultinomial, minimizeNewton, minimizeSparse } from "../solvers/index.ts";
import type { SmoothMethod } from "../solvers/index.ts";
import { withConstant } from "./constant-feature.ts";
import type { LinearSolution } from "./fit.ts";
import type { LogisticRegressionOptions, LogisticSolver } from "./logistic-options.ts";
import { solveOneVsRest } from "./one-vs-rest.ts";
import type { BinaryProblem, BinarySolution } from "./one-vs-rest.ts";
import type { LinearCoefficients } from "./quantize.ts";

const METHODS: Record<LogisticSolver, SmoothMethod> = {
  auto: "auto",
  lbfgs: "lbfgs",
  liblinear: "auto",
  "newton-cg": "cg",
  "newton-cholesky": "exact",
  sag: "auto",
  saga: "auto",
};

/** Minimises what the options ask for. @throws CancelledError */
export async function solveLogistic(
  data: LabelledData,
  params: LogisticRegressionOptions,
  start: LinearCoefficients | undefined,
  checkpoints: Checkpoints,
): Promise<LinearSolution> {
  const { solver, penalty, multiClass } = params;
  const isSeveral = data.labels.classes.length > 2;
  // liblinear's objective: what the L1 penalty meant in scikit-learn before there was saga.
  const isPenalised =
    solver === "liblinear" || (solver === "auto" && penalty === "l1" && multiClass !== "multinomial");
  if (isSeveral && multiClass !== "ovr" && !isPenalised) {
    return solveMultinomial(data, params, start, checkpoints);
  }
  // The penalised intercept is the weight of a constant feature.
  const X = isPenalised ? withConstant(data.X, params.fitIntercept) : data.X;
  const isFree = params.fitIntercept && !isPenalised;
  const solution = await solveOneVsRest(data, (problem) => {
    const row = isSeveral ? problem.positive : 0;
    const from = start && {
      coef: withIntercept(start.coef.row(row), start.intercept[row], isPenalised && params.fitIntercept),
      intercept: start.intercept[row],
    };
    return solveBinary(X, problem, params, { isFree, from }, checkpoints);
  });
  return { ...solution, oneVsRest: isSeveral };
}

async function solveBinary(
  X: Tensor,
  { signs, weight }: BinaryProblem,
  params: LogisticRegressionOptions,
  { isFree, from }: { isFree: boolean; from: { coef: Float64Array; intercept: number } | undefined },
  checkpoints: Checkpoints,
): Promise<BinarySolution> {
  const { maxIter, tol, solver } = params;
  const { l1, l2 } = strengths(params, weight);
  const problem = {
    ...{ X, weight, maxIter, tol, loss: logisticLoss, penalty: l2, fitIntercept: isFree },
    y: signs.map((sign) => (sign > 0 ? 1 : 0)),
    ...{ startCoef: from?.coef, startIntercept: from?.intercept },
  };
  const { coef, intercept, ...descent } =
    l1 > 0
      ? await minimizeSparse({ ...problem, l1 }, checkpoints)
      : await minimizeNewton({ ...problem, method: METHODS[solver] }, checkpoints);
  return { ...descent, coef: withIntercept(coef, intercept, isFree) };
}

async function solveMultinomial(
  { X, labels, weight }: LabelledData,
  params: LogisticRegressionOptions,
  start: LinearCoefficients | undefined,
  checkpoints: Checkpoints,
): Promise<LinearSolution> {
  const { fitIntercept, maxIter, tol, solver } = params;
  const { l1, l2 } = strengths(params, weight);
  const solution = await minimizeMultinomial(
    {
      ...{ X, codes: labels.codes, weight, fitIntercept, maxIter, tol, start, l1, penalty: l2 },
      classes: labels.classes.length,
      method: METHODS[solver],
    },
    checkpoints,
  );
  return { ...solution, classes: labels.classes };
}

/** Strengths beside the mean loss: the objective divided by C sum(weight). */
function strengths(
  { penalty, C, l1Ratio }: LogisticRegressionOptions,
  weight: Float64Array,
): { l1: number; l2: number } {
  if (penalty === null || C === Infinity) return { l1: 0, l2: 0 };
  const all = 1 / (C * weight.reduce((sum, value) => sum + value, 0));
  const share = penalty === "l2" ? 0 : (l1Ratio ?? 1);
  return { l1: all * share, l2: all * (1 - share) };
}

function withIntercept(coef: Float64Array, intercept: number, isWanted: boolean): Float64Array {
  return isWanted ? Float64Array.of(...coef, intercept) : coef;
}
