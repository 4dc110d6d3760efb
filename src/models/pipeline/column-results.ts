import { frameToMatrix, InvalidInputError, Tensor, UnsupportedOperationError } from "../../core/index.ts";
import type { Frame } from "../../core/index.ts";
import type { TableLike } from "../base/index.ts";
import type { StepTransformer } from "./steps.ts";

/** A part's columns as it gets them: with names where the table of fit had some, plain rows otherwise. */
export function forPart(frame: Frame, isNamed: boolean, where: string): TableLike {
  if (isNamed) return frame;
  const columns = frame.names.map((_, j) => frame.column(j));
  if (columns.every((column) => column instanceof Float64Array)) {
    // A copy has no column names.
    return frameToMatrix(frame, `${where}(X)`, "kept").copy();
  }
  return Array.from({ length: frame.length }, (_, i) => columns.map((column) => column[i]));
}

/** Names of the columns a part makes. @throws UnsupportedOperationError for a part that gives none. */
export function namesOf(
  part: StepTransformer,
  inputs: readonly string[],
  name: string,
  where: string,
): string[] {
  if (part.getFeatureNamesOut) return part.getFeatureNamesOut(inputs);
  throw new UnsupportedOperationError({
    where,
    problem: `"${name}" (${part.spec.name}) gives no names`,
    allowed: "transformers with getFeatureNamesOut",
    remedy: "add the method to your transformer",
  });
}

/** What a part gave. @throws InvalidInputError unless it is a matrix with a row for every row. */
export function checkResult(result: unknown, rows: number, name: string, where: string): Tensor {
  if (result instanceof Tensor && result.rank === 2 && result.length === rows) return result;
  throw new InvalidInputError({
    where,
    problem: `"${name}" gave ${result instanceof Tensor ? `shape [${result.shape.join(", ")}]` : "no Tensor"}`,
    allowed: `a Tensor of ${rows} rows`,
    remedy: "correct transform of your transformer",
  });
}

/** Matrices of as many rows as one matrix. */
export function sideBySide(parts: readonly Tensor[]): Tensor {
  const width = parts.reduce((sum, part) => sum + part.shape[1], 0);
  const out = Tensor.zeros([parts[0].length, width]);
  let start = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) out.data.set(part.row(i), i * width + start);
    start += part.shape[1];
  }
  return out;
}
