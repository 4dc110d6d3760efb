import { damaged, notImported, truncated } from "./errors.ts";
import type { LgbFile, LgbTree } from "./lightgbm-model.ts";
import { INFINITE, lgbTest } from "./lightgbm-nodes.ts";
import type { MissingType } from "./lightgbm-nodes.ts";
import { Part } from "./part.ts";
import { readTree } from "./read-tree.ts";

/** `name=value` lines; a line without "=" is a flag. */
type Lines = ReadonlyMap<string, string>;

const MISSING: readonly (MissingType | undefined)[] = ["None", "Zero", "NaN"];

/** Reads the text that LightGBM's `save_model` and `model_to_string` write. */
export function readLgbText(text: string, where: string): LgbFile {
  const end = text.search(/^end of trees\s*$/m);
  if (!/^tree\s/.test(text)) throw damaged(where, "text that does not begin as a model", 'the line "tree"');
  if (end < 0) throw truncated(where, 'the text ends before "end of trees"');
  const [head, ...blocks] = text.slice(0, end).split(/^Tree=/m);
  const header = linesOf(head);
  const stated = header.get("tree_sizes")?.trim().split(/\s+/).length;
  if (stated !== undefined && stated !== blocks.length)
    throw damaged(where, `${blocks.length} trees, and ${stated} sizes of trees`, "as many trees as stated");
  const one = (name: string): Part => new Part(required(header, name, where), name, where);
  return {
    version: header.get("version") ?? "",
    objective: header.get("objective"),
    classes: one("num_class").integer(1),
    perRound: one("num_tree_per_iteration").integer(1),
    features: one("max_feature_idx").integer(0, 2 ** 31 - 2) + 1,
    names: (header.get("feature_names") ?? "").split(" ").filter((name) => name !== ""),
    averages: header.has("average_output"),
    trees: blocks.map((block, t) => readBlock(linesOf(block), `tree ${t}`, where)),
  };
}

function linesOf(text: string): Lines {
  return new Map(
    text.split("\n").map((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [line.trim(), ""] : [line.slice(0, at), line.slice(at + 1).trim()];
    }),
  );
}

function required(lines: Lines, name: string, where: string): string {
  const found = lines.get(name);
  if (found !== undefined) return found;
  throw damaged(where, `no line ${name}=`, "all lines that such files have");
}

function readBlock(lines: Lines, name: string, where: string): LgbTree {
  const part = (key: string): Part => {
    const list = required(lines, key, where).split(/\s+/).filter(Boolean);
    // Of thresholds, "inf" parts rows without a value from all others; as JSON has no such number, so has Part none.
    if (key === "threshold") list.forEach((entry, i) => entry === "inf" && (list[i] = String(INFINITE)));
    return new Part(list, `${name}: ${key}`, where);
  };
  const leaves = part("num_leaves").numbers(1)[0];
  const size = leaves - 1;
  if (!(Number.isInteger(leaves) && leaves >= 1))
    throw damaged(where, `${name} has ${leaves} leaves`, "one or more");
  if (lines.get("is_linear") === "1") {
    throw notImported(
      where,
      `${name} has linear leaves`,
      "leaves of one value",
      "train with linear_tree=false",
    );
  }
  const values = part("leaf_value").numbers(leaves);
  const none = new Int32Array(0);
  const isStump = size === 0;
  const [feature, types, left, right] = isStump
    ? [none, none, none, none]
    : [
        part("split_feature").integers(0, 2 ** 31 - 2, size),
        part("decision_type").integers(-128, 127, size),
        part("left_child").integers(-leaves, size - 1, size),
        part("right_child").integers(-leaves, size - 1, size),
      ];
  const thresholds = isStump ? new Float64Array(0) : part("threshold").numbers(size);
  const gains = lines.has("split_gain") && !isStump ? part("split_gain").numbers(size) : undefined;
  const missing = Array.from(types, (type) => MISSING[(type >> 2) & 3]);
  const tree = readTree<number>(
    isStump ? ~0 : 0,
    (node) => {
      if (node < 0) return { leaf: [values[~node]] };
      if ((types[node] & 1) === 1) throw categorical(name, where);
      const type = missing[node];
      if (type === undefined)
        throw damaged(where, `${name} has decision_type ${types[node]}`, "types LightGBM writes");
      const split = {
        threshold: thresholds[node],
        missing: type,
        defaultLeft: (types[node] & 2) !== 0,
      };
      return {
        ...lgbTest(split, name, where),
        feature: feature[node],
        left: left[node],
        right: right[node],
        gain: gains ? Math.max(gains[node], 0) : 1,
      };
    },
    name,
    where,
  );
  return { tree, missing: missing.flatMap((type, i) => (type ? [{ feature: feature[i], type }] : [])) };
}

/** The error of a split by categories. */
export function categorical(name: string, where: string): Error {
  return notImported(
    where,
    `${name} has a categorical split`,
    "trees that compare numbers with thresholds",
    "encode categories as numbers before training, for example one-hot, without categorical_feature",
  );
}
