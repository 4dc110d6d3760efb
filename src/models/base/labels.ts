import { ClassCountError, EmptyInputError, InvalidInputError, ShapeError } from "../../core/index.ts";
import { isArrowVector, isFrameLike, readColumn, toFrame, toVector } from "../../core/index.ts";
import type { FrameLike, LabelsLike, VectorLike } from "../../core/index.ts";

/** Labels as results give them: numbers, or what the training labels were. */
export type Labels = Float64Array | string[] | boolean[];

/** Reads labels of one kind: numbers in any vector form, strings or booleans, a table with one column. */
export function toLabels(values: LabelsLike, where: string): Labels {
  if (isFrameLike(values)) return toLabels(onlyColumn(values, where), where);
  if (isArrowVector(values)) return toLabels(readColumn(values, "of the labels", where), where);
  if (!Array.isArray(values) || typeof values[0] === "number") return toVector(values as VectorLike, where);
  const list = values as readonly unknown[];
  if (list.length === 0) {
    throw new EmptyInputError({
      where,
      problem: "an empty list",
      allowed: "at least one label",
      remedy: "check how the data was loaded or filtered",
    });
  }
  const kind = typeof list[0];
  const odd = list.findIndex((label) => typeof label !== kind);
  if ((kind !== "string" && kind !== "boolean") || odd >= 0) {
    const index = Math.max(odd, 0);
    throw new InvalidInputError({
      where,
      problem: `label ${index} is ${list[index] === null ? "null" : `a ${typeof list[index]}`}`,
      allowed: "labels of one kind: all numbers, all strings or all booleans",
      remedy: "convert the labels to one kind",
    });
  }
  return [...list] as string[] | boolean[];
}

function onlyColumn(values: FrameLike, where: string): LabelsLike {
  const frame = toFrame(values, where);
  if (frame.names.length === 1) return frame.column(0);
  throw new ShapeError({
    where,
    problem: `a table of ${frame.names.length} columns: ${frame.names.join(", ")}`,
    allowed: "one label a row",
    remedy: "pass the column of labels, for example frame.column(name)",
  });
}

/** Distinct labels in ascending order (strings by code unit, false before true). */
export function uniqueLabels(labels: Labels): Labels {
  if (labels instanceof Float64Array) return Float64Array.from(new Set(labels)).sort();
  const distinct = [...new Set<string | boolean>(labels)];
  return distinct.sort((a, b) => (a < b ? -1 : 1)) as string[] | boolean[];
}

/** Labels as positions in the list of classes. */
export interface EncodedLabels {
  readonly classes: Labels;
  /** Position in `classes`, one a row. */
  readonly codes: Int32Array;
}

/**
 * Encodes training labels.
 *
 * @throws ClassCountError for fewer than two classes.
 */
export function encodeLabels(labels: Labels, where: string): EncodedLabels {
  const classes = uniqueLabels(labels);
  if (classes.length < 2) {
    throw new ClassCountError({
      where,
      problem: `only the class ${String(classes[0])}`,
      allowed: "labels of at least two classes",
      remedy: "add rows of another class, or use stratify when splitting",
    });
  }
  const position = new Map(
    Array.from(classes as ArrayLike<unknown>, (label, index) => [label, index] as const),
  );
  return { classes, codes: Int32Array.from(labels as ArrayLike<unknown>, (label) => position.get(label)!) };
}

/** The labels behind positions. */
export function decodeLabels(classes: Labels, codes: ArrayLike<number>): Labels {
  const pick = (code: number): unknown => classes[code];
  if (classes instanceof Float64Array) return Float64Array.from(codes, (code) => classes[code]);
  return Array.from(codes, pick) as string[] | boolean[];
}
