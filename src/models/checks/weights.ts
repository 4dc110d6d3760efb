import { NonFiniteValueError, OutOfRangeError, ShapeError } from "../../core/index.ts";
import { decide, expectError, expectSame } from "./check.ts";
import type { EstimatorCheck, Options, Subject } from "./check.ts";
import { makeData } from "./data.ts";

/** Solvers end within their tolerance of the same minimum, not on the same bits. */
const TOLERANCE = 1e-6;

/** Sample weights count rows. */
export function weightChecks({ Estimator, name, make }: Subject): EstimatorCheck[] {
  const { tags } = Estimator.spec;
  const { X, y } = makeData(tags);
  const clear: Options = tags.fhe ? { fhe: "float" } : {};
  const counts = Float64Array.from(y, (_, i) => (i * 7) % 3);
  const repeated = Array.from(counts).flatMap((count, i) => Array<number>(count).fill(i));
  return [
    {
      name: "a weight of 2 equals the row given twice, a weight of 0 leaves it out",
      run: async () => {
        const [weighted, listed] = [make(), make()];
        await weighted.fit(X, y, { sampleWeight: counts });
        await listed.fit(
          X.take(repeated),
          Float64Array.from(repeated, (i) => y[i]),
        );
        const [a, b] = [await decide(weighted, X, clear), await decide(listed, X, clear)];
        expectSame(name, "weights against repeated rows", a, b, TOLERANCE);
      },
    },
    {
      name: "weights of 1 change nothing",
      run: async () => {
        const [weighted, plain] = [make(), make()];
        await weighted.fit(X, y, { sampleWeight: y.map(() => 1) });
        await plain.fit(X, y);
        expectSame(name, "weights of 1", await decide(weighted, X), await decide(plain, X));
      },
    },
    {
      name: "weights in score count rows too",
      run: async () => {
        const model = make();
        await model.fit(X, y);
        const weighted = await model.score(X, y, { sampleWeight: counts });
        const listed = await model.score(
          X.take(repeated),
          Float64Array.from(repeated, (i) => y[i]),
        );
        expectSame(name, "a weighted score", weighted, listed, 1e-9);
      },
    },
    {
      name: "weights that cannot be are refused",
      run: async () => {
        const fit =
          (sampleWeight: unknown): (() => unknown) =>
          () =>
            make().fit(X, y, { sampleWeight });
        await expectError(name, "a negative weight", OutOfRangeError, fit(counts.with(3, -1)));
        await expectError(name, "weights of 0", OutOfRangeError, fit(y.map(() => 0)));
        await expectError(name, "a weight of NaN", NonFiniteValueError, fit(counts.with(3, NaN)));
        await expectError(name, "too few weights", ShapeError, fit(counts.slice(1)));
      },
    },
  ];
}
