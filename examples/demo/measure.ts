import type { Executable, Progress } from "../../src/index.ts";
import { Tensor } from "../../src/index.ts";
import type { DemoCase } from "./cases.ts";

/** What the demo shows of one model. Times are medians in milliseconds, a row where not said otherwise. */
export interface Result {
  readonly title: string;
  readonly metric: string;
  readonly rows: { readonly train: number; readonly test: number; readonly encrypted: number };
  readonly features: number;
  readonly scores: {
    readonly float: number;
    readonly quantized: number;
    readonly simulated: number;
    readonly encrypted: number;
  };
  /** Encrypted predictions that differ from those of the quantized model in the clear. */
  readonly differences: number;
  readonly bits: number;
  readonly cmux: number;
  readonly bootstraps: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly log2FailureProbability: number;
  readonly milliseconds: {
    readonly fit: number;
    readonly compile: number;
    readonly simulate: number;
    readonly keygen: number;
    readonly encrypt: number;
    readonly run: number;
    readonly decrypt: number;
  };
  readonly bytes: { readonly input: number; readonly output: number; readonly evaluationKeys: number };
}

/** Rows timed one by one, through bytes, as a client and a server on two machines would. */
const TIMED_ROWS = 20;

/** Trains, compiles, simulates and executes one model, and measures every step. */
export async function measure(item: DemoCase, onProgress: (progress: Progress) => void): Promise<Result> {
  const { title, metric, model, XTrain, XTest, yTrain, yTest } = item;
  const fit = await timed<unknown>(() => model.fit(XTrain, yTrain, { onProgress }));
  const compile = await timed(() => model.compile(XTrain, { onProgress }));
  const circuit = compile.value;
  const encryptedRows = item.encryptedRows ?? XTest.length;
  const XFew = XTest.slice(0, encryptedRows);
  const simulated = await timed(() => model.score(XTest, yTest, { fhe: "simulate", randomState: 42 }));
  const scores = {
    float: await model.score(XTest, yTest, { fhe: "float" }),
    quantized: await model.score(XTest, yTest, { fhe: "disable" }),
    simulated: simulated.value,
    encrypted: await model.score(XFew, yTest.slice(0, encryptedRows), { fhe: "execute", onProgress }),
  };
  const clear = Array.from<unknown>(await model.predict(XTest, { fhe: "disable" }));
  const executed = Array.from<unknown>(await model.predict(XFew, { fhe: "execute", onProgress }));
  const phases = await timePhases(
    circuit.executable,
    model.clientProcessing.quantize(XTest.slice(0, TIMED_ROWS)),
  );
  const { cmux, bootstraps, inputBytes, outputBytes, evaluationKeyBytes } = circuit.statistics();
  return {
    title,
    metric,
    rows: { train: XTrain.length, test: XTest.length, encrypted: encryptedRows },
    features: XTrain.shape[1],
    scores,
    differences: executed.filter((value, row) => value !== clear[row]).length,
    bits: circuit.graph.maximumIntegerBitWidth(),
    cmux,
    bootstraps,
    parameters: circuit.parameters!,
    log2FailureProbability: circuit.report.log2FailureProbability,
    milliseconds: { fit: fit.ms, compile: compile.ms, simulate: simulated.ms / XTest.length, ...phases },
    bytes: { input: inputBytes, output: outputBytes, evaluationKeys: evaluationKeyBytes },
  };
}

async function timePhases(
  executable: Executable,
  rows: Tensor,
): Promise<{ keygen: number; encrypt: number; run: number; decrypt: number }> {
  const samples: Record<"keygen" | "encrypt" | "run" | "decrypt", number[]> = {
    keygen: [],
    encrypt: [],
    run: [],
    decrypt: [],
  };
  for (const row of rows) {
    const keys = await timed(() => executable.keygen());
    const { secretKey, evaluationKeys } = keys.value;
    const request = await timed(() => executable.encrypt([Tensor.vector(row)], secretKey).serialize());
    const reply = await timed(async () => {
      const inputs = executable.readEncryptedInputs(request.value);
      const [outputs] = await executable.run([inputs], evaluationKeys);
      return outputs.serialize();
    });
    const answer = await timed(() =>
      executable.decrypt(executable.readEncryptedOutputs(reply.value), secretKey),
    );
    samples.keygen.push(keys.ms);
    samples.encrypt.push(request.ms);
    samples.run.push(reply.ms);
    samples.decrypt.push(answer.ms);
  }
  return {
    keygen: median(samples.keygen),
    encrypt: median(samples.encrypt),
    run: median(samples.run),
    decrypt: median(samples.decrypt),
  };
}

async function timed<T>(action: () => T | Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await action();
  return { value, ms: performance.now() - start };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
