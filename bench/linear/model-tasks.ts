import * as library from "../../src/index.ts";
import { loadData } from "../lib/data.ts";
import { expectSame } from "../lib/expect-same.ts";
import { FittedModel } from "../lib/fitted-model.ts";
import type { SuiteBody } from "../lib/suite.ts";
import type { ModelCase } from "../peers/cases/index.ts";

/** All steps of a model's life, after its encrypted answers were found equal to the clear ones. */
export async function modelTasks(choice: ModelCase): Promise<SuiteBody> {
  const fitted = await FittedModel.open(library, choice, await loadData(choice.data));
  const keys = await fitted.keygen();
  const rows = 5;
  for (let row = 0; row < rows; row++) {
    const answer = fitted.decrypt(await fitted.run(fitted.encrypt(row)));
    expectSame(`${choice.id}, row ${row}`, answer, fitted.clear(row));
  }
  const simulated = await fitted.predict("simulate");
  expectSame(
    `${choice.id}, simulated`,
    simulated as ArrayLike<number>,
    (await fitted.predict("disable")) as ArrayLike<number>,
  );
  const inputs = fitted.encrypt(0);
  const outputs = await fitted.run(inputs);
  const { yTest } = fitted.data;
  return {
    tasks: {
      simulate: { per: yTest.length, unit: "rows/s", run: () => fitted.predict("simulate") },
      "quantized, clear": { per: yTest.length, unit: "rows/s", run: () => fitted.predict("disable") },
      // Keys of its own: those of the circuit are in use.
      keygen: { run: () => fitted.circuit.executable.keygen() },
      encrypt: { run: () => fitted.encrypt(0) },
      run: { run: () => fitted.run(inputs) },
      decrypt: { run: () => fitted.decrypt(outputs) },
      "serialize input": { run: () => inputs.serialize() },
      compile: { run: () => fitted.model.compile(fitted.data.xTrain) },
    },
    figures: {
      fit: { value: fitted.fitMs, unit: "ms" },
      input: { value: inputs.serialize().byteLength, unit: "bytes" },
      output: { value: outputs.serialize().byteLength, unit: "bytes" },
      "secret key": { value: keys.secretKey.serialize().byteLength, unit: "bytes" },
      "evaluation keys": { value: keys.evaluationKeys.serialize().byteLength, unit: "bytes" },
    },
  };
}
