import { CorruptedDataError, FheLearnError } from "../../core/index.ts";
import type { EstimatorSpec } from "./estimator.ts";
import { checkOptions } from "./options.ts";

/** A fitted estimator as plain data, as `dump` writes and `load` reads it. */
export interface ModelJson {
  readonly kind: "fhe-learn-model";
  /** Of this form; a reader refuses versions it does not know. */
  readonly version: 1;
  readonly estimator: string;
  /** Options; Infinity is written as the text "Infinity". */
  readonly params: Readonly<Record<string, unknown>>;
  /** What fit learned. */
  readonly fitted: Readonly<Record<string, unknown>>;
}

/** The common form of what `dump` writes. */
export function modelJson(estimator: string, params: object, fitted: Record<string, unknown>): ModelJson {
  return {
    kind: "fhe-learn-model",
    version: 1,
    estimator,
    params: mapValues(params, (value) => (value === Infinity ? "Infinity" : value)),
    fitted,
  };
}

/**
 * Reads the common form; runs no code of it.
 *
 * @throws CorruptedDataError for anything else, another estimator's dump or an unknown version.
 */
export function readModelJson(json: unknown, estimator: string): Pick<ModelJson, "params" | "fitted"> {
  const given = parse(json, estimator);
  if (given.kind !== "fhe-learn-model") throw corruptedModel(estimator, `kind ${String(given.kind)}`);
  if ((given.version as number) !== 1) throw corruptedModel(estimator, `version ${String(given.version)}`);
  if (given.estimator !== estimator) throw corruptedModel(estimator, `a dump of ${String(given.estimator)}`);
  if (!isRecord(given.fitted)) throw corruptedModel(estimator, "no fitted part");
  const params = isRecord(given.params) ? given.params : {};
  return {
    params: mapValues(params, (value) => (value === "Infinity" ? Infinity : value)),
    fitted: given.fitted,
  };
}

/** Name of the estimator that wrote a dump, an object or JSON text; undefined for anything else. */
export function estimatorNameOf(json: unknown): string | undefined {
  try {
    const value = (typeof json === "string" ? JSON.parse(json) : json) as { estimator?: unknown } | null;
    return typeof value?.estimator === "string" ? value.estimator : undefined;
  } catch {
    return undefined;
  }
}

/** Options of a dump, held against their table. @throws CorruptedDataError */
export function readParams<O extends object>(params: object, spec: EstimatorSpec<O>): O {
  try {
    return checkOptions(`${spec.name}.load`, spec.options, params as O);
  } catch (cause) {
    throw corruptedModel(spec.name, cause instanceof FheLearnError ? cause.problem : "wrong options", cause);
  }
}

/** Names of the columns in a dump, undefined where there are none. @throws CorruptedDataError */
export function readFeatureNames(names: unknown, features: number, estimator: string): string[] | undefined {
  if (names === undefined) return undefined;
  const isList = Array.isArray(names) && names.length === features;
  if (isList && names.every((name) => typeof name === "string")) return names;
  throw corruptedModel(estimator, "column names that are damaged");
}

/** The error of every `load`. */
export function corruptedModel(estimator: string, problem: string, cause?: unknown): CorruptedDataError {
  return new CorruptedDataError({
    where: `${estimator}.load`,
    problem,
    allowed: `what ${estimator}.dump() wrote, as an object or JSON text`,
    remedy: "dump the fitted model again with this version of the library",
    cause,
  });
}

function parse(json: unknown, estimator: string): Partial<ModelJson> {
  try {
    const value: unknown = typeof json === "string" ? JSON.parse(json) : json;
    if (isRecord(value)) return value;
  } catch (cause) {
    throw corruptedModel(estimator, "text that is not JSON", cause);
  }
  throw corruptedModel(estimator, "no object");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(values: object, f: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]: [string, unknown]) => [name, f(value)]),
  );
}
