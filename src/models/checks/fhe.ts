import {
  ConflictingOptionsError,
  FeatureCountError,
  NotCompiledError,
  NotFittedError,
  OptionValueError,
  Tensor,
  UnknownFheModeError,
  UnknownOptionError,
} from "../../core/index.ts";
import { evaluateRows } from "../../graph/index.ts";
import type { OptionTable } from "../base/index.ts";
import { ClientProcessing } from "../processing/index.ts";
import { decide, expectError, expectSame, expectThat, probabilitiesOf } from "./check.ts";
import type { CheckedEstimator, EstimatorCheck, Options, Subject } from "./check.ts";
import { makeData } from "./data.ts";
import type { FhePart } from "./fhe-part.ts";

/** Which encrypted runs to make: they take seconds for some models. */
export interface FheCheckOptions {
  /** Rows to encrypt and run for real; 0 for none. */
  readonly executedRows: number;
}

/** The integer twin is the model; the clear, simulated and encrypted runs of it agree. */
export function fheChecks(subject: Subject, { executedRows }: FheCheckOptions): EstimatorCheck[] {
  const { Estimator, name, make } = subject;
  const { tags } = Estimator.spec;
  const { X, y } = makeData(tags, 5, tags.multiclass ? 3 : 2);
  const accepts = bitsOption(Estimator.spec.options as OptionTable<Options>);
  // What there is beside the inputs: weights of linear models, leaves of trees.
  const others = accepts({ opInputs: 8, opLeaves: 8 }) ? "opLeaves" : "opWeights";
  const bitsOf = (opInputs: number, other: number): Options => ({ opInputs, [others]: other });
  const fitted = async (more: Options = {}): Promise<CheckedEstimator & FhePart> => {
    const model = make(more) as CheckedEstimator & FhePart;
    await model.fit(X, y);
    return model;
  };
  return [
    {
      name: "nBits outside its range is refused",
      run: async () => {
        for (const nBits of [0, -1, 0.5, 40, NaN, "8", null, { opInputs: 8 }, bitsOf(8, 0)]) {
          await expectError(name, `nBits ${JSON.stringify(nBits)}`, OptionValueError, () =>
            make({ nBits }).fit(X, y),
          );
        }
        await fitted({ nBits: bitsOf(5, 7) });
      },
    },
    {
      name: "a misspelt fhe mode is refused, never run in the clear",
      run: async () => {
        const model = await fitted();
        for (const fhe of ["excute", "Execute", "", "clear", true, null, 1]) {
          for (const method of ["predict", "predictProba", "decisionFunction"] as const) {
            if (!model[method]) continue;
            await expectError(name, `fhe ${JSON.stringify(fhe)}`, UnknownFheModeError, () =>
              model[method]!(X, { fhe }),
            );
          }
          await expectError(name, `fhe ${JSON.stringify(fhe)}`, UnknownFheModeError, () =>
            model.score(X, y, { fhe }),
          );
        }
      },
    },
    {
      name: "simulation and execution need compile, after every fit",
      run: async () => {
        const model = await fitted();
        const refused = async (): Promise<void> => {
          for (const fhe of ["simulate", "execute"]) {
            await expectError(name, `fhe ${fhe} before compile`, NotCompiledError, () =>
              model.predict(X, { fhe }),
            );
          }
          await expectError(name, "fheCircuit before compile", NotCompiledError, () => model.fheCircuit);
        };
        await refused();
        const circuit = await model.compile(X);
        expectThat(
          model.fheCircuit === circuit && model.isCompiled,
          name,
          "fheCircuit is another",
          "keep what compile made",
        );
        await model.fit(X, y);
        await refused();
        const unfitted = make() as CheckedEstimator & FhePart;
        await expectError(name, "fheCircuit before fit", NotFittedError, () => unfitted.fheCircuit);
      },
    },
    {
      name: "wrong compile options are refused",
      run: async () => {
        const model = await fitted();
        const compile =
          (options: Options): (() => unknown) =>
          () =>
            model.compile(X, options);
        for (const pError of [0, 2, -1, NaN]) {
          await expectError(name, `pError ${pError}`, OptionValueError, compile({ pError }));
          await expectError(
            name,
            `globalPError ${pError}`,
            OptionValueError,
            compile({ globalPError: pError }),
          );
        }
        const both = { pError: 2 ** -40, globalPError: 2 ** -40 };
        await expectError(name, "pError and globalPError", ConflictingOptionsError, compile(both));
        await expectError(name, "option p_error", UnknownOptionError, compile({ p_error: 2 ** -40 }));
        await expectError(name, "5 features", FeatureCountError, () => model.compile(Tensor.zeros([2, 5])));
      },
    },
    {
      name: "clear and simulated results are the same at p_error 2^-40, encrypted ones too",
      run: async () => {
        const model = await fitted();
        await model.compile(X, { pError: 2 ** -40 });
        const clear = await decide(model, X);
        const simulated = await decide(model, X, { fhe: "simulate", randomState: 1 });
        expectSame(name, "simulated against clear", simulated, clear);
        expectSame(
          name,
          "simulated labels",
          await model.predict(X, { fhe: "simulate", randomState: 2 }),
          await model.predict(X),
        );
        if (executedRows === 0 || !model.fheCircuit.isExecutable) return;
        const few = X.slice(0, executedRows);
        const executed = await decide(model, few, { fhe: "execute" });
        expectSame(name, "encrypted against clear", executed, await decide(model, few));
      },
    },
    {
      name: "with many bits the integer twin scores as the unquantized one",
      run: async () => {
        const model = await fitted({ nBits: bitsOf(accepts(12) ? 12 : 8, 12) });
        const [float, quantized] = [await model.score(X, y, { fhe: "float" }), await model.score(X, y)];
        expectThat(
          Math.abs(float - quantized) < 0.02,
          name,
          `score ${quantized} for ${float}`,
          "check the quantization",
        );
      },
    },
    {
      name: "rows outside the calibrated range saturate",
      run: async () => {
        const model = await fitted();
        const { clientProcessing: client, graph } = model;
        const outside = X.map((value, i) => (i % 3 === 0 ? 1e9 : i % 3 === 1 ? -1e9 : value));
        const rows = (await model.preprocess?.(outside)) ?? outside;
        const edges = client.input.dequantize(client.input.quantize(rows));
        const nearest = client.decisions(evaluateRows(graph, client.quantize(edges)));
        expectSame(name, "rows far outside", await model.predict(outside), client.predictions(nearest));
        if (model.decisionFunction) {
          expectSame(name, "rows far outside", await decide(model, outside), nearest);
        }
      },
    },
    {
      name: "a client needs the processing data only",
      run: async () => {
        const model = await fitted();
        const client = ClientProcessing.fromJSON(JSON.parse(JSON.stringify(model.clientProcessing)));
        const rows = (await model.preprocess?.(X)) ?? X;
        const integers = evaluateRows(model.graph, client.quantize(rows));
        expectSame(
          name,
          "the client's predictions",
          client.predictions(client.decisions(integers)),
          await model.predict(X),
        );
        const expected = await probabilitiesOf(model, X);
        if (!expected) return;
        const proba = client.probabilities(client.decisions(integers));
        expectSame(name, "the client's probabilities", proba, expected);
      },
    },
  ];
}

/** Which values `nBits` takes: the option itself, or that of the last step of a pipeline. */
function bitsOption(table: OptionTable<Options>): (value: unknown) => boolean {
  const name = Object.keys(table).find((option) => /(^|__)nBits$/.test(option));
  return name === undefined ? () => false : table[name].accepts;
}
