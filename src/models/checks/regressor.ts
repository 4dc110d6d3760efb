import { OutOfRangeError } from "../../core/index.ts";
import { expectError, expectThat } from "./check.ts";
import type { EstimatorCheck, Subject } from "./check.ts";
import { makeData } from "./data.ts";

/** Regressors learn what can be learned and refuse targets they cannot have. */
export function regressorChecks({ Estimator, name, make }: Subject): EstimatorCheck[] {
  const { tags } = Estimator.spec;
  const { X, y } = makeData(tags);
  const checks: EstimatorCheck[] = [
    {
      name: "a target the features explain is explained",
      run: async () => {
        const model = make();
        await model.fit(X, y);
        const score = await model.score(X, y);
        expectThat(
          score > 0.5,
          name,
          `score ${score} where the features explain the target`,
          "check the solver",
        );
        const predicted = await model.predict(X);
        const areNumbers =
          predicted instanceof Float64Array &&
          predicted.length === y.length &&
          predicted.every(Number.isFinite);
        expectThat(
          areNumbers,
          name,
          "predictions that are no numbers",
          "give a Float64Array, one number a row",
        );
      },
    },
  ];
  if (tags.targets === "real") return checks;
  return [
    ...checks,
    {
      name: "targets outside the distribution are refused",
      run: async () => {
        await expectError(name, "a negative target", OutOfRangeError, () => make().fit(X, y.with(4, -1)));
        if (tags.targets === "positive") {
          await expectError(name, "a target of 0", OutOfRangeError, () => make().fit(X, y.with(4, 0)));
        } else {
          await expectError(name, "targets of 0 only", OutOfRangeError, () =>
            make().fit(
              X,
              y.map(() => 0),
            ),
          );
        }
      },
    },
  ];
}
