import type { Tensor } from "../../core/index.ts";
import { ClassCountError, InvalidInputError } from "../../core/index.ts";
import type { Labels } from "../base/index.ts";
import { expectError, expectSame, expectThat, probabilitiesOf } from "./check.ts";
import type { EstimatorCheck, Subject } from "./check.ts";
import { makeData } from "./data.ts";

/** Labels go in and come out unchanged, and all results tell the same story. */
export function classifierChecks({ Estimator, name, make }: Subject): EstimatorCheck[] {
  const { tags } = Estimator.spec;
  const classCounts = tags.multiclass ? [2, 3] : [2];
  return [
    {
      name: "one class is refused",
      run: async () => {
        const { X, y } = makeData(tags);
        await expectError(name, "one class", ClassCountError, () => make().fit(X, y.fill(1)));
      },
    },
    {
      name: "labels may be any numbers, strings or booleans and come back as they were",
      run: async () => {
        const { X, y } = makeData(tags);
        const numbers = make();
        await numbers.fit(X, y);
        const codes = (await numbers.predict(X)) as Float64Array;
        const forms: [Labels, unknown[]][] = [
          [Array.from(y, (label) => (label ? "yes" : "no")), ["no", "yes"]],
          [Array.from(y, (label) => label === 1), [false, true]],
          [y.map((label) => (label ? 7.5 : -3)), [-3, 7.5]],
        ];
        for (const [labels, classes] of forms) {
          const model = make();
          await model.fit(X, labels);
          const found = Array.from(model.classes_! as ArrayLike<unknown>);
          expectThat(
            found.every((label, k) => label === classes[k]),
            name,
            `classes_ ${String(found)}`,
            "keep the labels, ascending",
          );
          const predicted = Array.from((await model.predict(X)) as ArrayLike<unknown>, (label) =>
            classes.indexOf(label),
          );
          expectSame(name, "predicted labels", Float64Array.from(predicted), codes);
        }
        await expectError(name, "labels of two kinds", InvalidInputError, () =>
          make().fit(X.slice(0, 2), ["a", 1]),
        );
      },
    },
    {
      name: "classes that are easy to tell apart are told apart",
      run: async () => {
        for (const classes of classCounts) {
          const { X, y } = makeData(tags, 3, classes);
          const model = make();
          await model.fit(X, y);
          const score = await model.score(X, y);
          expectThat(
            score > 0.85,
            name,
            `accuracy ${score} on ${classes} separate classes`,
            "check the solver",
          );
          const predicted = await model.predict(X);
          const right = y.reduce((sum, label, i) => sum + (label === predicted[i] ? 1 : 0), 0);
          expectSame(name, "score against accuracy", score, right / y.length, 1e-12);
        }
      },
    },
    {
      name: "probabilities, decision values and labels agree",
      run: async () => {
        for (const classes of classCounts) {
          const { X, y } = makeData(tags, 4, classes);
          const model = make();
          await model.fit(X, y);
          const labels = await model.predict(X);
          const proba = await probabilitiesOf(model, X);
          if (proba) checkProbabilities(proba, labels, classes, name);
          if (model.decisionFunction) checkDecisions(await model.decisionFunction(X), labels, classes, name);
        }
      },
    },
  ];
}

function checkProbabilities(proba: Tensor, labels: Labels, classes: number, name: string): void {
  const hasShape = proba.rank === 2 && proba.length === labels.length && proba.shape[1] === classes;
  expectThat(hasShape, name, `probabilities of shape [${proba.shape.join(", ")}]`, "give [rows, classes]");
  for (let i = 0; i < proba.length; i++) {
    const row = proba.row(i);
    const total = row.reduce((a, b) => a + b, 0);
    const areShares = row.every((p) => p >= 0 && p <= 1) && Math.abs(total - 1) < 1e-12;
    expectThat(areShares, name, `probabilities ${row.join(", ")} in row ${i}`, "give shares that sum to 1");
    expectThat(
      row[labels[i] as number] >= Math.max(...row) - 1e-12,
      name,
      `another label in row ${i}`,
      "predict the likeliest",
    );
  }
}

function checkDecisions(decisions: Tensor, labels: Labels, classes: number, name: string): void {
  const wanted = classes === 2 ? [labels.length] : [labels.length, classes];
  const hasShape = decisions.shape.join() === wanted.join();
  expectThat(
    hasShape,
    name,
    `decision values of shape [${decisions.shape.join(", ")}]`,
    `give [${wanted.join(", ")}]`,
  );
  for (let i = 0; i < labels.length; i++) {
    const row = decisions.row(i);
    const code = classes === 2 ? Number(row[0] > 0) : row.indexOf(Math.max(...row));
    expectThat(
      code === labels[i],
      name,
      `decision values ${row.join(", ")} for label ${String(labels[i])}`,
      "let them decide",
    );
  }
}
