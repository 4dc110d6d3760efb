import { InvalidInputError, NotFittedError } from "../core/index.ts";

/** What plots read of every fitted model. */
export interface PlottedModel {
  readonly spec: { readonly name: string };
  readonly isFitted: boolean;
  /** Names of the features, where the model was fitted on a table. */
  readonly featureNamesIn_: readonly string[] | undefined;
}

/** What plots read of the public grid of a model on binned features. */
export interface PlottedGrid {
  /** Ascending edges, one list a feature. */
  readonly edges: readonly Float64Array[];
  /** Bin of a missing value, one a feature, null or undefined where none may be missing. */
  readonly missing: readonly (number | null)[] | undefined;
}

/** Labels of a classifier by position. */
export type PlottedLabels = ArrayLike<number | string | boolean>;

/**
 * Names of all features: those given, those of the model, or `x0`, `x1`, …
 *
 * @throws InvalidInputError where as many names as features were not given.
 */
export function featureNames(
  model: PlottedModel,
  features: number,
  given: readonly string[] | undefined,
  where: string,
): readonly string[] {
  const names = given ?? model.featureNamesIn_ ?? Array.from({ length: features }, (_, j) => `x${j}`);
  if (names.length === features) return names;
  throw new InvalidInputError({
    where,
    problem: `${names.length} featureNames for the ${features} features of ${model.spec.name}`,
    allowed: "one name a feature",
    remedy: "correct the option featureNames",
  });
}

/**
 * The number of a feature given by name or number.
 *
 * @throws InvalidInputError for a feature the model does not have.
 */
export function findFeature(names: readonly string[], given: number | string, where: string): number {
  const found = typeof given === "number" ? given : names.indexOf(given);
  if (Number.isInteger(found) && found >= 0 && found < names.length) return found;
  throw new InvalidInputError({
    where,
    problem: `no feature ${typeof given === "string" ? `"${given}"` : given}`,
    allowed: `a number from 0 to ${names.length - 1}, or one of ${names.join(", ")}`,
    remedy: "correct the option feature",
  });
}

/** @throws NotFittedError for a model that has nothing to show yet. */
export function checkFitted(model: PlottedModel, where: string): void {
  if (model.isFitted) return;
  throw new NotFittedError({
    where,
    problem: `${model.spec.name} is not fitted`,
    allowed: "a fitted model",
    remedy: "call await model.fit(X, y) first",
  });
}

/** The error of a model that has no such drawing. */
export function unsuitable(
  where: string,
  model: PlottedModel,
  lacks: string,
  allowed: string,
): InvalidInputError {
  return new InvalidInputError({
    where,
    problem: `${model.spec.name} has no ${lacks}`,
    allowed,
    remedy: `pass one of those, or another plot of ${model.spec.name}`,
  });
}
