import { InvalidInputError } from "../../core/index.ts";
import { findFeature } from "../models.ts";
import type { PlottedGrid, PlottedLabels, PlottedModel } from "../models.ts";

/** A function of the bins of one feature or of two, as plots read it. */
export interface PlottedTerm {
  /** One feature, or two different ones. */
  readonly features: readonly number[];
  /** Bins of each of them. */
  readonly bins: readonly number[];
  /** A number an output for each bin, or pair of bins. */
  readonly values: Float64Array;
}

/** An additive model: a sum of functions of single features and of pairs. */
export interface ShapePlotModel extends PlottedModel {
  readonly binner_: PlottedGrid;
  readonly terms_?: readonly PlottedTerm[];
  readonly classes_?: PlottedLabels;
}

/** A feature by number or name; two of them for the table of a pair. */
export type FeatureChoice = number | string | readonly [number | string, number | string];

/**
 * The terms to draw: the one chosen, or the `most` with the greatest mean size, pairs last.
 *
 * @throws InvalidInputError for a feature there is not, or one the model does not use.
 */
export function chooseTerms(
  names: readonly string[],
  terms: readonly PlottedTerm[],
  chosen: FeatureChoice | undefined,
  most: number,
  where: string,
): readonly PlottedTerm[] {
  if (chosen === undefined) {
    const sizes = new Map(terms.map((term) => [term, meanSize(term)]));
    const largest = [...terms].sort((a, b) => sizes.get(b)! - sizes.get(a)!).slice(0, most);
    return largest.sort((a, b) => a.features.length - b.features.length);
  }
  const given = typeof chosen === "object" ? chosen : [chosen];
  const wanted = given.map((feature) => findFeature(names, feature, where));
  const found = terms.find(
    ({ features }) =>
      features.length === wanted.length && wanted.every((feature) => features.includes(feature)),
  );
  if (found) return [found];
  const asked = wanted.map((feature) => names[feature]).join(" and ");
  const list = terms.map(({ features }) => nameOf(names, features)).join(", ");
  throw new InvalidInputError({
    where,
    problem: `the model has no function of ${asked}`,
    allowed: `the functions of ${list || "no feature: every feature was constant"}`,
    remedy:
      wanted.length === 1
        ? "choose another feature: this one was constant in training"
        : "choose another pair, or fit with a greater option interactions",
  });
}

/** `age`, or `age x bmi`. */
export function nameOf(names: readonly string[], features: readonly number[]): string {
  return features.map((feature) => names[feature]).join(" \u00d7 ");
}

/** What each output is called: null where there is but one. */
export function outputNames({ classes_ }: ShapePlotModel, outputs: number): readonly (string | null)[] {
  return Array.from({ length: outputs }, (_, k) => (outputs === 1 ? null : String(classes_?.[k] ?? k)));
}

/** Numbers a cell of the table holds. */
export function outputsOf({ bins, values }: PlottedTerm): number {
  return values.length / bins.reduce((product, size) => product * size, 1);
}

function meanSize({ values }: PlottedTerm): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
}
