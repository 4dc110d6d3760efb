import type { EstimatorSpec } from "../base/index.ts";
import { tweedieLoss } from "../solvers/index.ts";
import { glmOptions, GlmRegressor } from "./glm-regressor.ts";
import type { Family, GlmOptions } from "./glm-regressor.ts";
import { readLinear } from "./persistence.ts";

/** Options of {@link GammaRegressor}. */
export type GammaRegressorOptions = GlmOptions;

/** Gamma regression with log link, for amounts and durations (targets above 0). */
export class GammaRegressor extends GlmRegressor<GammaRegressorOptions> {
  static readonly spec: EstimatorSpec<GammaRegressorOptions> = {
    name: "GammaRegressor",
    options: glmOptions,
    tags: { kind: "regressor", targets: "positive", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<GammaRegressorOptions> {
    return GammaRegressor.spec;
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): GammaRegressor {
    const { params, fit } = readLinear(json, GammaRegressor.spec);
    return new GammaRegressor(params).setFit(fit);
  }

  protected override family(): Family {
    return { power: 2, link: "exp", loss: tweedieLoss(2) };
  }
}
