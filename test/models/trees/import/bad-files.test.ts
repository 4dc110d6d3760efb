import { describe, expect, test } from "vitest";
import { FheLearnError, TruncatedDataError } from "../../../../src/core/index.ts";
import { fromCatBoost, fromLightGBM, fromXGBoost } from "../../../../src/models/trees/index.ts";
import { READERS, readBytes, readerOf, readText, smallFile } from "./support.ts";

/** Any plain data, for changing one thing of a file. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Data = any;

function changed(file: string, change: (data: Data) => void): object {
  const data = JSON.parse(readText(file)) as object;
  change(data);
  return data;
}

describe("models that are not imported", () => {
  test.each(smallFile().refused)("$file: $names", ({ file, reader, names }) => {
    let message = "";
    try {
      READERS[reader](readBytes(file));
    } catch (error) {
      expect((error as FheLearnError).code).toBe("UNSUPPORTED_OPERATION");
      message = String(error);
    }
    expect(message).toContain(names);
    expect(message).toMatch(/To fix it: (train|encode|pass|use)/);
  });
});

describe("files that are something else", () => {
  const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
  test.each<[string, () => unknown, RegExp]>([
    [
      "no file",
      () => fromXGBoost(null as never),
      /fromXGBoost: null. Allowed: what save_model.*read the file first/,
    ],
    ["a number", () => fromLightGBM(7 as never), /a value of type number/],
    ["an empty file", () => fromXGBoost(new Uint8Array(0)), /an empty file/],
    ["an empty text", () => fromCatBoost(""), /an empty file/],
    ["a pickle", () => fromXGBoost(bytes(0x80, 4, 0x95, 0xff)), /a Python pickle/],
    ["a zip archive", () => fromXGBoost(bytes(0x50, 0x4b, 3, 4, 0xff)), /a zip archive/],
    ["gzip", () => fromLightGBM(bytes(0x1f, 0x8b, 8, 0)), /gzip-compressed data/],
    ["a .cbm file", () => fromCatBoost(bytes(0x43, 0x42, 0x4d, 0x31, 0xff)), /CatBoost's own binary format/],
    ["other bytes", () => fromXGBoost(bytes(0xff, 0xfe)), /another format/],
    ["other text", () => fromXGBoost("booster[0]:"), /text that is not JSON/],
    ["other text", () => fromLightGBM("id,value\n1,2"), /does not begin as a model/],
    ["other text", () => fromCatBoost("hello"), /text that is not JSON/],
    ["broken JSON", () => fromXGBoost('{"learner": }'), /begins as JSON and is none/],
    ["a dump of trees", () => fromXGBoost("[]"), /a list, such as dump_model writes/],
    [
      "LightGBM to XGBoost",
      () => fromXGBoost(readText("small/light_gaps.json")),
      /a LightGBM model: it has no learner/,
    ],
    ["CatBoost to XGBoost", () => fromXGBoost(readText("small/cat_texts.json")), /a CatBoost model/],
    ["XGBoost to LightGBM", () => fromLightGBM(readText("small/gamma.json")), /an object without tree_info/],
    [
      "XGBoost to CatBoost",
      () => fromCatBoost(readText("small/gamma.json")),
      /an object without features_info/,
    ],
    ["settings only", () => fromXGBoost({ learner: {} }), /no learner.objective/],
  ])("%s", (_, read, message) => {
    expect(read).toThrow(message);
    expect(read).toThrow(FheLearnError);
  });
});

describe("XGBoost files that contradict themselves", () => {
  const file = "small/gamma.json";
  const model = (data: Data): Data => data.learner.gradient_booster.model;
  test.each<[string, (data: Data) => void, RegExp]>([
    [
      "a cycle",
      (data) => (model(data).trees[0].left_children[0] = 0),
      /tree 0 has a node in two places: it is a cycle/,
    ],
    [
      "a node below two",
      (data) => (model(data).trees[1].right_children[0] = 1),
      /tree 1 has a node in two places/,
    ],
    [
      "a child that does not exist",
      (data) => (model(data).trees[0].left_children[0] = 999),
      /left_children\[0\] is 999/,
    ],
    ["one child", (data) => (model(data).trees[0].left_children[0] = -1), /node 0 has one child/],
    [
      "a feature too many",
      (data) => (model(data).trees[0].split_indices[0] = 4),
      /tree 0 tests feature 4 of 4/,
    ],
    [
      "fewer features",
      (data) => (data.learner.learner_model_param.num_feature = "1"),
      /tests feature \d of 1/,
    ],
    [
      "names of other features",
      (data) => (data.learner.feature_names = ["a"]),
      /1 feature names of 4 features/,
    ],
    [
      "lists of other lengths",
      (data) => model(data).trees[2].default_left.pop(),
      /trees\[2\].default_left has \d+ entries/,
    ],
    [
      "other sizes than stated",
      (data) => (model(data).trees[0].tree_param.num_nodes = "3"),
      /nodes, and says 3/,
    ],
    [
      "a leaf that is no number",
      (data) => (model(data).trees[0].split_conditions[0] = "x"),
      /split_conditions\[0\] is x/,
    ],
    ["a leaf that is missing", (data) => (model(data).trees[0].split_conditions[0] = null), /is no number/],
    ["a tree without nodes", (data) => (model(data).trees[0].split_conditions = []), /tree 0 has no nodes/],
    [
      "no trees",
      (data) => ((model(data).trees = []), (model(data).tree_info = [])),
      /0 trees in rounds of 1/,
    ],
    ["trees of other classes", (data) => (model(data).tree_info[0] = 1), /tree_info\[0\] is 1/],
    [
      "a base score of 0",
      (data) => (data.learner.learner_model_param.base_score = "0E0"),
      /base_score 0. Allowed: numbers above 0/,
    ],
    [
      "two base scores",
      (data) => (data.learner.learner_model_param.base_score = "[1E0,1E0]"),
      /2 base scores for 1 outputs/,
    ],
    [
      "leaves of several values",
      (data) => (model(data).trees[0].tree_param.size_leaf_vector = "2"),
      /leaves of several values/,
    ],
    [
      "an objective of one's own",
      (data) => (data.learner.objective.name = "my:loss"),
      /the objective "my:loss". Allowed: binary:logistic,/,
    ],
    ["no objective", (data) => delete data.learner.objective, /no learner.objective/],
    ["a part of another kind", (data) => (data.learner.objective = 3), /learner.objective is no object/],
    ["a text for a list", (data) => (model(data).trees = "none"), /trees is no list/],
    [
      "names of the prototype",
      (data) => (data.learner.objective.name = "constructor"),
      /the objective "constructor"/,
    ],
  ])("%s", (_, change, message) => {
    expect(() => fromXGBoost(changed(file, change))).toThrow(message);
  });

  test("weights of dart for other trees", () => {
    const change = (data: Data): void => data.learner.gradient_booster.weight_drop.pop();
    expect(() => fromXGBoost(changed("small/dart.json", change))).toThrow(/5 weights of 6 trees/);
  });

  test("deeper than any trained tree", () => {
    const nodes = 2001;
    const change = (data: Data): void => {
      const list = (f: (i: number) => number): number[] => Array.from({ length: nodes }, (_, i) => f(i));
      const isLeaf = (i: number): boolean => i % 2 === 1 || i === nodes - 1;
      Object.assign(model(data).trees[0], {
        left_children: list((i) => (isLeaf(i) ? -1 : i + 1)),
        right_children: list((i) => (isLeaf(i) ? -1 : i + 2)),
        split_conditions: list((i) => i),
        split_indices: list(() => 0),
        default_left: list(() => 0),
        split_type: list(() => 0),
        loss_changes: list(() => 0),
        tree_param: {},
      });
    };
    expect(() => fromXGBoost(changed(file, change))).toThrow(/tree 0 is deeper than 500 splits/);
  });
});

describe("LightGBM and CatBoost files that contradict themselves", () => {
  const text = readText("small/light_gaps.txt");
  test.each<[string, string, RegExp]>([
    ["another version", text.replace("version=v4", "version=v9"), /version v9 of the format/],
    ["no objective", text.replace(/^objective=.*\n/m, ""), /a model without an objective/],
    ["a tree too few", text.replace(/Tree=3[^]*?\n\n\n/, ""), /3 trees, and 4 sizes of trees/],
    ["a cycle", text.replace(/left_child=\S+/, "left_child=0"), /tree 0 has a node in two places/],
    [
      "a feature too many",
      text.replace(/split_feature=\d/, "split_feature=4"),
      /tree 0 tests feature 4 of 4/,
    ],
    ["a leaf too few", text.replace(/leaf_value=\S+ /, "leaf_value="), /leaf_value has 5 entries/],
    ["a leaf that is no number", text.replace(/leaf_value=\S+/, "leaf_value=nan"), /leaf_value\[0\] is nan/],
    ["a missing line", text.replace(/^threshold=.*\n/m, ""), /no line threshold=/],
    ["no leaves", text.replace("num_leaves=6", "num_leaves=0"), /tree 0 has 0 leaves/],
    ["an unknown type of split", text.replace(/decision_type=\d+/, "decision_type=14"), /decision_type 14/],
    ["a sigmoid of 0", text.replace("sigmoid:1", "sigmoid:0"), /a sigmoid above 0/],
    [
      "classes that are not there",
      text.replace(/^objective=.*/m, "objective=multiclass num_class:3"),
      /trees a round/,
    ],
  ])("LightGBM: %s", (_, given, message) => {
    expect(given).not.toBe(text);
    expect(() => fromLightGBM(given)).toThrow(message);
  });

  test("LightGBM: text that ends in a tree", () => {
    expect(() => fromLightGBM(text.slice(0, 900))).toThrow(TruncatedDataError);
    expect(() => fromLightGBM(text.slice(0, 900))).toThrow(/the text ends before "end of trees"/);
  });

  test("LightGBM: objects in a circle", () => {
    const change = (data: Data): void => {
      const root = data.tree_info[0].tree_structure;
      root.left_child = root;
    };
    expect(() => fromLightGBM(changed("small/light_gaps.json", change))).toThrow(/a node in two places/);
  });

  test.each<[string, (data: Data) => void, RegExp]>([
    [
      "a leaf too few",
      (data) => data.oblivious_trees[0].leaf_values.pop(),
      /leaf_values has 7 entries. Allowed: 8/,
    ],
    [
      "a feature too many",
      (data) => (data.oblivious_trees[0].splits[0].float_feature_index = 4),
      /float_feature_index is 4/,
    ],
    [
      "far too many splits",
      (data) => (data.oblivious_trees[0].splits = Array(40).fill(data.oblivious_trees[0].splits[0])),
      /40 splits/,
    ],
    [
      "a split by category",
      (data) => (data.oblivious_trees[0].splits[0].split_type = "OneHotFeature"),
      /type OneHotFeature: categorical/,
    ],
    ["features that are texts", (data) => (data.features_info.text_features = [{}]), /text features/],
    ["a scale of 0", (data) => (data.scale_and_bias[0] = 0), /scale 0/],
    [
      "two biases",
      (data) => (data.scale_and_bias[1] = [0, 0]),
      /2 biases for a identity model|2 biases for a exp model/,
    ],
    ["no trees", (data) => (data.oblivious_trees = []), /no trees/],
    ["no features", (data) => (data.features_info.float_features = []), /no features/],
    [
      "unknown missing values",
      (data) => (data.features_info.float_features[0].nan_value_treatment = "No"),
      /nan_value_treatment "No"/,
    ],
  ])("CatBoost: %s", (_, change, message) => {
    expect(() => fromCatBoost(changed("small/cat_poisson.json", change))).toThrow(message);
  });

  test.each<[string, (data: Data) => void, RegExp]>([
    [
      "a node in its own branch",
      ({ trees }) => (trees[1].left = trees[1]),
      /tree 1 has a node in two places/,
    ],
    ["one child", ({ trees }) => delete trees[0].right, /no trees\[0\].right/],
    ["neither split nor value", ({ trees }) => (trees[0] = { weight: 1 }), /no trees\[0\].value/],
    [
      "one value of three",
      ({ trees }) => (trees[2] = { value: 1 }),
      /tree 2 has a leaf of one value.*3 values/,
    ],
    ["two values of three", ({ trees }) => (trees[0] = { value: [1, 2] }), /value has 2 entries. Allowed: 3/],
    ["a category", ({ trees }) => (trees[0].split.split_type = "OnlineCtr"), /type OnlineCtr: categorical/],
  ])("CatBoost, trees of nodes: %s", (_, change, message) => {
    expect(() => fromCatBoost(changed("small/cat_nested.json", change))).toThrow(message);
  });

  test("CatBoost: labels that are not two", () => {
    const change = (data: Data): unknown => (data.model_info.class_params.class_names = [1]);
    expect(() => fromCatBoost(changed("small/cat_gaps_min.json", change))).toThrow(/class names \[1\]/);
  });
});

/** What a reader does with altered bytes: it reads them, or throws an error of the library. */
function outcome(read: (data: Uint8Array) => unknown, data: Uint8Array): string {
  try {
    read(data);
    return "read";
  } catch (error) {
    if (error instanceof FheLearnError) return error.code;
    throw error;
  }
}

describe("damaged bytes", () => {
  test("UBJSON cut off after any byte is refused, as cut off wherever it could be", () => {
    const bytes = readBytes("small/dart.ubj");
    for (let length = 1; length < bytes.length; length++) {
      // Two bytes in, `{` might begin JSON as well.
      const expected = length === 1 ? /TRUNCATED_DATA|CORRUPTED_DATA/ : /TRUNCATED_DATA/;
      expect(outcome(fromXGBoost, bytes.subarray(0, length)), `${length} bytes`).toMatch(expected);
    }
  });

  test.each(["small/dart.json", "small/light_gaps.json", "small/cat_texts.json", "small/light_gaps.txt"])(
    "%s cut off anywhere is refused",
    (file) => {
      const bytes = readBytes(file);
      const end = file.endsWith(".txt") ? readText(file).indexOf("end of trees") : bytes.length;
      for (let length = 1; length < end; length += 7)
        expect(outcome(readerOf(file), bytes.subarray(0, length))).toMatch(/TRUNCATED_DATA|CORRUPTED_DATA/);
    },
  );

  test.each([
    "small/dart.ubj",
    "small/dart.json",
    "small/light_gaps.txt",
    "small/light_gaps.json",
    "small/cat_texts.json",
  ])("flipped bits of %s are read or refused, never worse", (file) => {
    const bytes = readBytes(file);
    let state = 7;
    const next = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const found = new Set<string>();
    for (let round = 0; round < 1500; round++) {
      const copy = Uint8Array.from(bytes);
      for (let flips = 1 + next(3); flips > 0; flips--) copy[next(copy.length)] ^= 1 << next(8);
      found.add(outcome(readerOf(file), copy));
    }
    expect(found).toContain("read");
    expect(found).toContain("CORRUPTED_DATA");
  });

  test.each<[string, string, RegExp]>([
    ["a list longer than the file", "{U\x01a[$d#l\x7f\xff\xff\xff", /expected .* more bytes/],
    ["a list of constants", "{U\x01a[$Z#l\x7f\xff\xff\xff", /a list of 2147483647 constants/],
    ["a negative length", "{i\xffa", /a length of -1/],
    ["a length that is no number", "{U\x01a[#S", /a length of type 83/],
    ["a type without a count", "{U\x01a[$U]", /a typed list without a count/],
    ["an unknown mark", "{U\x01aX}", /no value begins with byte 88/],
    ["nested without end", `{U\x01a${"[".repeat(100)}`, /more than 64 levels/],
    ["one name twice", "{U\x01aTU\x01aF}", /two parts named "a"/],
    ["text that is none", "{U\x01aSU\x01\xff}", /text that is not UTF-8/],
    ["more after the end", "{U\x01aT}}", /1 bytes follow after the end/],
    ["nothing of a model", "{U\x01aT}", /it has no learner/],
  ])("UBJSON: %s", (_, text, message) => {
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    expect(() => fromXGBoost(bytes)).toThrow(message);
  });
});
