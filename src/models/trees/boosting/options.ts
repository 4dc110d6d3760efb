import { ConflictingOptionsError } from "../../../core/index.ts";
import { atLeast, choice } from "../../base/index.ts";
import type { OptionSpec, OptionTable } from "../../base/index.ts";
import { isWhole, limit, treeModelOptions, within } from "../options.ts";
import type { TreeModelOptions } from "../options.ts";

/** In which shape boosted trees grow: `depthwise`, `lossguide` (greatest gain first), `oblivious` (one test a level). */
export type GrowPolicy = "depthwise" | "lossguide" | "oblivious";

/** Options of gradient-boosted trees, named and meant as XGBoost's. */
export interface XGBOptions extends TreeModelOptions {
  /** Rounds of boosting: trees, for each class where there are more than two. Default 20. */
  nEstimators: number;
  /** Splits from the root to a leaf, null for no limit. Default 3. */
  maxDepth: number | null;
  /** Greatest number of leaves of a tree grown by `lossguide`, null for no limit. Default null. */
  maxLeaves: number | null;
  /** How trees grow. Default `depthwise`. */
  growPolicy: GrowPolicy;
  /** Factor of every leaf, above 0 and up to 1. Default 0.3. */
  learningRate: number;
  /** L2 penalty of leaf values. Default 1. */
  regLambda: number;
  /** L1 penalty of leaf values. Default 0. */
  regAlpha: number;
  /** Least gain of a split. Default 0. */
  gamma: number;
  /** Sum of second derivatives each side of a split needs. Default 1. */
  minChildWeight: number;
  /** Greatest leaf value before the learning rate; 0 for no limit. Default 0. */
  maxDeltaStep: number;
  /** Share of the rows each tree is grown on, drawn without replacement. Default 1. */
  subsample: number;
  /** Share of the features each tree may use. Default 1. */
  colsampleBytree: number;
  /**
   * Prediction before any tree; null for the mean of the targets or the share of the second class, and with more
   * classes for the logarithms of their shares, centred. Default null.
   */
  baseScore: number | null;
  /** Rounds without a better loss on `evalSet` after which training ends; null for never. Default null. */
  earlyStoppingRounds: number | null;
}

/** Leaves of oblivious trees are 2^depth. */
const MOST_OBLIVIOUS_DEPTH = 12;

/** The option table; `baseScore` depends on what is predicted. */
export function xgbOptions(baseScore: OptionSpec<number | null>): OptionTable<XGBOptions> {
  return {
    ...treeModelOptions,
    nEstimators: {
      default: 20,
      allowed: "a whole number of 1 or more",
      accepts: (value) => isWhole(value, 1, Infinity),
    },
    maxDepth: limit(3, 1),
    maxLeaves: limit(null, 2),
    growPolicy: choice<GrowPolicy>("depthwise", "lossguide", "oblivious"),
    learningRate: within(0.3, 0, 1, true),
    regLambda: atLeast(0, 1),
    regAlpha: atLeast(0, 0),
    gamma: atLeast(0, 0),
    minChildWeight: atLeast(0, 1),
    maxDeltaStep: atLeast(0, 0),
    subsample: within(1, 0, 1, true),
    colsampleBytree: within(1, 0, 1, true),
    baseScore,
    earlyStoppingRounds: limit(null, 1),
  };
}

/** @throws ConflictingOptionsError for options that exclude each other. */
export function checkCombination(params: XGBOptions, hasEvalSet: boolean, where: string): void {
  const { maxLeaves, maxDepth, growPolicy, earlyStoppingRounds } = params;
  if (maxLeaves !== null && growPolicy !== "lossguide") {
    throw conflict(
      where,
      `maxLeaves = ${maxLeaves} with growPolicy = "${growPolicy}"`,
      'maxLeaves with growPolicy "lossguide" only',
      'set growPolicy: "lossguide", or limit maxDepth instead',
    );
  }
  if (growPolicy === "oblivious" && (maxDepth === null || maxDepth > MOST_OBLIVIOUS_DEPTH)) {
    throw conflict(
      where,
      `maxDepth = ${maxDepth} with growPolicy = "oblivious"`,
      `a maxDepth of at most ${MOST_OBLIVIOUS_DEPTH}: such trees have 2^maxDepth leaves`,
      "lower maxDepth, for example to 4",
    );
  }
  if (earlyStoppingRounds !== null && !hasEvalSet) {
    throw conflict(
      where,
      `earlyStoppingRounds = ${earlyStoppingRounds} without evalSet`,
      "early stopping on rows that are not trained on",
      "pass fit(X, y, { evalSet: [XValidation, yValidation] }), or leave earlyStoppingRounds out",
    );
  }
}

function conflict(where: string, problem: string, allowed: string, remedy: string): ConflictingOptionsError {
  return new ConflictingOptionsError({ where, problem, allowed, remedy });
}
