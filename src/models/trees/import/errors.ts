import { CorruptedDataError, TruncatedDataError, UnsupportedOperationError } from "../../../core/index.ts";

/** The error of a file that cannot be what it should be. @param allowed - What such a file is. */
export function damaged(
  where: string,
  problem: string,
  allowed: string,
  cause?: unknown,
): CorruptedDataError {
  const remedy = "save the model again in Python, and check that the file was transferred whole";
  return new CorruptedDataError({ where, problem, allowed, remedy, cause });
}

/** The error of a file that ends too early. */
export function truncated(where: string, problem: string, cause?: unknown): TruncatedDataError {
  return new TruncatedDataError({
    where,
    problem,
    allowed: "the whole file, as it was written",
    remedy: "transfer or save it again; check for size limits on the way",
    cause,
  });
}

/** The error of a valid model that cannot be imported. */
export function notImported(
  where: string,
  problem: string,
  allowed: string,
  remedy: string,
): UnsupportedOperationError {
  return new UnsupportedOperationError({ where, problem, allowed, remedy });
}
