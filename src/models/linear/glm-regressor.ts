import { OutOfRangeError, Tensor } from "../../core/index.ts";
import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { above, atLeast, Checkpoints, checkNames, checkXy, flag, integer, nBits } from "../base/index.ts";
import type { OptionTable, TrainingData } from "../base/index.ts";
import { d2TweedieScore } from "../metrics/index.ts";
import type { Link } from "../processing/index.ts";
import { minimizeNewton } from "../solvers/index.ts";
import type { RowLoss } from "../solvers/index.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import type { LinearFit } from "./fit.ts";
import { LinearRegressor } from "./regressor.ts";

/** Options of generalized linear models. */
export interface GlmOptions extends LinearModelOptions {
  /** L2 strength, 0 or more. Default 1. */
  alpha: number;
  /** Greatest partial derivative of the objective at the solution. Default 1e-4. */
  tol: number;
  /** Greatest number of Newton iterations. Default 100. */
  maxIter: number;
}

/** The option table of {@link GlmOptions}. */
export const glmOptions: OptionTable<GlmOptions> = {
  nBits: nBits(8),
  alpha: atLeast(0, 1),
  fitIntercept: flag(true),
  tol: above(0, 1e-4),
  maxIter: integer(100, 1),
};

/** The distribution of a generalized linear model and its link. */
export interface Family {
  /** Variance grows as mean^power. */
  readonly power: number;
  readonly link: "identity" | "exp";
  readonly loss: RowLoss;
}

/**
 * A generalized linear model: minimises sum(weight * deviance / 2) / sum(weight) + alpha / 2 |w|^2.
 * The inverse link is applied by the client; `score` is the share of the deviance explained (D2).
 */
export abstract class GlmRegressor<O extends GlmOptions> extends LinearRegressor<O> {
  /** The family of the fitted model, whatever happens to the options afterwards. */
  #family: Family | undefined;

  /** The family that options choose. */
  protected abstract family(options: O): Family;

  override async fit(X: MatrixLike, y: VectorLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    const { alpha, fitIntercept, maxIter, tol, nBits } = params;
    checkNames(where, options, FIT_OPTIONS);
    const data = checkXy(X, y, options.sampleWeight, where);
    const { loss, power, link } = this.family(params);
    const mean = checkTargets(data, power, link, where);
    const startIntercept = link === "exp" ? Math.log(mean) : mean;
    const { coef, intercept, iterations, converged } = await minimizeNewton(
      { ...data, loss, penalty: alpha, fitIntercept, tol, maxIter, startIntercept },
      new Checkpoints(where, "fit: iterations", maxIter, options),
    );
    const solution = { coef: new Tensor(coef, [1, coef.length]), intercept: Float64Array.of(intercept) };
    return this.setSolution({ ...solution, iterations, converged }, data.X, nBits);
  }

  protected override metric(
    y: VectorLike,
    predicted: VectorLike,
    options: { sampleWeight?: VectorLike | undefined },
  ): number {
    return d2TweedieScore(y, predicted, { ...options, power: this.#fittedFamily().power });
  }

  protected override setFit(fit: LinearFit): this {
    this.#family = this.family(this.getParams());
    return super.setFit(fit);
  }

  protected override link(): Link {
    return this.#fittedFamily().link;
  }

  #fittedFamily(): Family {
    if (this.#family) return this.#family;
    throw this.notFitted("score");
  }
}

/** The weighted mean of targets the distribution can have. @throws OutOfRangeError for others. */
function checkTargets(
  { y, weight }: TrainingData,
  power: number,
  link: Family["link"],
  where: string,
): number {
  const accepts = (value: number): boolean => (power >= 2 ? value > 0 : power < 1 || value >= 0);
  const bad = y.findIndex((value) => !accepts(value));
  let [sum, total] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    sum += weight[i] * y[i];
    total += weight[i];
  }
  if (bad < 0 && (link === "identity" || sum > 0)) return sum / total;
  const allowed =
    power >= 2 ? "targets above 0" : "targets of 0 or more, at least one above 0 with a weight above 0";
  throw new OutOfRangeError({
    where: `${where}(y)`,
    problem: bad >= 0 ? `target ${y[bad]} of row ${bad}` : sum === 0 ? "all targets are 0" : "a mean below 0",
    allowed: power < 1 ? "targets whose mean is above 0, for the log link" : allowed,
    remedy: "check the targets, or use LinearRegression for targets of both signs",
  });
}
