import { FheLearnError, UnsupportedOperationError } from "../../core/index.ts";
import { checkNames, corruptedModel, readFeatureNames, readModelJson } from "../base/index.ts";
import { checkSteps } from "./steps.ts";
import type { Step, StepEstimator } from "./steps.ts";

/** A step as plain data. @throws UnsupportedOperationError for a step without `dump`. */
export function dumpStep(name: string, step: unknown, where: string): unknown {
  if (typeof step === "string") return step;
  const estimator = step as StepEstimator;
  if (estimator.dump) return estimator.dump();
  throw new UnsupportedOperationError({
    where,
    problem: `step "${name}" (${estimator.spec.name}) has no dump`,
    allowed: "steps with dump and load",
    remedy: "add both to your estimator",
  });
}

/** What a dumped pipeline holds. */
export interface PipelineParts {
  readonly steps: Step[];
  readonly features: number;
  readonly featureNames: string[] | undefined;
}

/** Reads a dumped pipeline, its steps by `loadStep`. @throws CorruptedDataError */
export function readPipelineJson(json: unknown, loadStep: (json: unknown) => StepEstimator): PipelineParts {
  const name = "Pipeline";
  const { params, fitted } = readModelJson(json, name);
  const features = readCount(fitted.features, name);
  const featureNames = readFeatureNames(fitted.featureNames, features, name);
  if (!isPairs(fitted.steps)) throw corruptedModel(name, "steps that are missing or damaged");
  const steps = fitted.steps.map(([step, dump]): Step => {
    return [step, dump === "passthrough" ? dump : loadStep(dump)];
  });
  return wrapped(name, () => {
    checkNames(`${name}.load`, params, []);
    checkSteps(steps, `${name}.load`);
    return { steps, features, featureNames };
  });
}

/** A number of columns. @throws CorruptedDataError */
export function readCount(value: unknown, name: string): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw corruptedModel(name, `features = ${String(value)}`);
}

/** Runs checks whose errors mean that a dump is damaged. @throws CorruptedDataError */
export function wrapped<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw corruptedModel(name, cause instanceof FheLearnError ? cause.problem : "a part is missing", cause);
  }
}

function isPairs(value: unknown): value is [string, unknown][] {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string")
  );
}
