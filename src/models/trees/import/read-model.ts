import type { Labels } from "../../base/index.ts";
import type { ThresholdTree, TreeLink } from "../ensemble/index.ts";

/** A tree as a file has it, with the thresholds of the model. */
export interface ReadTree extends ThresholdTree {
  /** 1 where a row without a value goes right, one a node. */
  readonly gapRight: Uint8Array;
  /** What each split improved; 1 each where the file does not say. */
  readonly gain: Float64Array;
}

/** What a file says of an ensemble, whatever its format. */
export interface ReadModel {
  readonly kind: "classifier" | "regressor";
  /** What trained it, so far as estimators differ: one tree, averaged trees, or added ones. */
  readonly family: "tree" | "forest" | "boosted";
  /** Whether all trees have one test a level. */
  readonly isOblivious: boolean;
  readonly features: number;
  readonly featureNames: readonly string[] | undefined;
  /** Whether each feature may lack a value, and the trees know where such rows go. */
  readonly gaps: readonly boolean[];
  readonly outputs: number;
  readonly link: TreeLink;
  readonly base: Float64Array;
  readonly scale: number;
  /** As in the parts of an ensemble. */
  readonly treeOutput: Int32Array | null;
  readonly trees: readonly ReadTree[];
  /** Labels of a classifier, where the file has them. */
  readonly classes: Labels | undefined;
}

/** Names that say nothing: those libraries give columns that have none. */
export function realNames(
  names: readonly string[],
  isDefault: (name: string, i: number) => boolean,
): readonly string[] | undefined {
  return names.length === 0 || names.every(isDefault) ? undefined : names;
}
