import { InvalidInputError, Tensor, UnsupportedOperationError } from "../../core/index.ts";
import type { EstimatorSpec, Labels } from "../base/index.ts";
import type { FhePart } from "./fhe-part.ts";

/** One behaviour every estimator of its kind owes. Framework-free: `run` resolves or rejects. */
export interface EstimatorCheck {
  readonly name: string;
  /** @throws InvalidInputError that says what was wrong and how to comply. */
  readonly run: () => Promise<void>;
}

/** Options as the checks pass them: right ones and wrong ones. */
export type Options = Record<string, unknown>;

/** The part of an estimator that the checks use; optional methods are checked where they exist. */
export interface CheckedEstimator extends Partial<FhePart> {
  readonly spec: EstimatorSpec<object>;
  readonly isFitted: boolean;
  readonly nFeaturesIn_: number;
  readonly classes_?: Labels;
  readonly featureNamesIn_?: readonly string[] | undefined;
  getParams(): object;
  setParams(options: Options): unknown;
  clone(): CheckedEstimator;
  fit(X: unknown, y: unknown, options?: Options): Promise<unknown>;
  predict(X: unknown, options?: Options): Promise<Labels>;
  score(X: unknown, y: unknown, options?: Options): Promise<number>;
  predictProba?(X: unknown, options?: Options): Promise<Tensor>;
  decisionFunction?(X: unknown, options?: Options): Promise<Tensor>;
  dump?(): unknown;
}

/** An estimator class under check. */
export interface CheckedClass {
  new (options?: Options): CheckedEstimator;
  readonly spec: EstimatorSpec<object>;
  load?(json: unknown): CheckedEstimator;
}

/** What a group of checks gets: the class and the options every instance is made with. */
export interface Subject {
  readonly Estimator: CheckedClass;
  /** Names the estimator in messages. */
  readonly name: string;
  /** A new instance with the given options, and others on top. */
  readonly make: (more?: Options) => CheckedEstimator;
}

/** Ends a check: the estimator does not comply. */
export function fail(where: string, problem: string, allowed: string, remedy: string): never {
  throw new InvalidInputError({ where, problem, allowed, remedy });
}

/** Class of the errors a check waits for. */
export type ErrorClass = abstract new (...parameters: never[]) => Error;

/** Passes when `run` throws or rejects with exactly this kind of error, whose remedy is not empty. */
export async function expectError(
  where: string,
  what: string,
  kind: ErrorClass,
  run: () => unknown,
): Promise<void> {
  let problem = "no error";
  try {
    await run();
  } catch (error) {
    if (error instanceof kind && /To fix it: \S/.test(error.message)) return;
    problem = String(error);
  }
  fail(
    where,
    `${what} gave ${problem}`,
    `a ${kind.name} whose message says what to do`,
    `throw ${kind.name}`,
  );
}

/** Passes when a statement about the estimator holds. */
export function expectThat(isTrue: boolean, where: string, problem: string, remedy: string): void {
  if (!isTrue) fail(where, problem, "the opposite", remedy);
}

/** Passes when two results are the same, numbers to within `tolerance` of the greatest magnitude. */
export function expectSame(where: string, what: string, a: Result, b: Result, tolerance = 0): void {
  const [left, right] = [listOf(a), listOf(b)];
  const size = right.reduce<number>(
    (most, value) => Math.max(most, typeof value === "number" ? Math.abs(value) : 0),
    0,
  );
  const isSame = (value: unknown, i: number): boolean =>
    typeof value === "number" && typeof right[i] === "number"
      ? Math.abs(value - right[i]) <= tolerance * size || Object.is(value, right[i])
      : value === right[i];
  const odd =
    left.length === right.length
      ? left.findIndex((value, i) => !isSame(value, i))
      : Math.min(left.length, right.length);
  if (odd < 0) return;
  fail(
    where,
    `${what}: element ${odd} is ${String(left[odd])} once and ${String(right[odd])} once`,
    tolerance === 0 ? "the same results" : `a relative difference of at most ${tolerance}`,
    "make the results depend on nothing else than the model and its input",
  );
}

/** Results that can be compared. */
export type Result = Labels | Tensor | number;

function listOf(result: Result): unknown[] {
  if (result instanceof Tensor) return Array.from(result.data);
  return typeof result === "number" ? [result] : Array.from(result as ArrayLike<unknown>);
}

/** Decision values where the estimator has them, predictions elsewhere: the finest result to compare. */
export async function decide(
  model: CheckedEstimator,
  X: unknown,
  options: Options = {},
): Promise<Labels | Tensor> {
  return model.decisionFunction ? model.decisionFunction(X, options) : model.predict(X, options);
}

/** Probabilities where the estimator has them: some have none with some of their options, and say so. */
export async function probabilitiesOf(model: CheckedEstimator, X: unknown): Promise<Tensor | undefined> {
  try {
    return await model.predictProba?.(X);
  } catch (error) {
    if (error instanceof UnsupportedOperationError) return undefined;
    throw error;
  }
}
