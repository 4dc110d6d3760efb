import { checkNames, corruptedModel, readFeatureNames, readModelJson } from "../base/index.ts";
import type { ColumnPart, ColumnState, ColumnStep, FittedColumns } from "./column-parts.ts";
import { readCount, wrapped } from "./persistence.ts";
import { isTransformer, nameProblems } from "./steps.ts";
import type { StepEstimator } from "./steps.ts";

/** What a dumped column transformer holds. */
export interface ColumnTransformerParts {
  readonly transformers: ColumnStep[];
  readonly remainder: ColumnPart;
  readonly verboseFeatureNamesOut: boolean;
  readonly state: ColumnState;
}

const NAME = "ColumnTransformer";

/** Reads a dumped column transformer, its parts by `loadStep`. @throws CorruptedDataError */
export function readColumnTransformer(
  json: unknown,
  loadStep: (json: unknown) => StepEstimator,
): ColumnTransformerParts {
  const { params, fitted } = readModelJson(json, NAME);
  const features = readCount(fitted.features, NAME);
  const names = readFeatureNames(fitted.featureNames, features, NAME);
  wrapped(NAME, () => {
    checkNames(NAME, params, ["verboseFeatureNamesOut"]);
  });
  const { verboseFeatureNamesOut } = params;
  if (typeof verboseFeatureNamesOut !== "boolean") throw corruptedModel(NAME, "verboseFeatureNamesOut");
  if (!Array.isArray(fitted.parts) || fitted.parts.length === 0) throw corruptedModel(NAME, "no parts");
  const parts = fitted.parts.map((part) => readPart(part, features, loadStep));
  const problems = nameProblems(
    parts.map(({ name }) => name),
    [],
  );
  if (problems.length > 0) throw corruptedModel(NAME, problems.join("; "));
  const own = parts.filter(({ name }) => name !== "remainder");
  return {
    transformers: own.map(({ name, part, columns }) => [
      name,
      part,
      names ? columns.map((j) => names[j]) : columns,
    ]),
    remainder: parts.find(({ name }) => name === "remainder")?.part ?? "drop",
    verboseFeatureNamesOut,
    state: { parts, features, names },
  };
}

function readPart(
  json: unknown,
  features: number,
  loadStep: (json: unknown) => StepEstimator,
): FittedColumns {
  const { name, columns, step } = (json ?? {}) as Record<string, unknown>;
  const areColumns =
    Array.isArray(columns) &&
    columns.length > 0 &&
    columns.every((j) => Number.isInteger(j) && (j as number) >= 0 && (j as number) < features);
  if (typeof name !== "string" || !areColumns) throw corruptedModel(NAME, "a part that is damaged");
  if (step === "passthrough") return { name, part: step, columns: columns as number[] };
  const part = loadStep(step);
  if (isTransformer(part)) return { name, part, columns: columns as number[] };
  throw corruptedModel(NAME, `part "${name}", which is no transformer`);
}
