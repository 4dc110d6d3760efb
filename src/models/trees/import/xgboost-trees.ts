import { leastRoundingToAtLeast } from "../binning/index.ts";
import { damaged, notImported } from "./errors.ts";
import { readTree } from "./read-tree.ts";
import type { ReadTree } from "./read-model.ts";
import type { Part } from "./part.ts";

/**
 * A tree of XGBoost: lists by node, leaf values in `split_conditions`.
 *
 * A row goes left where float32(x) < float32(condition), one without a value as `default_left` says. Source:
 * the schema of XGBoost's documentation, "Introduction to Model IO".
 *
 * @param weight - Factor of the leaves.
 * @throws CorruptedDataError, UnsupportedOperationError for categorical splits and leaves of several values.
 */
export function readXgbTree(
  tree: Part,
  { features, name, where, weight }: { features: number; name: string; where: string; weight: number },
): ReadTree {
  refuseCategories(tree, name, where);
  const conditions = tree.get("split_conditions").numbers();
  const size = conditions.length;
  if (size === 0) throw damaged(where, `${name} has no nodes`, "a root at least");
  checkSizes(tree.get("tree_param"), size, name, where);
  const left = tree.get("left_children").integers(-1, size - 1, size);
  const right = tree.get("right_children").integers(-1, size - 1, size);
  const feature = tree.get("split_indices").integers(0, 2 ** 31 - 1, size);
  const defaultLeft = tree.get("default_left").integers(0, 1, size);
  const gain = tree.optional("loss_changes")?.numbers(size);
  return readTree<number>(
    0,
    (node) => {
      if ((left[node] === -1) !== (right[node] === -1))
        throw damaged(where, `${name}: node ${node} has one child`, "two children or none");
      if (left[node] === -1) return { leaf: [Math.fround(weight * Math.fround(conditions[node]))] };
      if (feature[node] >= features) {
        const problem = `${name} tests feature ${feature[node]} of ${features}`;
        throw damaged(where, problem, "tests of the model's features");
      }
      return {
        feature: feature[node],
        edge: leastRoundingToAtLeast(Math.fround(conditions[node])),
        left: left[node],
        right: right[node],
        gapRight: defaultLeft[node] === 0,
        gain: gain ? Math.max(gain[node], 0) : 1,
      };
    },
    name,
    where,
  );
}

function refuseCategories(tree: Part, name: string, where: string): void {
  const types = tree.optional("split_type")?.integers(0, 1) ?? new Int32Array(0);
  const nodes = tree.optional("categories_nodes")?.numbers() ?? new Float64Array(0);
  if (!types.includes(1) && nodes.length === 0) return;
  throw notImported(
    where,
    `${name} has a categorical split`,
    "trees that compare numbers with thresholds",
    "encode categories as numbers before training, for example one-hot, without enable_categorical",
  );
}

function checkSizes(params: Part, size: number, name: string, where: string): void {
  const stated = params.optional("num_nodes")?.integer(1);
  if (stated !== undefined && stated !== size)
    throw damaged(where, `${name} has ${size} nodes, and says ${stated}`, "as many nodes as stated");
  if ((params.optional("size_leaf_vector")?.integer(0) ?? 0) <= 1) return;
  throw notImported(
    where,
    `${name} has leaves of several values`,
    "leaves of one value",
    'train with multi_strategy="one_output_per_tree"',
  );
}
