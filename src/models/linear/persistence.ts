import { CorruptedDataError, FheLearnError, toMatrix } from "../../core/index.ts";
import type { NestedNumbers } from "../../core/index.ts";
import { UniformQuantizer } from "../../quant/index.ts";
import type { UniformQuantizerJson } from "../../quant/index.ts";
import { checkOptions, readFeatureNames } from "../base/index.ts";
import type { EstimatorSpec, Labels } from "../base/index.ts";
import { readClasses } from "../processing/index.ts";
import type { CalibratedFit } from "./fit.ts";

/** A fitted linear model as plain data, as `dump` writes and `load` reads it. */
export interface LinearModelJson {
  readonly kind: "fhe-learn-model";
  /** Of this form; a reader refuses versions it does not know. */
  readonly version: 1;
  readonly estimator: string;
  /** Options; Infinity is written as the text "Infinity". */
  readonly params: Readonly<Record<string, unknown>>;
  readonly fitted: {
    readonly coef: NestedNumbers;
    readonly intercept: readonly number[];
    readonly iterations: number;
    readonly converged: boolean;
    readonly oneVsRest?: boolean;
    readonly steps?: number;
    readonly featureNames?: readonly string[];
    readonly classes?: readonly (number | string | boolean)[];
    readonly quantized: {
      readonly input: UniformQuantizerJson;
      readonly weights: NestedNumbers;
      readonly bias: readonly number[];
      readonly scale: readonly number[];
    };
  };
}

export function dumpLinear(estimator: string, params: object, fit: CalibratedFit): LinearModelJson {
  const { coef, intercept, iterations, converged, classes, oneVsRest, steps, featureNames, quantized } = fit;
  const { input, weights, bias, scale } = quantized;
  return {
    kind: "fhe-learn-model",
    version: 1,
    estimator,
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, writeValue(value)])),
    fitted: {
      coef: coef.toArray(),
      intercept: Array.from(intercept),
      iterations,
      converged,
      ...(oneVsRest ? { oneVsRest } : {}),
      ...(steps === undefined ? {} : { steps }),
      ...(featureNames === undefined ? {} : { featureNames }),
      ...(classes ? { classes: Array.from(classes as ArrayLike<number | string | boolean>) } : {}),
      quantized: {
        input: input.toJSON(),
        weights: weights.toArray(),
        bias: Array.from(bias),
        scale: Array.from(scale),
      },
    },
  };
}

/**
 * Reads what {@link dumpLinear} wrote; runs no code of it.
 *
 * @throws CorruptedDataError for anything else, another estimator's dump or an unknown version.
 */
export function readLinear<O extends object>(
  json: unknown,
  spec: EstimatorSpec<O>,
): { params: O; fit: CalibratedFit } {
  const given = parse(json, spec.name);
  if (given.kind !== "fhe-learn-model") throw corrupted(spec.name, `kind ${String(given.kind)}`);
  if ((given.version as number) !== 1) throw corrupted(spec.name, `version ${String(given.version)}`);
  if (given.estimator !== spec.name) throw corrupted(spec.name, `a dump of ${String(given.estimator)}`);
  try {
    const entries = Object.entries(given.params ?? {}).map(([name, value]) => [name, readValue(value)]);
    const params = checkOptions(`${spec.name}.load`, spec.options, Object.fromEntries(entries) as O);
    return { params, fit: readFit(given.fitted, spec.tags.kind === "classifier") };
  } catch (cause) {
    if (cause instanceof FheLearnError || cause instanceof TypeError) {
      throw corrupted(spec.name, cause instanceof FheLearnError ? cause.problem : "a part is missing", cause);
    }
    throw cause;
  }
}

function parse(json: unknown, name: string): Partial<LinearModelJson> {
  try {
    const value: unknown = typeof json === "string" ? JSON.parse(json) : json;
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    throw corrupted(name, "text that is not JSON", cause);
  }
  throw corrupted(name, "no object");
}

function readFit(fitted: LinearModelJson["fitted"] | undefined, isClassifier: boolean): CalibratedFit {
  if (!fitted) throw corrupted("load", "no fitted part");
  const coef = toMatrix(fitted.coef as number[][], "coef");
  const [outputs, features] = coef.shape;
  const input = UniformQuantizer.fromJSON(fitted.quantized.input);
  const weights = toMatrix(fitted.quantized.weights as number[][], "weights");
  const classes: Labels | undefined = isClassifier ? readClasses(fitted.classes) : undefined;
  const sizes = [weights.shape[0], outputs, weights.shape[1], features, input.scale.length, features];
  const labels = classes ? [classes.length, outputs === 1 ? 2 : outputs] : [];
  if ([...sizes, ...labels].some((size, i, all) => i % 2 === 0 && size !== all[i + 1])) {
    throw corrupted("load", "parts whose sizes do not belong together");
  }
  if (!Number.isSafeInteger(fitted.iterations) || typeof fitted.converged !== "boolean") {
    throw corrupted("load", "iterations or converged that are damaged");
  }
  if (fitted.steps !== undefined && !(Number.isSafeInteger(fitted.steps) && fitted.steps > 0)) {
    throw corrupted("load", `steps = ${String(fitted.steps)}`);
  }
  if (!weights.data.every(Number.isSafeInteger)) throw corrupted("load", "weights that are not integers");
  return {
    coef,
    intercept: readNumbers(fitted.intercept, outputs, Number.isFinite),
    iterations: fitted.iterations,
    converged: fitted.converged,
    classes,
    oneVsRest: fitted.oneVsRest === true,
    steps: fitted.steps,
    featureNames: readFeatureNames(fitted.featureNames, features, "load"),
    quantized: {
      input,
      weights,
      bias: readNumbers(fitted.quantized.bias, outputs, Number.isSafeInteger),
      scale: readNumbers(fitted.quantized.scale, outputs, (s) => Number.isFinite(s) && s > 0),
    },
  };
}

function readNumbers(values: unknown, length: number, accepts: (value: number) => boolean): Float64Array {
  if (
    Array.isArray(values) &&
    values.length === length &&
    values.every((value) => accepts(value as number))
  ) {
    return Float64Array.from(values as number[]);
  }
  throw corrupted("load", "a list of numbers that is damaged");
}

/** JSON has no Infinity, which `C` may be. */
function writeValue(value: unknown): unknown {
  return value === Infinity ? "Infinity" : value;
}

function readValue(value: unknown): unknown {
  return value === "Infinity" ? Infinity : value;
}

function corrupted(name: string, problem: string, cause?: unknown): CorruptedDataError {
  return new CorruptedDataError({
    where: `${name}.load`,
    problem,
    allowed: `what ${name}.dump() wrote, as an object or JSON text`,
    remedy: "dump the fitted model again with this version of the library",
    cause,
  });
}
