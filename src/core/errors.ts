/**
 * Every failure of this library is a class with a stable `code`, fields a program can read, and one
 * sentence for people that names the place, what was wrong, what is allowed and what to do.
 */

/** What an error says. All four parts are required: a message without a remedy helps nobody. */
export interface ErrorParts {
  /** The place as the caller knows it: `LogisticRegression.predict(X)`, `compile option pError`. */
  readonly where: string;
  /** What was wrong there, with the offending value: `got 7 features`, `nBits = -1`. */
  readonly problem: string;
  /** What would have been right: `an integer from 2 to 16`. */
  readonly allowed: string;
  /** The next step for the caller, as an imperative: `fit the model first: await model.fit(X, y)`. */
  readonly remedy: string;
  /** The lower-level failure, where there is one. */
  readonly cause?: unknown;
}

/** The base of all errors thrown on purpose. Catch it to tell our refusals from bugs. */
export abstract class FheLearnError extends Error {
  /** Stable and machine-readable, for example `NOT_FITTED`. */
  abstract readonly code: string;
  readonly where: string;
  readonly problem: string;
  readonly allowed: string;
  readonly remedy: string;

  constructor(parts: ErrorParts) {
    super(
      `${parts.where}: ${parts.problem}. Allowed: ${parts.allowed}. To fix it: ${parts.remedy}.`,
      parts.cause === undefined ? undefined : { cause: parts.cause },
    );
    this.name = new.target.name;
    this.where = parts.where;
    this.problem = parts.problem;
    this.allowed = parts.allowed;
    this.remedy = parts.remedy;
  }
}

/** Data or an argument that cannot be used as given. */
export class InvalidInputError extends FheLearnError {
  readonly code: string = "INVALID_INPUT";
}

/** NaN or an infinity where a finite number is needed. */
export class NonFiniteValueError extends InvalidInputError {
  override readonly code = "NON_FINITE_VALUE";
}

/** Rows of different lengths, or a shape that does not fit. */
export class ShapeError extends InvalidInputError {
  override readonly code = "SHAPE";
}

/** A matrix with another number of features than the model was fitted on. */
export class FeatureCountError extends InvalidInputError {
  override readonly code = "FEATURE_COUNT";
}

/** Columns with other names, or in another order, than the model was fitted on. */
export class FeatureNameError extends InvalidInputError {
  override readonly code = "FEATURE_NAMES";
}

/** No rows, or no columns. */
export class EmptyInputError extends InvalidInputError {
  override readonly code = "EMPTY_INPUT";
}

/** Labels of fewer classes than a classifier needs. */
export class ClassCountError extends InvalidInputError {
  override readonly code = "CLASS_COUNT";
}

/** A value outside its range: a target, a tensor element, an integer too large to be exact. */
export class OutOfRangeError extends InvalidInputError {
  override readonly code = "OUT_OF_RANGE";
}

/** An option name nobody knows, most often a typo. */
export class UnknownOptionError extends InvalidInputError {
  override readonly code = "UNKNOWN_OPTION";
}

/** A known option with a value it cannot have. */
export class OptionValueError extends InvalidInputError {
  override readonly code = "OPTION_VALUE";
}

/** Two options that exclude each other, such as `pError` and `globalPError`. */
export class ConflictingOptionsError extends InvalidInputError {
  override readonly code = "CONFLICTING_OPTIONS";
}

/** An `fhe` mode other than float, disable, simulate and execute. */
export class UnknownFheModeError extends InvalidInputError {
  override readonly code = "UNKNOWN_FHE_MODE";
}

/** A model was used before `fit`. */
export class NotFittedError extends FheLearnError {
  readonly code = "NOT_FITTED";
}

/** A model was simulated or executed before `compile`. */
export class NotCompiledError extends FheLearnError {
  readonly code = "NOT_COMPILED";
}

/** One or more values need more bits than the backend holds. */
export class BitWidthError extends FheLearnError {
  readonly code = "BIT_WIDTH";
}

/** No secure parameters meet the constraints of a program. */
export class NoParametersError extends FheLearnError {
  readonly code = "NO_PARAMETERS";
}

/** A backend, format or mode that cannot do what was asked. */
export class UnsupportedOperationError extends FheLearnError {
  readonly code = "UNSUPPORTED_OPERATION";
}

/** A key that does not belong with the other key or ciphertext: another client's. */
export class KeyMismatchError extends FheLearnError {
  readonly code = "KEY_MISMATCH";
}

/** A key, ciphertext or specification made for another circuit or parameter set. */
export class CircuitMismatchError extends FheLearnError {
  readonly code = "CIRCUIT_MISMATCH";
}

/** Bytes that were altered, are not ours, or have a format version nobody here reads. */
export class CorruptedDataError extends FheLearnError {
  readonly code: string = "CORRUPTED_DATA";
}

/** Bytes that end too early. */
export class TruncatedDataError extends CorruptedDataError {
  override readonly code = "TRUNCATED_DATA";
}

/** More memory than allowed or available; thrown before allocating, with the figure. */
export class MemoryLimitError extends FheLearnError {
  readonly code = "MEMORY_LIMIT";
}

/** The caller's `AbortSignal` fired; nothing is left running. */
export class CancelledError extends FheLearnError {
  readonly code = "CANCELLED";
}

/** An optional package that is not installed. */
export class MissingPackageError extends FheLearnError {
  readonly code = "MISSING_PACKAGE";
}

/** A broken invariant of the library itself: please report it. */
export class InternalError extends FheLearnError {
  readonly code = "INTERNAL";
}
