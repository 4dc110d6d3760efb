import {
  ClassCountError,
  ConflictingOptionsError,
  InvalidInputError,
  OutOfRangeError,
  toMatrix,
} from "../../core/index.ts";
import type { LabelsLike, MatrixLike, VectorLike } from "../../core/index.ts";
import {
  checkLength,
  checkWeights,
  classFactors,
  encodeLabels,
  toLabels,
  uniqueLabels,
} from "../base/index.ts";
import type { ClassWeight, LabelledData, Labels } from "../base/index.ts";

/**
 * All labels of data that comes in parts: those of the model, or those given to the first call.
 *
 * @throws InvalidInputError, ClassCountError when none were given, fewer than two, or others than before.
 */
export function classesOfParts(
  known: Labels | undefined,
  given: LabelsLike | undefined,
  where: string,
): Labels {
  if (given === undefined && known) return known;
  if (given === undefined) {
    throw new InvalidInputError({
      where,
      problem: "a first part without classes",
      allowed: "classes: all labels there will ever be",
      remedy: 'pass { classes: [...] }, for example { classes: ["no", "yes"] }',
    });
  }
  const { classes } = encodeLabels(toLabels(given, `${where}(classes)`), `${where}(classes)`);
  if (!known || show(known) === show(classes)) return classes;
  throw new ClassCountError({
    where: `${where}(classes)`,
    problem: `the classes ${show(classes)}, where the model has ${show(known)}`,
    allowed: `the classes ${show(known)}`,
    remedy: "leave classes out, or begin with a clone() of the model",
  });
}

/**
 * Reads a part of the training data; not all classes need to occur in it.
 *
 * @throws ConflictingOptionsError for `classWeight: "balanced"`, which would need all parts at once.
 * @throws OutOfRangeError for a label that is no class, and the errors of `fit` for data.
 */
export function checkLabelledPart(
  X: MatrixLike,
  y: LabelsLike,
  { classes, classWeight, sampleWeight: given }: PartOptions,
  where: string,
): LabelledData {
  if (classWeight === "balanced") {
    throw new ConflictingOptionsError({
      where,
      problem: 'classWeight = "balanced" for data in parts',
      allowed: "classWeight null or an object of weights by label",
      remedy: "compute the weights from all labels, and pass them by name",
    });
  }
  const features = toMatrix(X, `${where}(X)`);
  const values = toLabels(y, `${where}(y)`);
  checkLength(values.length, features.length, `${where}(y)`, "labels");
  const list = Array.from(classes as ArrayLike<unknown>);
  const codes = Int32Array.from(values as ArrayLike<unknown>, (label) => list.indexOf(label));
  const odd = codes.indexOf(-1);
  if (odd >= 0) {
    throw new OutOfRangeError({
      where: `${where}(y)`,
      problem: `label ${String(values[odd])} of row ${odd}`,
      allowed: `the classes ${show(classes)}`,
      remedy: "name every label in classes of the first call",
    });
  }
  const sampleWeight = checkWeights(given, features.length, `${where}(sampleWeight)`);
  const labels = { classes, codes };
  const classFactor = classFactors(classWeight, labels, sampleWeight, where);
  const weight = sampleWeight.map((value, i) => value * classFactor[codes[i]]);
  return { X: features, labels, weight, sampleWeight, classFactor };
}

/** How to read a part. */
export interface PartOptions {
  /** In ascending order. */
  readonly classes: Labels;
  readonly classWeight: ClassWeight;
  readonly sampleWeight: VectorLike | undefined;
}

function show(classes: Labels): string {
  return Array.from(uniqueLabels(classes) as ArrayLike<unknown>, String).join(", ");
}
