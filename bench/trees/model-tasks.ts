import * as library from "../../src/index.ts";
import { loadData } from "../lib/data.ts";
import { runBuilt } from "../lib/built-process.ts";
import { expectSame } from "../lib/expect-same.ts";
import { FittedModel } from "../lib/fitted-model.ts";
import { median } from "../lib/stats.ts";
import type { SuiteBody } from "../lib/suite.ts";
import type { ModelCase } from "../peers/cases/index.ts";

/** Rows whose encrypted answers are compared with the clear ones before anything is timed. */
const CHECKED = 3;

/** A tree model's keys, runs and simulation, and the bytes that travel. */
export async function treeTasks(choice: ModelCase): Promise<SuiteBody> {
  const fitted = await FittedModel.open(library, choice, await loadData(choice.data));
  const { executable } = fitted.circuit;
  const keygens: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await executable.keygen();
    keygens.push(performance.now() - start);
  }
  const keys = await fitted.keygen();
  for (let row = 0; row < CHECKED; row++) {
    const answer = fitted.decrypt(await fitted.run(fitted.encrypt(row)));
    expectSame(`${choice.id}, row ${row}`, answer, fitted.clear(row));
  }
  const simulated = (await fitted.predict("simulate")) as ArrayLike<number>;
  expectSame(`${choice.id}, simulated`, simulated, (await fitted.predict("disable")) as ArrayLike<number>);
  const inputs = fitted.encrypt(0);
  const outputs = await fitted.run(inputs);
  const { length } = fitted.data.yTest;
  const { predictedMilliseconds } = fitted.circuit.statistics();
  return {
    tasks: {
      run: { run: () => fitted.run(inputs) },
      encrypt: { run: () => fitted.encrypt(0) },
      decrypt: { run: () => fitted.decrypt(outputs) },
      "simulate, a row": { per: length, run: () => fitted.predict("simulate") },
      "quantized in the clear, a row": { per: length, run: () => fitted.predict("disable") },
    },
    figures: {
      "run, predicted": { value: predictedMilliseconds, unit: "ms" },
      keygen: { value: median(keygens), unit: "ms" },
      fit: { value: fitted.fitMs, unit: "ms" },
      compile: { value: fitted.compileMs, unit: "ms" },
      "evaluation keys": { value: keys.evaluationKeys.serialize().byteLength, unit: "bytes" },
      input: { value: inputs.serialize().byteLength, unit: "bytes" },
      output: { value: outputs.serialize().byteLength, unit: "bytes" },
      "peak memory, a process of the built package": { value: peakMemory(choice), unit: "bytes" },
    },
    close: () => executable.close?.(),
  };
}

/** Peak memory in bytes of a fresh process that does all of it once: this one has done other work before. */
function peakMemory(choice: ModelCase): number {
  return Number(runBuilt(new URL("model-memory.ts", import.meta.url), JSON.stringify(choice)));
}
