/** Models of this library by a case's names: made, fitted, and what the fit took. */
import { Tensor, UnsupportedOperationError } from "../../src/core/index.ts";
import type * as library from "../../src/index.ts";
import type { ModelCase } from "../peers/cases/index.ts";
import type { PreparedData } from "./data.ts";

/** The door of the package: passed in, so that a driver can time its import. */
export type Library = typeof library;
/** A linear model as benchmarks use it: some classifiers give probabilities, regressors none. */
export type BenchModel = InstanceType<Library["LogisticRegression"] | Library["PoissonRegressor"]>;
/** What a fit needs of a case: the rows are given. */
export type FitChoice = Pick<ModelCase, "model" | "params" | "nBits">;

/** Rows to train on, as arrays of numbers: the peer is timed on arrays, too. */
export interface TrainingPart {
  readonly xTrain: Tensor;
  readonly yTrain: Float64Array;
  readonly weightTrain: Float64Array | undefined;
}

export function trainingPart({ xTrain, yTrain, weightTrain }: PreparedData): TrainingPart {
  return {
    xTrain: new Tensor(Float64Array.from(xTrain.flat()), [xTrain.length, xTrain[0].length]),
    yTrain: Float64Array.from(yTrain),
    weightTrain: weightTrain && Float64Array.from(weightTrain),
  };
}

export interface TimedFit {
  readonly model: BenchModel;
  readonly ms: number;
  /** Processor time, all threads. */
  readonly cpuMs: number;
}

/** A new model with the case's options, fitted. @throws UnsupportedOperationError for an unknown class. */
export async function fitModel(from: Library, choice: FitChoice, data: TrainingPart): Promise<TimedFit> {
  const model = newModel(from, choice);
  const { xTrain, yTrain, weightTrain } = data;
  const cpu = process.cpuUsage();
  const start = performance.now();
  await model.fit(xTrain, yTrain, weightTrain && { sampleWeight: weightTrain });
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { model, ms, cpuMs: (user + system) / 1000 };
}

function newModel(from: Library, { model: name, params = {}, nBits }: FitChoice): BenchModel {
  type Class = new (options: object) => BenchModel;
  const found = (from as unknown as Record<string, Class | undefined>)[name];
  if (found !== undefined) return new found({ ...camelCased(params), nBits });
  throw new UnsupportedOperationError({
    where: "benchmark case",
    problem: `this library has no class ${name}`,
    allowed: Object.keys(from).join(", "),
    remedy: "correct the case's model",
  });
}

/** max_iter -> maxIter, and in values squared_hinge -> squaredHinge. */
function camelCased(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const camel = (text: string): string =>
    text.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      camel(name),
      typeof value === "string" ? camel(value) : value,
    ]),
  );
}
