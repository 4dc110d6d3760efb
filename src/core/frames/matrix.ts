import { InvalidInputError, NonFiniteValueError } from "../errors.ts";
import { Tensor } from "../tensor.ts";
import { checkNotEmpty } from "./frame.ts";
import type { Frame } from "./frame.ts";
import { isFrameLike, toFrame } from "./read.ts";

/** Column names of the matrices read from frames: a matrix made from another one has none. */
const names = new WeakMap<Tensor, readonly string[]>();

/** Names of the columns of X: of a frame, or of a matrix that was read from one; undefined elsewhere. */
export function columnNamesOf(X: unknown): readonly string[] | undefined {
  if (X instanceof Tensor) return names.get(X);
  return isFrameLike(X) ? toFrame(X).names : undefined;
}

/**
 * The cells of a frame as a matrix, shape [rows, columns].
 *
 * @throws InvalidInputError for text, NonFiniteValueError for missing cells, each naming row and column;
 *   EmptyInputError without rows or columns.
 */
export function frameToMatrix(frame: Frame, where: string, gaps: "refused" | "kept" = "refused"): Tensor {
  checkNotEmpty(frame, where);
  const [rows, columns] = frame.shape;
  const matrix = Tensor.zeros([rows, columns]);
  frame.names.forEach((name, j) => {
    const column = frame.column(j);
    if (!(column instanceof Float64Array)) throw notNumeric(column, name, where);
    for (let i = 0, at = j; i < rows; i++, at += columns) matrix.data[at] = column[i];
    const bad = column.findIndex((value) => !Number.isFinite(value) && !(gaps === "kept" && value !== value));
    if (bad >= 0) {
      throw new NonFiniteValueError({
        where,
        problem: `${column[bad]} at row ${bad}, column ${name}`,
        allowed: "finite numbers",
        remedy: "remove or impute the missing values first",
      });
    }
  });
  names.set(matrix, frame.names);
  return matrix;
}

function notNumeric(column: readonly (string | null)[], name: string, where: string): InvalidInputError {
  const row = Math.max(
    column.findIndex((cell) => cell !== null),
    0,
  );
  return new InvalidInputError({
    where,
    problem: `text "${column[row] ?? ""}" at row ${row}, column ${name}`,
    allowed: "columns of numbers",
    remedy: "encode the column, for example with OneHotEncoder in a columnTransformer, or drop it",
  });
}
