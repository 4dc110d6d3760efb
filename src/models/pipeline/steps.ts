import { OptionValueError, UnknownOptionError } from "../../core/index.ts";
import type { RunOptions, Tensor } from "../../core/index.ts";
import type { EstimatorTags, TableLike } from "../base/index.ts";

/** What a pipeline needs of an estimator; those of this library have it all. */
export interface StepEstimator {
  readonly spec: { readonly name: string; readonly options: object; readonly tags: EstimatorTags };
  readonly isFitted: boolean;
  getParams(): object;
  setParams(options: never): unknown;
  clone(): unknown;
  fit(X: never, ...rest: never[]): unknown;
  dump?(): unknown;
}

/** What a step in the middle needs: rows go in, numbers come out. */
export interface StepTransformer extends StepEstimator {
  transform(X: never): Tensor | Promise<Tensor>;
  getFeatureNamesOut?(inputs?: readonly string[]): string[];
}

/** A name, and what it stands for; `passthrough` does nothing. */
export type Step = readonly [name: string, step: StepEstimator | "passthrough"];

/** All steps in order: transformers, then a transformer or a predictor. */
export type Steps = readonly Step[];

/** Whether a value has what {@link StepEstimator} asks for. */
export function isEstimator(value: unknown): value is StepEstimator {
  const methods = ["fit", "getParams", "setParams", "clone"];
  return (
    typeof value === "object" &&
    value !== null &&
    "spec" in value &&
    methods.every((name) => typeof (value as Record<string, unknown>)[name] === "function")
  );
}

/** Whether a value can transform rows. */
export function isTransformer(value: unknown): value is StepTransformer {
  return isEstimator(value) && typeof (value as Partial<StepTransformer>).transform === "function";
}

/**
 * Holds names against the rules: text, each once, without the `__` that parts names of options.
 *
 * @returns What is wrong, in words.
 */
export function nameProblems(names: readonly unknown[], reserved: readonly string[]): string[] {
  return names.flatMap((name, k) => {
    if (typeof name !== "string" || name === "") return [`a step ${k} without a name`];
    if (name.includes("__")) return [`"${name}" with "__" inside`];
    if (reserved.includes(name)) return [`"${name}", the name of an option`];
    return names.indexOf(name) < k ? [`two steps named "${name}"`] : [];
  });
}

/** @throws OptionValueError listing everything that is wrong with the steps of a pipeline. */
export function checkSteps(steps: unknown, where: string): void {
  const isList = Array.isArray(steps) && steps.every((step) => Array.isArray(step) && step.length === 2);
  const problems = isList ? stepProblems(steps as Steps) : ["no list of [name, step] pairs"];
  if (problems.length === 0) return;
  throw new OptionValueError({
    where,
    problem: problems.join("; "),
    allowed:
      'steps as [name, estimator] pairs, names that differ and have no "__", all but the last with transform; "passthrough" for none',
    remedy: 'pass for example [["scale", new StandardScaler()], ["model", new LogisticRegression()]]',
  });
}

function stepProblems(steps: Steps): string[] {
  const last = steps.length - 1;
  return [
    ...(steps.length === 0 ? ["no steps"] : []),
    ...nameProblems(
      steps.map(([name]) => name),
      ["steps"],
    ),
    ...steps.flatMap(([name, step], k) => {
      if (step === "passthrough") return [];
      if (!isEstimator(step)) return [`step "${name}" is no estimator`];
      return k < last && !isTransformer(step)
        ? [`step "${name}" (${step.spec.name}) has no transform and is not the last`]
        : [];
    }),
  ];
}

/** Options of a `fit` parted by step: `scale__sampleWeight` goes to step `scale`, names without `__` to the last. */
export interface RoutedOptions {
  readonly byStep: ReadonlyMap<string, Record<string, unknown>>;
  readonly own: Record<string, unknown>;
}

/** @throws UnknownOptionError for options of steps there are none of. */
export function routeOptions(options: object, names: readonly string[], where: string): RoutedOptions {
  const byStep = new Map<string, Record<string, unknown>>();
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options) as [string, unknown][]) {
    const cut = key.indexOf("__");
    if (cut < 0) {
      own[key] = value;
      continue;
    }
    const name = key.slice(0, cut);
    if (!names.includes(name)) {
      throw new UnknownOptionError({
        where,
        problem: `option ${key} for a step "${name}"`,
        allowed: `options of the steps ${names.join(", ")}, as step__option`,
        remedy: `correct the name before "__"`,
      });
    }
    byStep.set(name, { ...byStep.get(name), [key.slice(cut + 2)]: value });
  }
  return { byStep, own };
}

/** Options but those every long-running function takes. */
export function withoutRunOptions(options: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => name !== "signal" && name !== "onProgress"),
  );
}

/** Fits a transformer, with targets where it takes them. */
export async function fitTransformer(
  step: StepTransformer,
  X: TableLike,
  y: unknown,
  options: Record<string, unknown> & RunOptions = {},
): Promise<void> {
  const rest = Object.keys(options).length > 0 ? [options] : [];
  const { targets, fitsTargets } = step.spec.tags;
  const takesTargets = targets !== "none" || fitsTargets === true;
  await step.fit(X as never, ...((takesTargets ? [y, ...rest] : rest) as never[]));
}

/** A fresh copy of a transformer. */
export function cloneStep<E extends StepEstimator>(step: E): E {
  return step.clone() as E;
}
