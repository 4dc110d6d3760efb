import { describe, expect, test } from "vitest";
import { Tensor } from "../../../src/core/index.ts";
import {
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
  XGBClassifier,
  XGBRegressor,
} from "../../../src/models/trees/index.ts";
import { fromOnnx } from "../../../src/onnx/index.ts";
import { message, model, node, text, value, varint } from "../support/build.ts";
import { readBytes } from "../support/files.ts";
import {
  attributes,
  classifierFile,
  classLists,
  doubles,
  regressorFile,
  sklearnCase,
  STUMP,
  treeCase,
} from "./support.ts";

/** What the models of this page have in common. */
interface Model {
  predict(X: Tensor, options: object): Promise<ArrayLike<number | string>>;
  predictProba(X: Tensor, options: object): Promise<Tensor>;
}

const FLOAT = { fhe: "float" } as const;

describe.each([
  [sklearnCase("tree_classifier"), DecisionTreeClassifier],
  [sklearnCase("tree_regressor"), DecisionTreeRegressor],
  [sklearnCase("forest_binary"), RandomForestClassifier],
  [sklearnCase("forest_multi"), RandomForestClassifier],
  [sklearnCase("forest_regressor"), RandomForestRegressor],
  [sklearnCase("gradient_boosting_binary"), XGBClassifier],
  [sklearnCase("gradient_boosting_regressor"), XGBRegressor],
  [treeCase("tree_binary"), DecisionTreeClassifier],
  [treeCase("tree_texts"), DecisionTreeClassifier],
  [treeCase("tree_regressor"), DecisionTreeRegressor],
  [treeCase("extra_trees"), RandomForestClassifier],
  [treeCase("extra_trees_regressor"), RandomForestRegressor],
  [treeCase("boosting_multi"), XGBClassifier],
] as const)("$id", ({ file, X, labels, expected, runtime }, Estimator) => {
  const read = fromOnnx(readBytes(file));
  const imported = read as unknown as Model;

  test(`is a ${Estimator.spec.name}`, () => {
    expect(read).toBeInstanceOf(Estimator);
  });

  test("predicts what scikit-learn and onnxruntime predict, but for float32 leaves", async () => {
    const values = labels ? (await imported.predictProba(X, FLOAT)).data : await imported.predict(X, FLOAT);
    expect(values).toHaveLength(expected.length);
    const size = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
    // A float32 leaf errs by 2^-24 of its size; onnxruntime's sums by that for each of at most 12 additions.
    expected.forEach((x, i) => {
      expect(Math.abs(x - (values[i] as number))).toBeLessThan(2 ** -23 * size);
    });
    runtime.forEach((x, i) => {
      expect(Math.abs(x - (values[i] as number))).toBeLessThan(12 * 2 ** -24 * size);
    });
    if (labels) expect(Array.from(await imported.predict(X, FLOAT))).toEqual(labels);
  });
});

describe("after steps of the features", () => {
  test.each(["scaled_forest", "scaled_regressor"])("%s is a pipeline", async (id) => {
    const { file, X, labels, runtime } = treeCase(id);
    const read = fromOnnx(readBytes(file));
    expect(String(read)).toMatch(/^Pipeline\(scaler: \w+, model: RandomForest/);
    const imported = read as unknown as Model;
    const values = labels ? (await imported.predictProba(X, FLOAT)).data : await imported.predict(X, FLOAT);
    runtime.forEach((x, i) => {
      expect(values[i]).toBeCloseTo(x, 5);
    });
  });

  test("a map of probabilities is the same model", () => {
    const [one, other] = ["tree_texts", "tree_zipmap"].map((id) => fromOnnx(readBytes(`trees/${id}.onnx`)));
    expect((other as DecisionTreeClassifier).dump()).toEqual((one as DecisionTreeClassifier).dump());
  });
});

describe("comparisons", () => {
  // 0.1 as float32 is above the double 0.1.
  const single = Math.fround(0.1);
  const rows = [single - 1e-12, single, single + 1e-12, 0.1, single + 1e-7].map((x) => [x, -2]);

  test.each([
    ["BRANCH_LEQ", [10, 10, 10, 10, 20]],
    ["BRANCH_LT", [20, 20, 20, 20, 20]],
    ["BRANCH_GTE", [10, 10, 10, 10, 10]],
    ["BRANCH_GT", [20, 20, 20, 20, 10]],
  ])("%s on float32 rows", async (mode, expected) => {
    const nodes_modes = STUMP.nodes_modes.map((old, i) => (i === 0 ? mode : old));
    const file = regressorFile({ ...STUMP, nodes_modes, nodes_values: [0.1, 0, -1.25, 0, 0] });
    expect(Array.from(await (fromOnnx(file) as DecisionTreeRegressor).predict(rows, FLOAT))).toEqual(
      expected,
    );
  });

  test("doubles of version 3 are compared as doubles", async () => {
    const lists = Object.fromEntries(Object.entries(STUMP).filter(([name]) => name !== "nodes_values"));
    const dims = [message(1, text(2, "rows")), message(1, varint(1, 2))];
    const file = model(
      message(11, text(1, "X"), message(2, message(1, varint(1, 11), message(2, ...dims)))),
      node(
        "TreeEnsembleRegressor",
        "ai.onnx.ml",
        ["X"],
        ["y"],
        ...attributes(lists),
        doubles("nodes_values_as_tensor", [0.1, 0, -1.25, 0, 0]),
      ),
      value(12, "y", 1),
    );
    const found = await (fromOnnx(file) as DecisionTreeRegressor).predict(
      [
        [0.1, -2],
        [0.1 + 2e-17, -2],
        [0.1 - 2e-17, -2],
      ],
      FLOAT,
    );
    expect(Array.from(found)).toEqual([10, 20, 10]);
  });

  test("missing values go where the file says; without such flags they are refused", async () => {
    const gaps = new Tensor(Float64Array.of(NaN, -2, 1, NaN, 0, NaN), [3, 2]);
    const read = (flags: number[]): DecisionTreeRegressor =>
      fromOnnx(regressorFile({ ...STUMP, nodes_missing_value_tracks_true: flags })) as DecisionTreeRegressor;
    expect(Array.from(await read([1, 0, 0, 0, 0]).predict(gaps, FLOAT))).toEqual([10, 30, 10]);
    expect(Array.from(await read([0, 0, 1, 0, 0]).predict(gaps, FLOAT))).toEqual([20, 20, 10]);
    await expect(read([0, 0, 0, 0, 0]).predict(gaps, FLOAT)).rejects.toThrow(/NaN at row 0, column 0/);
  });
});

describe("what sums are", () => {
  const rows = [
    [0, 0],
    [1, -2],
    [1, 0],
  ];

  test("averages, base values and exponentials of regressors", async () => {
    const two = { ...STUMP, aggregate_function: "AVERAGE" };
    const average = fromOnnx(regressorFile(two)) as DecisionTreeRegressor;
    expect(Array.from(await average.predict(rows, FLOAT))).toEqual([10, 20, 30]);
    const based = fromOnnx(regressorFile({ ...STUMP, base_values: [0.5] })) as XGBRegressor;
    expect(based).toBeInstanceOf(XGBRegressor);
    expect(Array.from(await based.predict(rows, FLOAT))).toEqual([10.5, 20.5, 30.5]);
    const file = model(
      value(11, "X", 2),
      node("TreeEnsembleRegressor", "ai.onnx.ml", ["X"], ["sum"], ...attributes(STUMP)),
      node("Exp", "", ["sum"], ["y"]),
      value(12, "y", 1),
    );
    expect(Array.from(await (fromOnnx(file) as XGBRegressor).predict(rows, FLOAT))).toEqual(
      [10, 20, 30].map(Math.exp),
    );
  });

  test("softmax of two classes is the sigmoid of their difference", async () => {
    const weights = [
      [1, 0, 0.5],
      [1, 1, -0.25],
      [3, 1, 2],
      [4, 0, 1],
    ] as const;
    const file = classifierFile(classLists(weights, { post_transform: "SOFTMAX", base_values: [0.5, 0.25] }));
    const read = fromOnnx(file) as XGBClassifier;
    expect(read.classes_).toEqual(Float64Array.of(3, 7));
    const shares = await read.predictProba(rows, FLOAT);
    const odds = [-0.25 - 0.5, 2, -1].map((z) => z - 0.25);
    odds.forEach((z, i) => {
      expect(shares.at(i, 1)).toBeCloseTo(1 / (1 + Math.exp(-z)), 12);
    });
  });

  test("one weight a leaf is of the second class", async () => {
    const weights = [
      [1, 1, -1],
      [3, 1, 2],
      [4, 1, 0.5],
    ] as const;
    const read = fromOnnx(
      classifierFile(classLists(weights, { post_transform: "LOGISTIC" })),
    ) as XGBClassifier;
    expect(await read.predict(rows, FLOAT)).toEqual(Float64Array.of(3, 7, 7));
  });
});

describe("options", () => {
  const file = readBytes("sklearn/forest_binary.onnx");
  const { X } = sklearnCase("forest_binary");

  test("the class to import into", () => {
    expect(fromOnnx(file, { estimator: RandomForestClassifier })).toBeInstanceOf(RandomForestClassifier);
    const one = readBytes("sklearn/tree_regressor.onnx");
    expect(fromOnnx(one, { estimator: XGBRegressor })).toBeInstanceOf(XGBRegressor);
    expect(() => fromOnnx(file, { estimator: XGBClassifier })).toThrow(
      /estimator XGBClassifier for a file of 10 trees.*Allowed: RandomForestClassifier/,
    );
    expect(() => fromOnnx(file, { estimator: RandomForestRegressor })).toThrow(/RandomForestRegressor/);
    const linear = readBytes("sklearn/linear_regression.onnx");
    expect(() => fromOnnx(linear, { estimator: RandomForestRegressor })).toThrow(
      /a linear regressor in the file/,
    );
  });

  test("bits and the grid", () => {
    const read = fromOnnx(file, {
      nBits: { opInputs: 3, opLeaves: 9 },
      grid: "calibration",
      X,
    }) as RandomForestClassifier;
    expect(Math.max(...read.binner_.bins)).toBeLessThanOrEqual(8);
    expect(read.getParams().nBits).toEqual({ opInputs: 3, opLeaves: 9 });
    expect(() => fromOnnx(file, { X })).toThrow(/X with the exact grid/);
    expect(() => fromOnnx(file, { params: {} })).toThrow(/params with a file of trees/);
    const linear = readBytes("sklearn/linear_regression.onnx");
    expect(() => fromOnnx(linear, { grid: "exact" })).toThrow(/grid with a file of a linear model/);
  });

  test("calibration rows of a pipeline are given as its inputs are", () => {
    const { file: scaled, X: rows } = treeCase("scaled_forest");
    const options = { grid: "calibration", X: rows, nBits: 8 } as const;
    expect(String(fromOnnx(readBytes(scaled), options))).toMatch(/^Pipeline/);
  });
});
