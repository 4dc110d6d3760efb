import { OptionValueError, UnknownOptionError } from "../../core/index.ts";
import { checkNames } from "../base/index.ts";
import { expectError, expectThat } from "./check.ts";
import type { EstimatorCheck, Subject } from "./check.ts";
import { makeData } from "./data.ts";

/** Options are stored by the constructor, copied by clone, checked by fit and setParams. */
export function optionChecks({ Estimator, name, make }: Subject): EstimatorCheck[] {
  const { tags, options } = Estimator.spec;
  const { X, y } = makeData(tags);
  return [
    {
      name: "the constructor stores options and does nothing else",
      run: () => {
        const model = make();
        expectThat(
          !model.isFitted,
          name,
          "fitted after construction",
          "do nothing but store options in the constructor",
        );
        const params = model.getParams();
        checkNames(`${name}.getParams()`, params, Object.keys(options));
        const missing = Object.keys(options).filter((option) => !(option in params));
        expectThat(
          missing.length === 0,
          name,
          `getParams lacks ${missing.join(", ")}`,
          "return every option",
        );
        // Even wrong options are only found by fit, so that a search can set them one after another.
        make({ thisIsNoOption: 1 });
        return Promise.resolve();
      },
    },
    {
      name: "getParams gives a copy, setParams sets and returns the estimator",
      run: () => {
        const model = make();
        Object.assign(model.getParams(), { thisIsNoOption: 1 });
        expectThat(
          !("thisIsNoOption" in model.getParams()),
          name,
          "getParams gave its own object",
          "return a copy",
        );
        expectThat(
          model.setParams(model.getParams() as never) === model,
          name,
          "setParams gave something else",
          "return this",
        );
        return Promise.resolve();
      },
    },
    {
      name: "clone is unfitted and has equal options of its own",
      run: async () => {
        const model = make();
        await model.fit(X, y);
        const copy = model.clone();
        expectThat(!copy.isFitted, name, "a fitted clone", "copy options only");
        const equal = JSON.stringify(copy.getParams()) === JSON.stringify(model.getParams());
        expectThat(equal, name, "a clone with other options", "copy all options");
        expectThat(
          copy.constructor === model.constructor,
          name,
          "a clone of another class",
          "make one of the same class",
        );
      },
    },
    {
      name: "unknown options are refused by fit and setParams, all of them in one message",
      run: async () => {
        const wrong = { thisIsNoOption: 1, norIsThis: 2 };
        for (const run of [() => make(wrong).fit(X, y), () => make().setParams(wrong)]) {
          await expectError(name, "unknown options", UnknownOptionError, run);
          const message = await Promise.resolve().then(run).catch(String);
          expectThat(
            /thisIsNoOption.*norIsThis/.test(String(message)),
            name,
            "a message that lacks one",
            "name all",
          );
        }
      },
    },
    {
      name: "options of a wrong type are refused by fit, and setParams changes nothing then",
      run: async () => {
        for (const option of Object.keys(options)) {
          const wrong = { [option]: () => 1 };
          await expectError(name, `${option} = a function`, OptionValueError, () => make(wrong).fit(X, y));
          const model = make();
          const before = JSON.stringify(model.getParams());
          await expectError(name, `${option} = a function`, OptionValueError, () => model.setParams(wrong));
          expectThat(
            JSON.stringify(model.getParams()) === before,
            name,
            "options half changed",
            "check before setting",
          );
        }
      },
    },
    {
      name: "misspelt call options are refused",
      run: async () => {
        await expectError(name, "fit option sample_weight", UnknownOptionError, () =>
          make().fit(X, y, { sample_weight: y }),
        );
        const model = make();
        await model.fit(X, y);
        await expectError(name, "predict option FHE", UnknownOptionError, () =>
          model.predict(X, { FHE: "execute" }),
        );
        await expectError(name, "score option mode", UnknownOptionError, () =>
          model.score(X, y, { mode: "execute" }),
        );
      },
    },
  ];
}
