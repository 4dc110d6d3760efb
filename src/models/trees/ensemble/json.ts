import { CorruptedDataError } from "../../../core/index.ts";
import type { TreeLink } from "./links.ts";
import type { TreeEnsembleParts } from "./parts.ts";

/** The plain-data form of an ensemble; the lists are those of {@link TreeEnsembleParts}. */
export interface TreeEnsembleJson {
  readonly kind: "tree-ensemble";
  readonly version: 1;
  readonly features: number;
  readonly outputs: number;
  readonly link: TreeLink;
  readonly base: readonly number[];
  readonly scale: number;
  readonly roots: readonly number[];
  readonly treeOutput: readonly number[] | null;
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly values: readonly number[];
}

export function ensembleToJson(parts: TreeEnsembleParts): TreeEnsembleJson {
  const { features, outputs, link, scale, treeOutput } = parts;
  return {
    ...{ kind: "tree-ensemble", version: 1, features, outputs, link },
    base: Array.from(parts.base),
    scale,
    roots: Array.from(parts.roots),
    treeOutput: treeOutput && Array.from(treeOutput),
    feature: Array.from(parts.feature),
    threshold: Array.from(parts.threshold),
    left: Array.from(parts.left),
    right: Array.from(parts.right),
    values: Array.from(parts.values),
  };
}

/** Parts of a JSON form, of the right types; the constructor checks what they say. @throws CorruptedDataError */
export function ensembleFromJson(json: unknown): TreeEnsembleParts {
  const given = json as Partial<TreeEnsembleJson> | null;
  if (given?.kind !== "tree-ensemble" || (given.version as number) !== 1)
    throw corrupted(`kind ${String(given?.kind)}, version ${String(given?.version)}`);
  const integers = (name: "roots" | "feature" | "threshold" | "left" | "right" | "treeOutput"): Int32Array =>
    Int32Array.from(
      numbers(given[name], name, (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31),
    );
  const threshold = integers("threshold");
  if (threshold.some((value) => value < 0 || value >= 2 ** 16)) throw corrupted("thresholds out of range");
  return {
    features: given.features!,
    outputs: given.outputs!,
    link: given.link!,
    base: numbers(given.base, "base", Number.isFinite),
    scale: given.scale!,
    roots: integers("roots"),
    treeOutput: given.treeOutput === null ? null : integers("treeOutput"),
    feature: integers("feature"),
    threshold: Uint16Array.from(threshold),
    left: integers("left"),
    right: integers("right"),
    values: numbers(given.values, "values", Number.isFinite),
  };
}

function numbers(list: unknown, name: string, accepts: (value: number) => boolean): Float64Array {
  if (Array.isArray(list) && list.every((value) => typeof value === "number" && accepts(value)))
    return Float64Array.from(list as number[]);
  throw corrupted(`${name} that are no list of numbers`);
}

function corrupted(problem: string): CorruptedDataError {
  return new CorruptedDataError({
    where: "TreeEnsemble.fromJSON",
    problem,
    allowed: "an object written by TreeEnsemble.toJSON",
    remedy: "write the model again with this version of the library",
  });
}
