import { Pipeline } from "./pipeline.ts";
import type { Step, StepEstimator } from "./steps.ts";

/** Steps with names made of their classes. */
export type MadeSteps<E extends readonly (StepEstimator | "passthrough")[]> = {
  readonly [I in keyof E]: readonly [name: string, step: E[I]];
};

/**
 * A pipeline whose steps are named after their classes: `standardScaler`, `pca`, `logisticRegression`.
 *
 * Classes that appear more than once are numbered: `pca-1`, `pca-2`.
 */
export function makePipeline<const E extends readonly (StepEstimator | "passthrough")[]>(
  ...estimators: E
): Pipeline<MadeSteps<E>> {
  const names = stepNames(estimators);
  const steps: readonly Step[] = estimators.map((step, k) => [names[k], step]);
  return new Pipeline(steps as MadeSteps<E>);
}

/** Names for steps without any. */
export function stepNames(estimators: readonly unknown[]): string[] {
  const plain = estimators.map((step) => {
    const name =
      typeof step === "string" ? step : ((step as Partial<StepEstimator> | null)?.spec?.name ?? "step");
    return name.replace(/^(?:[A-Z]+(?![a-z])|[A-Z])/, (capitals) => capitals.toLowerCase());
  });
  return plain.map((name, k) =>
    plain.indexOf(name) === plain.lastIndexOf(name)
      ? name
      : `${name}-${plain.slice(0, k + 1).filter((other) => other === name).length}`,
  );
}
