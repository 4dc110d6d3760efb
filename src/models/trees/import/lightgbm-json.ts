import { damaged, notImported } from "./errors.ts";
import type { LgbFile, LgbTree } from "./lightgbm-model.ts";
import { lgbTest } from "./lightgbm-nodes.ts";
import type { MissingType } from "./lightgbm-nodes.ts";
import { categorical } from "./lightgbm-text.ts";
import { Part } from "./part.ts";
import { readTree } from "./read-tree.ts";

/** Reads what LightGBM's `dump_model` gives, as plain data. */
export function readLgbJson(data: object, where: string): LgbFile {
  const file = new Part(data, "", where);
  return {
    version: file.optional("version")?.text() ?? "",
    objective: file.optional("objective")?.text(),
    classes: file.get("num_class").integer(1),
    perRound: file.get("num_tree_per_iteration").integer(1),
    features: file.get("max_feature_idx").integer(0, 2 ** 31 - 2) + 1,
    names:
      file
        .optional("feature_names")
        ?.items()
        .map((name) => name.text()) ?? [],
    averages: file.optional("average_output")?.number() === 1,
    trees: file
      .get("tree_info")
      .items()
      .map((tree, t) => readNested(tree, `tree ${t}`, where)),
  };
}

/** A tree whose nodes hold their children. */
function readNested(tree: Part, name: string, where: string): LgbTree {
  const missing: { feature: number; type: MissingType }[] = [];
  const parts = new Map<unknown, Part>();
  const remember = (part: Part): unknown => {
    parts.set(part.value, part);
    return part.value;
  };
  const read = readTree<unknown>(
    remember(tree.get("tree_structure")),
    (id) => {
      const node = parts.get(id)!;
      if (!node.optional("split_feature")) {
        if (node.optional("leaf_coeff") || node.optional("leaf_const")) {
          throw notImported(
            where,
            `${name} has linear leaves`,
            "leaves of one value",
            "train with linear_tree=false",
          );
        }
        return { leaf: [node.get("leaf_value").number()] };
      }
      const type = node.get("decision_type").text();
      if (type === "==") throw categorical(name, where);
      if (type !== "<=") throw damaged(where, `${name} has decision_type "${type}"`, '"<=" or "=="');
      const split = {
        threshold: node.get("threshold").number(),
        missing: (node.optional("missing_type")?.text() ?? "None") as MissingType,
        defaultLeft: node.get("default_left").number() === 1,
      };
      if (!["None", "Zero", "NaN"].includes(split.missing))
        throw damaged(where, `${name} has missing_type "${split.missing}"`, "None, Zero or NaN");
      const feature = node.get("split_feature").integer(0, 2 ** 31 - 2);
      missing.push({ feature, type: split.missing });
      return {
        ...lgbTest(split, name, where),
        feature,
        left: remember(node.get("left_child")),
        right: remember(node.get("right_child")),
        gain: Math.max(node.optional("split_gain")?.number() ?? 1, 0),
      };
    },
    name,
    where,
  );
  return { tree: read, missing };
}
