import { CorruptedDataError } from "../../core/index.ts";
import { decide, expectError, expectSame, expectThat } from "./check.ts";
import type { EstimatorCheck, Subject } from "./check.ts";
import { makeData } from "./data.ts";

/** A dumped model comes back from JSON text unchanged; anything else is refused. */
export function persistenceChecks({ Estimator, name, make }: Subject): EstimatorCheck[] {
  const { tags } = Estimator.spec;
  const { X, y } = makeData(tags);
  const labels = tags.kind === "classifier" ? Array.from(y, (label) => `class ${label}`) : y;
  const dumped = async (): Promise<Record<string, unknown>> => {
    const model = make();
    await model.fit(X, labels);
    return JSON.parse(JSON.stringify(model.dump!())) as Record<string, unknown>;
  };
  return [
    {
      name: "dump and load give the same model, quantized and not",
      run: async () => {
        const model = make();
        await model.fit(X, labels);
        const text = JSON.stringify(model.dump!());
        for (const form of [text, JSON.parse(text) as unknown]) {
          const copy = Estimator.load!(form);
          const equal = JSON.stringify(copy.getParams()) === JSON.stringify(model.getParams());
          expectThat(equal, name, "a loaded model with other options", "write all options");
          for (const fhe of tags.fhe ? ["float", "disable"] : [undefined]) {
            expectSame(
              name,
              "a loaded model",
              await decide(copy, X, { fhe }),
              await decide(model, X, { fhe }),
            );
            expectSame(name, "its labels", await copy.predict(X, { fhe }), await model.predict(X, { fhe }));
          }
          expectThat(
            JSON.stringify(copy.dump!()) === text,
            name,
            "a second dump that differs",
            "write what was read",
          );
        }
      },
    },
    {
      name: "dumps of other versions, other estimators and damaged ones are refused",
      run: async () => {
        const good = await dumped();
        const load =
          (json: unknown): (() => unknown) =>
          () =>
            Estimator.load!(json);
        const wrong: [string, unknown][] = [
          ["another version", { ...good, version: 99 }],
          ["another estimator", { ...good, estimator: "SomethingElse" }],
          ["no fitted part", { ...good, fitted: undefined }],
          ["an empty fitted part", { ...good, fitted: {} }],
          ["an unknown option", { ...good, params: { thisIsNoOption: 1 } }],
          ["another kind", { ...good, kind: "tree" }],
          ["text that is no JSON", "{"],
          ["null", null],
          ["a number", 7],
        ];
        for (const [what, json] of wrong) await expectError(name, what, CorruptedDataError, load(json));
        // Each part of the fitted state is needed and checked.
        const fitted = good.fitted as Record<string, unknown>;
        for (const part of Object.keys(fitted)) {
          const damaged = { ...good, fitted: { ...fitted, [part]: null } };
          await expectError(name, `no ${part}`, CorruptedDataError, load(damaged));
        }
      },
    },
  ];
}
