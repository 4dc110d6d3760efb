import { ConflictingOptionsError } from "../../core/index.ts";
import { choice } from "../base/index.ts";
import type { EstimatorSpec, OptionSpec } from "../base/index.ts";
import { squaredLogLoss, squaredLoss, tweedieLoss } from "../solvers/index.ts";
import { glmOptions, GlmRegressor } from "./glm-regressor.ts";
import type { Family, GlmOptions } from "./glm-regressor.ts";
import { readLinear } from "./persistence.ts";

/** Options of {@link TweedieRegressor}. */
export interface TweedieRegressorOptions extends GlmOptions {
  /** Variance grows as mean^power: 0 normal (default), 1 Poisson, between compound Poisson-gamma, 2 gamma. */
  power: number;
  /** How the mean follows from Xw + b: `log`, `identity`, or `auto` (default): identity for power 0, else log. */
  link: "auto" | "identity" | "log";
}

const powerOption: OptionSpec<number> = {
  default: 0,
  allowed: "0, or a number from 1 to 2",
  accepts: (value) => value === 0 || (typeof value === "number" && value >= 1 && value <= 2),
};

/** Regression with a Tweedie distribution: pure premiums, rainfall, and other sums of random numbers of amounts. */
export class TweedieRegressor extends GlmRegressor<TweedieRegressorOptions> {
  static readonly spec: EstimatorSpec<TweedieRegressorOptions> = {
    name: "TweedieRegressor",
    options: {
      ...glmOptions,
      power: powerOption,
      link: choice<"auto" | "identity" | "log">("auto", "identity", "log"),
    },
    tags: { kind: "regressor", targets: "real", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<TweedieRegressorOptions> {
    return TweedieRegressor.spec;
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): TweedieRegressor {
    const { params, fit } = readLinear(json, TweedieRegressor.spec);
    return new TweedieRegressor(params).setFit(fit);
  }

  protected override family({ power, link }: TweedieRegressorOptions): Family {
    if (power !== 0) {
      if (link !== "identity") return { power, link: "exp", loss: tweedieLoss(power) };
      throw new ConflictingOptionsError({
        where: this.at("fit"),
        problem: `link = "identity" with power = ${power}`,
        allowed: 'link "identity" with power 0 only: other powers need means above 0',
        remedy: 'use link: "log" or "auto"',
      });
    }
    if (link === "log") return { power, link: "exp", loss: squaredLogLoss };
    return { power, link: "identity", loss: squaredLoss };
  }
}
