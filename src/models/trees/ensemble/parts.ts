import type { TreeLink } from "./links.ts";

/**
 * The parts of a tree ensemble, all trees one after another.
 *
 * A child or root of 0 or more is a decision node, one below 0 the leaf ~child (-1 is leaf 0).
 */
export interface TreeEnsembleParts {
  readonly features: number;
  readonly outputs: number;
  readonly link: TreeLink;
  /** One number an output: value = base + scale * sum of the trees' leaves. */
  readonly base: Float64Array;
  /** Above 0: 1 for boosted trees, 1 / trees for averaged ones. */
  readonly scale: number;
  /** First node or leaf of each tree. */
  readonly roots: Int32Array;
  /** Output each tree adds to, one a tree; null where every leaf holds a number for each output. */
  readonly treeOutput: Int32Array | null;
  /** Feature each decision node tests. */
  readonly feature: Int32Array;
  /** Rows whose bin is at least this, 1 or more, go right. */
  readonly threshold: Uint16Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Values of the leaves: one number each, or `outputs` numbers each where `treeOutput` is null. */
  readonly values: Float64Array;
}
