import { CancelledError } from "../../core/index.ts";
import type { Progress } from "../../core/index.ts";
import { decide, expectError, expectSame, expectThat } from "./check.ts";
import type { EstimatorCheck, Subject } from "./check.ts";
import { makeData, makeWiderData } from "./data.ts";

/** What fit promises: it depends on its data only, changes nothing of the caller's, can be stopped. */
export function fittingChecks({ Estimator, name, make }: Subject): EstimatorCheck[] {
  const { tags } = Estimator.spec;
  const { X, y } = makeData(tags);
  return [
    {
      name: "fit returns the estimator and remembers the number of features",
      run: async () => {
        const model = make();
        expectThat((await model.fit(X, y)) === model, name, "fit gave something else", "resolve to this");
        expectThat(
          model.isFitted && model.nFeaturesIn_ === X.shape[1],
          name,
          "wrong nFeaturesIn_",
          "set it in fit",
        );
      },
    },
    {
      name: "two fits on the same data are equal, bit for bit",
      run: async () => {
        const [once, again] = [make(), make()];
        await once.fit(X, y);
        await again.fit(X, y);
        expectSame(name, "a second model", await decide(again, X), await decide(once, X));
        await once.fit(X, y);
        expectSame(name, "a second fit", await decide(once, X), await decide(again, X));
      },
    },
    {
      name: "a second fit forgets the first",
      run: async () => {
        const [fresh, refitted] = [make(), make()];
        const other = makeWiderData(tags);
        await refitted.fit(X, y);
        await refitted.fit(other.X, other.y);
        await fresh.fit(other.X, other.y);
        expectThat(
          refitted.nFeaturesIn_ === 5,
          name,
          "the first number of features",
          "replace all state in fit",
        );
        expectSame(name, "a refitted model", await decide(refitted, other.X), await decide(fresh, other.X));
      },
    },
    {
      name: "fit and predict leave the caller's data and the options alone",
      run: async () => {
        const { X, y } = makeData(tags);
        const [features, targets] = [X.copy(), y.slice()];
        const model = make();
        const params = JSON.stringify(model.getParams());
        await model.fit(features, targets);
        await model.predict(features);
        expectSame(name, "X after fit", features, X);
        expectSame(name, "y after fit", targets, y);
        expectThat(
          JSON.stringify(model.getParams()) === params,
          name,
          "options changed by fit",
          "keep them as given",
        );
        features.data.fill(0);
        const untouched = make();
        await untouched.fit(X, y);
        expectSame(
          name,
          "a model whose training data changed",
          await decide(model, X),
          await decide(untouched, X),
        );
      },
    },
    {
      name: "each row is predicted on its own",
      run: async () => {
        const model = make();
        await model.fit(X, y);
        const all = await model.predict(X);
        for (const i of [0, 17, 59]) {
          const [one] = await model.predict(X.slice(i, i + 1));
          expectThat(
            one === all[i],
            name,
            `row ${i} alone is predicted ${String(one)}`,
            "predict row by row",
          );
        }
        const order = Array.from({ length: X.length }, (_, i) => X.length - 1 - i);
        const reversed = await model.predict(X.take(order));
        expectThat(
          order.every((i, k) => reversed[k] === all[i]),
          name,
          "order matters",
          "predict row by row",
        );
      },
    },
    {
      name: "an aborted fit rejects and leaves the model as it was",
      run: async () => {
        const model = make();
        const stop = AbortSignal.abort();
        await expectError(name, "an aborted fit", CancelledError, () => model.fit(X, y, { signal: stop }));
        expectThat(!model.isFitted, name, "a model fitted by an aborted fit", "set the state last");
        await model.fit(X, y);
        const before = await decide(model, X);
        const other = makeWiderData(tags);
        await expectError(name, "an aborted fit", CancelledError, () =>
          model.fit(other.X, other.y, { signal: stop }),
        );
        expectSame(name, "a model after an aborted fit", await decide(model, X), before);
        await expectError(name, "an aborted predict", CancelledError, () =>
          model.predict(X, { signal: stop }),
        );
      },
    },
    {
      name: "fit reports its progress up to the end",
      run: async () => {
        const seen: Progress[] = [];
        await make().fit(X, y, { onProgress: (progress: Progress) => seen.push(progress) });
        expectThat(
          seen.length > 0 && seen[seen.length - 1].done === seen[seen.length - 1].total,
          name,
          "no progress up to the end",
          "report done = total",
        );
        const inOrder = seen.every((progress, i) => progress.done >= (seen[i - 1]?.done ?? 0));
        expectThat(inOrder, name, "progress that runs backwards", "count upwards");
      },
    },
  ];
}
