/** The search over what this library's engine can run, by its time and within its memory. */
import { memoryNeeded } from "../../kernel/index.ts";
import { keyswitchMilliseconds, rotationMilliseconds, type EngineCosts } from "../cost/index.ts";
import type { ParameterSizes } from "../parameters.ts";
import { engineModel } from "./engine-model.ts";
import type { OptimizationProblem } from "./problem.ts";
import { requirementsOf } from "./requirements.ts";
import type { Candidate, SearchCost } from "./search-model.ts";
import { searchParameters, type Found } from "./search.ts";

/** What WebAssembly addresses. */
export const DEFAULT_MEMORY_LIMIT: number = 2 ** 32;

/** Threads whose scratch memory is counted; each takes a few megabytes at most. */
const THREADS = 4;

/** The cheapest candidate within the problem's memory; undefined where there is none. */
export function searchEngine(problem: OptimizationProblem, costs: EngineCosts): Found | undefined {
  const { security, distribution = "tuniform", memoryLimit = DEFAULT_MEMORY_LIMIT } = problem;
  return searchParameters(
    engineModel(security, distribution),
    engineCost(costs),
    requirementsOf(problem),
    (candidate) => memoryOf(candidate) <= memoryLimit,
  );
}

/** The engine's times as the search's cost. */
function engineCost(costs: EngineCosts): SearchCost {
  return {
    rotation: ({ glweDimension, polynomialSize }, n, levels) =>
      rotationMilliseconds(costs, n, glweDimension, polynomialSize, levels),
    keyswitch: ({ glweDimension, polynomialSize }, n, levels, modulusLog) =>
      keyswitchMilliseconds(costs, glweDimension * polynomialSize, n, { levels, modulusLog }),
  };
}

/** Dimensions and gadgets of a candidate, without the noise. */
export function sizesOf({ size, keys, lweDimension, bootstrap, keyswitch }: Candidate): ParameterSizes {
  return {
    lweDimension,
    ...size,
    bootstrap: { baseLog: bootstrap.baseLog, levels: bootstrap.levels },
    keyswitch: { baseLog: keyswitch.baseLog, levels: keyswitch.levels, modulusLog: keys.modulusLog },
  };
}

/** Bytes of an engine with a candidate's keys. */
export function memoryOf(candidate: Candidate): number {
  return memoryNeeded(sizesOf(candidate), undefined, THREADS);
}
