import type { CheckedClass, EstimatorCheck, Options, Subject } from "./check.ts";
import { classifierChecks } from "./classifier.ts";
import { fheChecks } from "./fhe.ts";
import { fittingChecks } from "./fitting.ts";
import { inputChecks } from "./inputs.ts";
import { optionChecks } from "./options.ts";
import { persistenceChecks } from "./persistence.ts";
import { regressorChecks } from "./regressor.ts";
import { weightChecks } from "./weights.ts";

/** Options of {@link estimatorChecks}. */
export interface EstimatorCheckOptions {
  /** Options every checked instance is made with. Default none. */
  readonly params?: Options;
  /** Rows that are really encrypted and run, for models that can. Default 3; 0 for none. */
  readonly executedRows?: number;
}

/**
 * The behaviour a predictor owes, as a list of checks chosen from what its class declares in `spec.tags`
 * (after scikit-learn's check_estimator). No test framework is needed:
 *
 * ```ts
 * for (const { name, run } of estimatorChecks(MyEstimator)) test(name, run);
 * ```
 */
export function estimatorChecks(
  Estimator: CheckedClass,
  options: EstimatorCheckOptions = {},
): EstimatorCheck[] {
  const { params = {}, executedRows = 3 } = options;
  const { name, tags } = Estimator.spec;
  const subject: Subject = { Estimator, name, make: (more) => new Estimator({ ...params, ...more }) };
  return [
    ...optionChecks(subject),
    ...inputChecks(subject),
    ...fittingChecks(subject),
    ...(tags.sampleWeight ? weightChecks(subject) : []),
    ...(tags.kind === "classifier" ? classifierChecks(subject) : []),
    ...(tags.kind === "regressor" ? regressorChecks(subject) : []),
    ...(Estimator.load ? persistenceChecks(subject) : []),
    ...(tags.fhe ? fheChecks(subject, { executedRows }) : []),
  ];
}
