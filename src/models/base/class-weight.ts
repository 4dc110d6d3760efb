import { OptionValueError } from "../../core/index.ts";
import type { EncodedLabels, Labels } from "./labels.ts";
import { show } from "./options.ts";
import type { OptionSpec } from "./options.ts";

/**
 * Weights of classes: `"balanced"` gives every class the same total (weight of class c is
 * sum(weights) / (classes * sum(weights of c))), an object names them by label (1 where absent).
 */
export type ClassWeight = "balanced" | Readonly<Record<string, number>> | null;

/** The `classWeight` option. */
export const classWeightOption: OptionSpec<ClassWeight> = {
  default: null,
  allowed: 'null, "balanced", or an object of weights of 0 or more by label',
  accepts: (value) =>
    value === null ||
    value === "balanced" ||
    (typeof value === "object" &&
      Object.values(value).every((weight) => Number.isFinite(weight) && weight >= 0)),
};

/**
 * The factor of each class, in the order of `classes`; `weight` is that of each row.
 *
 * @throws OptionValueError for a weight of a class that does not occur.
 */
export function classFactors(
  classWeight: ClassWeight,
  { classes, codes }: EncodedLabels,
  weight: Float64Array,
  where: string,
): Float64Array {
  if (classWeight === null) return new Float64Array(classes.length).fill(1);
  return classWeight === "balanced"
    ? balanced(classes.length, codes, weight)
    : named(classWeight, classes, where);
}

function balanced(classes: number, codes: Int32Array, weight: Float64Array): Float64Array {
  const totals = new Float64Array(classes);
  for (let i = 0; i < codes.length; i++) totals[codes[i]] += weight[i];
  const all = totals.reduce((a, b) => a + b, 0);
  // A class whose rows all weigh 0 stays without weight.
  return totals.map((total) => (total > 0 ? all / (classes * total) : 0));
}

function named(weights: Readonly<Record<string, number>>, classes: Labels, where: string): Float64Array {
  const labels = Array.from(classes as ArrayLike<unknown>, String);
  const unknown = Object.keys(weights).filter((label) => !labels.includes(label));
  if (unknown.length > 0) {
    throw new OptionValueError({
      where,
      problem: `classWeight = ${show(weights)} names ${unknown.join(", ")}`,
      allowed: `the classes ${labels.join(", ")}`,
      remedy: "remove the classes that do not occur in y",
    });
  }
  return Float64Array.from(labels, (label) => weights[label] ?? 1);
}
