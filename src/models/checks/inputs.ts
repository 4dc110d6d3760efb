import {
  EmptyInputError,
  FeatureCountError,
  InvalidInputError,
  NonFiniteValueError,
  NotFittedError,
  ShapeError,
  Tensor,
} from "../../core/index.ts";
import { decide, expectError, expectSame } from "./check.ts";
import type { CheckedEstimator, EstimatorCheck, Subject } from "./check.ts";
import { makeData } from "./data.ts";

/** Unusable data is refused by name, usable data accepted in every form. */
export function inputChecks({ Estimator, name, make }: Subject): EstimatorCheck[] {
  const { tags } = Estimator.spec;
  const { X, y } = makeData(tags);
  const rows = X.toArray() as number[][];
  const altered = (i: number, j: number, value: number): number[][] =>
    rows.map((row, k) => (k === i ? row.with(j, value) : row));
  const fitted = async (): Promise<CheckedEstimator> => {
    const model = make();
    await model.fit(X, y);
    return model;
  };
  return [
    {
      name: "NaN and infinities are refused by fit and predict",
      run: async () => {
        const model = await fitted();
        for (const value of [NaN, Infinity, -Infinity]) {
          const bad = altered(3, 1, value);
          await expectError(name, `${value} in fit`, NonFiniteValueError, () => make().fit(bad, y));
          await expectError(name, `${value} in predict`, NonFiniteValueError, () => model.predict(bad));
          await expectError(name, `target ${value}`, NonFiniteValueError, () =>
            make().fit(X, Array.from(y).with(2, value)),
          );
        }
      },
    },
    {
      name: "ragged rows, flat arrays, wrong lengths and things that are no numbers are refused",
      run: async () => {
        const model = await fitted();
        const ragged = rows.with(5, rows[5].slice(1));
        await expectError(name, "ragged rows in fit", ShapeError, () => make().fit(ragged, y));
        await expectError(name, "ragged rows in predict", ShapeError, () => model.predict(ragged));
        await expectError(name, "a flat array in fit", ShapeError, () => make().fit(rows[0], y));
        await expectError(name, "a single row in predict", ShapeError, () => model.predict(rows[0]));
        await expectError(name, "too few targets", ShapeError, () => make().fit(X, y.slice(1)));
        await expectError(name, "text as features", InvalidInputError, () =>
          make().fit([["a"], ["b"]], [0, 1]),
        );
        await expectError(name, "nothing as features", InvalidInputError, () => make().fit(null, y));
      },
    },
    {
      name: "empty sets are refused",
      run: async () => {
        const model = await fitted();
        await expectError(name, "no rows in fit", EmptyInputError, () =>
          make().fit(Tensor.zeros([0, 4]), []),
        );
        await expectError(name, "no columns in fit", EmptyInputError, () =>
          make().fit(Tensor.zeros([3, 0]), [0, 1, 0]),
        );
        await expectError(name, "no rows in predict", EmptyInputError, () =>
          model.predict(Tensor.zeros([0, 4])),
        );
      },
    },
    {
      name: "another number of features than in fit is refused",
      run: async () => {
        const model = await fitted();
        for (const width of [1, 3, 5]) {
          const other = Tensor.zeros([2, width]);
          await expectError(name, `${width} features in predict`, FeatureCountError, () =>
            model.predict(other),
          );
          await expectError(name, `${width} features in score`, FeatureCountError, () =>
            model.score(other, [0, 1]),
          );
        }
      },
    },
    {
      name: "an unfitted model says so",
      run: async () => {
        const model = make();
        await expectError(name, "predict before fit", NotFittedError, () => model.predict(X));
        await expectError(name, "score before fit", NotFittedError, () => model.score(X, y));
        await expectError(name, "nFeaturesIn_ before fit", NotFittedError, () => model.nFeaturesIn_);
        if (model.predictProba) {
          await expectError(name, "predictProba before fit", NotFittedError, () => model.predictProba!(X));
        }
        if (model.decisionFunction) {
          await expectError(name, "decisionFunction before fit", NotFittedError, () =>
            model.decisionFunction!(X),
          );
        }
        if (model.dump) await expectError(name, "dump before fit", NotFittedError, () => model.dump!());
        if (model.compile)
          await expectError(name, "compile before fit", NotFittedError, () => model.compile!(X));
      },
    },
    {
      name: "all forms of a matrix give the same model and the same results",
      run: async () => {
        const reference = await decide(await fitted(), X);
        const shaped = { data: Float64Array.from(X.data), shape: X.shape };
        for (const form of [rows, rows.map((row) => Float64Array.from(row)), shaped]) {
          const model = make();
          await model.fit(form, Array.from(y));
          expectSame(name, "another form of X", await decide(model, form), reference);
        }
      },
    },
  ];
}
