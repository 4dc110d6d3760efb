import { leastRoundingAbove } from "../binning/index.ts";
import { damaged, notImported } from "./errors.ts";
import type { Part } from "./part.ts";
import type { ReadTree } from "./read-model.ts";
import { readTree } from "./read-tree.ts";

/** CatBoost's greatest depth. */
const MOST_DEPTH = 16;

/** Where a feature's missing values go: below all borders, above them, or nowhere. */
export type GapTreatment = "AsFalse" | "AsTrue" | "AsIs";

/** What a tree of CatBoost is read with. */
interface TreeContext {
  readonly outputs: number;
  readonly gaps: readonly GapTreatment[];
  readonly name: string;
  readonly where: string;
}

/**
 * A tree whose split k sets bit k of the leaf's number where float32(x) > border; leaf values are listed leaf by
 * leaf.
 */
export function readOblivious(tree: Part, context: TreeContext): ReadTree {
  const { outputs, name, where } = context;
  const splits = (tree.optional("splits")?.items() ?? []).map((split) => readSplit(split, context));
  if (splits.length > MOST_DEPTH)
    throw damaged(where, `${name} has ${splits.length} splits`, `at most ${MOST_DEPTH}`);
  const values = tree.get("leaf_values").numbers(2 ** splits.length * outputs);
  // Node ids: 1 is the root, 2 i and 2 i + 1 are the children of i; the bits below the leading one are the path.
  return readTree<number>(
    1,
    (id) => {
      const level = 31 - Math.clz32(id);
      if (level < splits.length) return { ...splits[level], left: 2 * id, right: 2 * id + 1, gain: 1 };
      let leaf = 0;
      for (let k = 0; k < level; k++) leaf |= ((id >> (level - 1 - k)) & 1) << k;
      return { leaf: values.subarray(leaf * outputs, (leaf + 1) * outputs) };
    },
    name,
    where,
  );
}

/** A tree whose nodes hold a split and both children, or the value of a leaf: a number, or one for each output. */
export function readNested(tree: Part, context: TreeContext): ReadTree {
  const { outputs, name, where } = context;
  // Nodes are told apart by their objects, so that one met twice is found.
  const parts = new Map<unknown, Part>();
  const remember = (node: Part): unknown => {
    parts.set(node.value, node);
    return node.value;
  };
  return readTree<unknown>(
    remember(tree),
    (id) => {
      const node = parts.get(id)!;
      const split = node.optional("split");
      if (split) {
        const [left, right] = [node.get("left"), node.get("right")].map(remember);
        return { ...readSplit(split, context), left, right, gain: 1 };
      }
      const value = node.get("value");
      return { leaf: Array.isArray(value.value) ? value.numbers(outputs) : ofOne(value, context) };
    },
    name,
    where,
  );
}

function ofOne(value: Part, { outputs, name, where }: TreeContext): Float64Array {
  if (outputs === 1) return Float64Array.of(value.number());
  throw damaged(where, `${name} has a leaf of one value`, `${outputs} values, one an output`);
}

function readSplit(
  split: Part,
  { gaps, name, where }: TreeContext,
): { feature: number; edge: number; gapRight: boolean } {
  const type = split.optional("split_type")?.text() ?? "FloatFeature";
  if (type !== "FloatFeature") {
    throw notImported(
      where,
      `${name} has a split of type ${type}: categorical`,
      "splits of type FloatFeature",
      "encode categories as numbers before training, for example one-hot",
    );
  }
  const feature = split.get("float_feature_index").integer(0, gaps.length - 1);
  const edge = leastRoundingAbove(Math.fround(split.get("border").number()));
  return { feature, edge, gapRight: gaps[feature] === "AsTrue" };
}
