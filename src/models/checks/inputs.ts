import {
  EmptyInputError,
  FeatureCountError,
  FeatureNameError,
  InvalidInputError,
  NonFiniteValueError,
  NotFittedError,
  ShapeError,
  Tensor,
} from "../../core/index.ts";
import { decide, expectError, expectSame, expectThat } from "./check.ts";
import type { CheckedEstimator, EstimatorCheck, Subject } from "./check.ts";
import { makeData } from "./data.ts";

/** Unusable data is refused by name, usable data accepted in every form. */
export function inputChecks({ Estimator, name, make }: Subject): EstimatorCheck[] {
  const { tags } = Estimator.spec;
  const { X, y } = makeData(tags);
  const rows = X.toArray() as number[][];
  const column = (j: number): number[] => rows.map((row) => row[j]);
  const columns = { a: column(0), b: column(1), c: column(2), d: column(3) };
  const records = rows.map(([a, b, c, d]) => ({ a, b, c, d }));
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
        for (const form of [rows, rows.map((row) => Float64Array.from(row)), shaped, columns, records]) {
          const model = make();
          await model.fit(form, Array.from(y));
          expectSame(name, "another form of X", await decide(model, form), reference);
        }
      },
    },
    {
      name: "column names are kept by fit and held against later tables, also after dump and load",
      run: async () => {
        const fitted = make();
        await fitted.fit(columns, y);
        const loaded = fitted.dump && Estimator.load?.(JSON.stringify(fitted.dump()));
        const names = Object.keys(columns);
        const swapped = { b: columns.b, a: columns.a, c: columns.c, d: columns.d };
        for (const model of loaded ? [fitted, loaded] : [fitted]) {
          expectThat(
            model.featureNamesIn_?.join() === names.join(),
            name,
            `featureNamesIn_ ${String(model.featureNamesIn_)}`,
            "keep the names in fit (setFeatureNames), and in dump",
          );
          const known = await model.predict(records);
          for (const table of [swapped, { ...columns, e: columns.a }]) {
            // What picks its columns by name need not mind order and company.
            const found = await model.predict(table).catch(() => undefined);
            if (found) expectSame(name, "columns in another order", found, known);
            else await expectError(name, "other columns", FeatureNameError, () => model.predict(table));
          }
          const fewer = { a: columns.a, b: columns.b, d: columns.d };
          await expectError(name, "a missing column", FeatureNameError, () => model.predict(fewer));
        }
        await fitted.fit(X, y);
        expectThat(
          fitted.featureNamesIn_ === undefined,
          name,
          "names of a former fit",
          "forget them in a fit without names",
        );
      },
    },
    {
      name: "cells that are no numbers are named by row and column",
      run: async () => {
        const text = { ...columns, b: columns.b.map((_, i) => `cell ${i}`) };
        const gap = { ...columns, c: columns.c.map((value, i) => (i === 7 ? null : value)) };
        const cases: [object, RegExp][] = [
          [text, /row 0, column b/],
          [gap, /row 7, column c/],
        ];
        for (const [table, place] of cases) {
          const model = make();
          await expectError(name, "a cell that is no number", InvalidInputError, () => model.fit(table, y));
          const message = String(await model.fit(table, y).catch(String));
          expectThat(place.test(message), name, `the message ${message}`, "name row and column");
        }
      },
    },
  ];
}
