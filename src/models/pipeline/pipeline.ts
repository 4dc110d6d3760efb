import {
  columnNamesOf,
  throwIfCancelled,
  toMatrix,
  UnknownOptionError,
  UnsupportedOperationError,
} from "../../core/index.ts";
import type { LabelsLike, MatrixLike, RunOptions, Tensor, VectorLike } from "../../core/index.ts";
import { BaseEstimator, checkOptions, modelJson, readRows } from "../base/index.ts";
import type { EstimatorSpec, EstimatorTags, ModelJson, OptionSpec, TableLike } from "../base/index.ts";
import { nestedParams, nestedTable, setNestedParams } from "./nested-params.ts";
import { dumpStep, readPipelineJson } from "./persistence.ts";
import {
  checkSteps,
  cloneStep,
  fitTransformer,
  isTransformer,
  routeOptions,
  withoutRunOptions,
} from "./steps.ts";
import type { Step, StepEstimator, Steps } from "./steps.ts";

/** The type of the last step. */
export type LastOf<S extends Steps> = S extends readonly [...unknown[], readonly [string, infer L]]
  ? L
  : S[number][1];

/** A method of the last step, taking what the first step takes; undefined where the last step lacks it. */
export type StepMethod<L, K extends string> =
  L extends Record<K, (X: never, ...rest: infer R) => infer T> ? (X: TableLike, ...rest: R) => T : undefined;

/** A property of the last step; undefined where the last step lacks it. */
export type Part<L, K extends string> = L extends Record<K, infer T> ? T : undefined;

/** Steps by name. */
export type NamedSteps<S extends Steps> = { readonly [K in S[number] as K[0]]: K[1] };

/** Options of {@link Pipeline.fit}. */
export interface PipelineFitOptions extends RunOptions {
  /** Weight of each row: for the last step. */
  readonly sampleWeight?: VectorLike | undefined;
  /** An option of one step's fit: `scale__sampleWeight`. */
  readonly [stepOption: `${string}__${string}`]: unknown;
}

const STEP: Omit<OptionSpec<unknown>, "default"> = {
  allowed: 'an estimator, or "passthrough"',
  accepts: (value) => value === "passthrough" || isStep(value),
};

interface Fitted {
  readonly features: number;
}

/**
 * Transformers and a last step as one estimator: each learns from the rows the one before made.
 *
 * Transformers run in the clear, before encryption, on the client; only the last step is compiled and run on
 * encrypted rows. `fit` trains fresh copies of the transformers, found in `namedSteps` then, and the last
 * step itself; a fit that fails leaves the pipeline as it was. Methods the last step lacks are undefined.
 */
export class Pipeline<const S extends Steps = Steps> extends BaseEstimator<Record<string, unknown>> {
  #steps: Steps;
  #fitted: Fitted | undefined;

  /** @param steps - Pairs of a name and an estimator, or `"passthrough"`; checked by `fit`. */
  constructor(steps: S) {
    super();
    this.#steps = Array.isArray(steps) ? [...(steps as Steps)] : steps;
  }

  /**
   * Reads what `dump` wrote, as an object or JSON text; `loadModel` and `loadTransformer` call it.
   *
   * @param loadStep - Reads the dump of one step.
   * @throws CorruptedDataError for anything `dump` could not have written.
   */
  static load(json: unknown, loadStep: (json: unknown) => StepEstimator): Pipeline {
    const { steps, features, featureNames } = readPipelineJson(json, loadStep);
    const pipeline = new Pipeline(steps);
    pipeline.#fitted = { features };
    pipeline.setFeatureNames(featureNames);
    return pipeline;
  }

  override get spec(): EstimatorSpec<Record<string, unknown>> {
    const steps: OptionSpec<unknown> = {
      default: this.#steps,
      allowed: "a list of [name, estimator] pairs",
      accepts: (value) => Array.isArray(value),
    };
    return {
      name: "Pipeline",
      options: { steps, ...nestedTable(this.#parts(), STEP) },
      tags: this.#tags(),
    };
  }

  override get isFitted(): boolean {
    return this.#fitted !== undefined;
  }

  /** Number of columns seen in fit. @throws NotFittedError */
  get nFeaturesIn_(): number {
    return this.#state("nFeaturesIn_").features;
  }

  /** The steps in order, fitted after `fit`. */
  get steps(): S {
    return this.#steps.map((step) => [...step] as const) as readonly Step[] as S;
  }

  /** The steps by name, fitted after `fit`. */
  get namedSteps(): NamedSteps<S> {
    return Object.fromEntries(this.#steps) as NamedSteps<S>;
  }

  /** The transformers before the last step, as a pipeline of their own: what a client needs. */
  get preprocessing(): Pipeline {
    if (this.#steps.length < 2) {
      throw new UnsupportedOperationError({
        where: this.at("preprocessing"),
        problem: "a pipeline with a single step",
        allowed: "a pipeline with transformers before the last step",
        remedy: "use the step itself",
      });
    }
    const before = new Pipeline(this.#steps.slice(0, -1));
    before.#fitted = this.#fitted;
    before.setFeatureNames(this.featureNamesIn_);
    return before;
  }

  /** All options: `steps`, each step by name, and the options of the steps as `step__option`. */
  override getParams(): Record<string, unknown> {
    return { steps: this.steps, ...nestedParams(this.#parts()) };
  }

  /**
   * Sets options of steps (`model__nBits`), replaces a step by its name, or all by `steps`.
   *
   * What was fitted stays until the next `fit`, but for replaced steps: then the pipeline is unfitted.
   *
   * @throws UnknownOptionError, OptionValueError naming every wrong option; nothing is changed then.
   */
  override setParams(given: Readonly<Record<string, unknown>>): this {
    const where = this.at("setParams");
    if (given.steps !== undefined) checkSteps(given.steps, where);
    const before = (given.steps ?? this.#steps) as Steps;
    const steps = before.map(([name, step]): Step => [name, (given[name] ?? step) as Step[1]]);
    const table = { steps: this.spec.options.steps, ...nestedTable(steps, STEP) };
    checkOptions(where, table, given);
    checkSteps(steps, where);
    setNestedParams(steps, given);
    if (steps.some(([name, step], k) => this.#steps[k]?.[0] !== name || this.#steps[k][1] !== step)) {
      this.#fitted = undefined;
    }
    this.#steps = steps;
    return this;
  }

  /** An unfitted pipeline with unfitted copies of the steps. */
  override clone(): this {
    const steps = this.#parts().map(([name, step]): Step => [name, isStep(step) ? cloneStep(step) : step]);
    return new Pipeline(steps) as unknown as this;
  }

  /**
   * Trains each step on the rows the one before made.
   *
   * @param X - Rows in any form the first step takes.
   * @param y - Targets, for the last step and transformers that use them.
   * @throws OptionValueError for steps that cannot be a pipeline; UnknownOptionError for options of none.
   * @throws The errors of the steps; CancelledError when `signal` is aborted; the pipeline is then as before.
   */
  async fit(X: TableLike, y?: LabelsLike, options: PipelineFitOptions = {}): Promise<this> {
    const where = this.at("fit");
    checkSteps(this.#steps, where);
    throwIfCancelled(options.signal, where);
    const names = this.#steps.map(([name]) => name);
    const { byStep, own } = routeOptions(options, names, where);
    const source = readRows(X, `${where}(X)`);
    const fitted: Step[] = [];
    let rows: TableLike = source.all;
    const last = this.#steps.length - 1;
    for (const [k, [name, step]] of this.#steps.entries()) {
      const stepOptions = byStep.get(name);
      if (step === "passthrough" || (k === last && !isTransformer(step))) {
        if (step === "passthrough") refuse(stepOptions, name, where);
        fitted.push([name, step]);
        continue;
      }
      const transformer = cloneStep(step);
      if (!isTransformer(transformer)) continue;
      await fitTransformer(transformer, rows, y, stepOptions);
      throwIfCancelled(options.signal, where);
      if (k < last) rows = await transformer.transform(rows as never);
      fitted.push([name, transformer]);
    }
    const [lastName, lastStep] = fitted[last];
    if (isStep(lastStep) && !isTransformer(lastStep)) {
      await lastStep.fit(rows as never, y as never, { ...own, ...byStep.get(lastName) } as never);
    } else {
      refuse(withoutRunOptions(own), lastName, where);
      options.onProgress?.({ stage: "fit: steps", done: fitted.length, total: fitted.length });
    }
    this.#steps = fitted;
    this.#fitted = { features: source.width };
    this.setFeatureNames(columnNamesOf(source.all));
    return this;
  }

  /** `fit`, then `transform` of the same rows. @throws The errors of both. */
  async fitTransform(X: TableLike, y?: LabelsLike, options: PipelineFitOptions = {}): Promise<Tensor> {
    await this.fit(X, y, options);
    return this.#apply(X, this.#steps, "fitTransform");
  }

  /**
   * The rows as the last step gets them, in the clear: what a client does before it quantizes and encrypts.
   *
   * @throws NotFittedError, and the errors of the transformers.
   */
  async preprocess(X: TableLike): Promise<Tensor> {
    return this.#apply(X, this.#steps.slice(0, -1), "preprocess");
  }

  /** Transformed rows; undefined unless all steps are transformers. */
  get transform(): LastOf<S> extends { transform: unknown } ? (X: TableLike) => Promise<Tensor> : undefined {
    const isAll = this.#parts().every(([, step]) => step === "passthrough" || isTransformer(step));
    const transform = (X: TableLike): Promise<Tensor> => this.#apply(X, this.#steps, "transform");
    return (isAll ? transform : undefined) as never;
  }

  /** Predictions of the last step; `{ fhe }` says where they are computed. */
  get predict(): StepMethod<LastOf<S>, "predict"> {
    return this.#method("predict") as StepMethod<LastOf<S>, "predict">;
  }

  /** Class probabilities of the last step. */
  get predictProba(): StepMethod<LastOf<S>, "predictProba"> {
    return this.#method("predictProba") as StepMethod<LastOf<S>, "predictProba">;
  }

  /** Decision values of the last step. */
  get decisionFunction(): StepMethod<LastOf<S>, "decisionFunction"> {
    return this.#method("decisionFunction") as StepMethod<LastOf<S>, "decisionFunction">;
  }

  /** Score of the last step's predictions. */
  get score(): StepMethod<LastOf<S>, "score"> {
    return this.#method("score") as StepMethod<LastOf<S>, "score">;
  }

  /** Compiles the last step for the rows the transformers make of X. */
  get compile(): StepMethod<LastOf<S>, "compile"> {
    return this.#method("compile") as StepMethod<LastOf<S>, "compile">;
  }

  /** Whether the last step was compiled since it was last fitted. */
  get isCompiled(): boolean {
    return this.isFitted && this.#property("isCompiled") === true;
  }

  /** The last step's compiled circuit. @throws NotFittedError, NotCompiledError */
  get fheCircuit(): Part<LastOf<S>, "fheCircuit"> {
    return this.#property("fheCircuit") as never;
  }

  /** The op-graph of the last step. @throws NotFittedError */
  get graph(): Part<LastOf<S>, "graph"> {
    return this.#property("graph") as never;
  }

  /** The client's side of the last step, for rows that went through {@link preprocess}. @throws NotFittedError */
  get clientProcessing(): Part<LastOf<S>, "clientProcessing"> {
    return this.#property("clientProcessing") as never;
  }

  /** Labels of the last step. @throws NotFittedError */
  get classes_(): Part<LastOf<S>, "classes_"> {
    return this.#property("classes_") as never;
  }

  /**
   * Names of the columns the transformers make.
   *
   * @throws NotFittedError; UnsupportedOperationError where a transformer gives no names.
   */
  getFeatureNamesOut(inputs?: readonly string[]): string[] {
    const { features } = this.#state("getFeatureNamesOut");
    let names = inputs ?? this.featureNamesIn_ ?? Array.from({ length: features }, (_, j) => `x${j}`);
    for (const [name, step] of this.#steps) {
      if (!isTransformer(step)) continue;
      if (!step.getFeatureNamesOut) {
        throw new UnsupportedOperationError({
          where: this.at("getFeatureNamesOut"),
          problem: `step "${name}" (${step.spec.name}) gives no names`,
          allowed: "transformers with getFeatureNamesOut",
          remedy: "add the method to your transformer",
        });
      }
      names = step.getFeatureNamesOut(names);
    }
    return [...names];
  }

  /**
   * The fitted pipeline as plain data, for `JSON.stringify` and `loadModel`.
   *
   * @throws NotFittedError; UnsupportedOperationError for a step without `dump`.
   */
  dump(): ModelJson {
    const { features } = this.#state("dump");
    return modelJson(
      "Pipeline",
      {},
      {
        features,
        steps: this.#steps.map(([name, step]) => [name, dumpStep(name, step, this.at("dump"))]),
        ...(this.featureNamesIn_ ? { featureNames: this.featureNamesIn_ } : {}),
      },
    );
  }

  override toString(): string {
    const steps = this.#parts().map(([name, step]) => `${name}: ${isStep(step) ? step.spec.name : step}`);
    return `Pipeline(${steps.join(", ")})`;
  }

  /** The steps, as far as they are any: the constructor checks nothing. */
  #parts(): Steps {
    return Array.isArray(this.#steps) ? (this.#steps as Steps).filter((step) => Array.isArray(step)) : [];
  }

  #tags(): EstimatorTags {
    const steps = this.#parts();
    const last = steps.at(-1)?.[1];
    const before = steps.slice(0, -1).some(([, step]) => step !== "passthrough");
    const tags: EstimatorTags = isStep(last) ? last.spec.tags : { kind: "transformer", targets: "none" };
    // Transformers that do not weigh their rows make weights and repeated rows differ.
    return { ...tags, fitsTargets: true, sampleWeight: tags.sampleWeight === true && !before };
  }

  async #apply(X: TableLike, steps: Steps, method: string): Promise<Tensor> {
    this.#state(method);
    let rows: TableLike = readRows(X, `${this.at(method)}(X)`).all;
    for (const [, step] of steps) if (isTransformer(step)) rows = await step.transform(rows as never);
    return toMatrix(rows as MatrixLike, `${this.at(method)}(X)`);
  }

  #method(name: string): unknown {
    const last = this.#parts().at(-1)?.[1] as Record<string, unknown> | undefined;
    if (typeof last?.[name] !== "function") return undefined;
    return async (X: TableLike, ...rest: unknown[]): Promise<unknown> => {
      const rows = await this.#apply(X, this.#steps.slice(0, -1), name);
      return (last[name] as (...all: unknown[]) => unknown).call(last, rows, ...rest);
    };
  }

  #property(name: string): unknown {
    this.#state(name);
    return (this.#steps.at(-1)?.[1] as unknown as Record<string, unknown>)[name];
  }

  #state(method: string): Fitted {
    if (this.#fitted) return this.#fitted;
    throw this.notFitted(method);
  }
}

function isStep(step: unknown): step is StepEstimator {
  return typeof step === "object" && step !== null && "spec" in step;
}

/** @throws UnknownOptionError when a step that takes no options of fit was given some. */
function refuse(options: object | undefined, name: string, where: string): void {
  const names = Object.keys(options ?? {});
  if (names.length === 0) return;
  throw new UnknownOptionError({
    where,
    problem: `option ${names.join(", ")} for step "${name}"`,
    allowed: "signal and onProgress: this step takes no options",
    remedy: `remove ${names.join(", ")}`,
  });
}
