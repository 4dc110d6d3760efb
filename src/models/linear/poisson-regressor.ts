import type { EstimatorSpec } from "../base/index.ts";
import { tweedieLoss } from "../solvers/index.ts";
import { glmOptions, GlmRegressor } from "./glm-regressor.ts";
import type { Family, GlmOptions } from "./glm-regressor.ts";
import { readLinear } from "./persistence.ts";

/** Options of {@link PoissonRegressor}. */
export type PoissonRegressorOptions = GlmOptions;

/**
 * Poisson regression with log link, for counts and frequencies (targets of 0 or more).
 *
 * Minimises sum(weight * deviance / 2) / sum(weight) + alpha / 2 |w|^2 for means exp(Xw + b).
 */
export class PoissonRegressor extends GlmRegressor<PoissonRegressorOptions> {
  static readonly spec: EstimatorSpec<PoissonRegressorOptions> = {
    name: "PoissonRegressor",
    options: glmOptions,
    tags: { kind: "regressor", targets: "nonNegative", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<PoissonRegressorOptions> {
    return PoissonRegressor.spec;
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): PoissonRegressor {
    const { params, fit } = readLinear(json, PoissonRegressor.spec);
    return new PoissonRegressor(params).setFit(fit);
  }

  protected override family(): Family {
    return { power: 1, link: "exp", loss: tweedieLoss(1) };
  }
}
