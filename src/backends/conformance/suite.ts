import { FheLearnError, InternalError, Tensor } from "../../core/index.ts";
import { evaluate } from "../../graph/index.ts";
import type { Backend, Executable } from "../backend.ts";
import { flattenSample } from "../samples.ts";
import { conformanceCases, conformanceSamples } from "./cases.ts";
import type { ConformanceCase } from "./cases.ts";

/** One check: `run` rejects where the backend does not conform. */
export interface ConformanceCheck {
  readonly name: string;
  readonly run: () => Promise<void>;
}

const SAMPLES = 4;

/**
 * Everything a backend owes, for any test runner:
 *
 * ```ts
 * for (const { name, run } of conformanceChecks(myBackend)) test(name, run);
 * ```
 *
 * A case the backend declares it cannot do (`capabilities`) must be refused with an UnsupportedOperationError.
 */
export function conformanceChecks(backend: Backend): ConformanceCheck[] {
  return conformanceCases.flatMap((item) => {
    if (item.needsLookups && !backend.capabilities.lookups) {
      return [
        {
          name: `${item.name}: refused`,
          run: () => rejects("UNSUPPORTED_OPERATION", () => backend.compile(item.graph())),
        },
      ];
    }
    return [
      { name: `${item.name}: exact integers`, run: () => checkExact(backend, item) },
      {
        name: `${item.name}: keys, ciphertexts and program survive serialization`,
        run: () => checkRoundTrip(backend, item),
      },
      { name: `${item.name}: wrong inputs are refused`, run: () => checkRefusals(backend, item) },
    ];
  });
}

async function checkExact(backend: Backend, { graph: make }: ConformanceCase): Promise<void> {
  const graph = make();
  const executable = await backend.compile(graph);
  const { secretKey, evaluationKeys } = await executable.keygen();
  const samples = conformanceSamples(graph, SAMPLES);
  const outputs = await executable.run(
    samples.map((sample) => executable.encrypt(sample, secretKey)),
    evaluationKeys,
  );
  samples.forEach((sample, i) => {
    expectSame(executable.decrypt(outputs[i], secretKey), evaluate(graph, sample));
  });
  samples.forEach((sample) => {
    const row = flattenSample(sample);
    const simulated = executable.simulate(new Tensor(row, [1, row.length]), { randomState: 1 });
    expectSame([simulated], [Tensor.vector(flattenSample(evaluate(graph, sample))).reshape(simulated.shape)]);
  });
  const { log2FailureProbability } = executable.report;
  if (!(log2FailureProbability <= -40)) {
    throw broken(
      `the report promises a failure probability of 2^${log2FailureProbability}`,
      "at most 2^-40 by default",
    );
  }
}

async function checkRoundTrip(backend: Backend, { graph: make }: ConformanceCase): Promise<void> {
  const graph = make();
  const client = await backend.compile(graph);
  const server = await backend.load(client.serialize());
  const keys = await client.keygen();
  const secretKey = client.readSecretKey(keys.secretKey.serialize());
  const evaluationKeys = server.readEvaluationKeys(keys.evaluationKeys.serialize());
  const sample = conformanceSamples(graph, 3)[2];
  const inputs = server.readEncryptedInputs(client.encrypt(sample, secretKey).serialize());
  const [outputs] = await server.run([inputs], evaluationKeys);
  const received = client.readEncryptedOutputs(outputs.serialize());
  expectSame(client.decrypt(received, secretKey), evaluate(graph, sample));
}

async function checkRefusals(backend: Backend, { graph: make }: ConformanceCase): Promise<void> {
  const graph = make();
  const [here, elsewhere] = [await backend.compile(graph), await backend.compile(graph)];
  const [mine, yours, foreign] = [await here.keygen(), await here.keygen(), await elsewhere.keygen()];
  const sample = conformanceSamples(graph, 1)[0];
  const inputs = here.encrypt(sample, mine.secretKey);
  await rejects("KEY_MISMATCH", () => here.run([inputs], yours.evaluationKeys));
  await rejects("CIRCUIT_MISMATCH", () => here.run([inputs], foreign.evaluationKeys));
  await rejects("CIRCUIT_MISMATCH", () => elsewhere.run([inputs], foreign.evaluationKeys));
  const [outputs] = await here.run([inputs], mine.evaluationKeys);
  await rejects("KEY_MISMATCH", () => here.decrypt(outputs, yours.secretKey));
  await rejects("CIRCUIT_MISMATCH", () => here.encrypt(sample, foreign.secretKey));
  const tooLarge = sample.map((tensor, i) =>
    i === 0 ? tensor.map(() => graph.inputs[0].type.max + 1) : tensor,
  );
  await rejects("OUT_OF_RANGE", () => here.encrypt(tooLarge, mine.secretKey));
  await rejects("SHAPE", () => here.encrypt([], mine.secretKey));
  await rejects("SHAPE", () =>
    here.encrypt(
      sample.map(() => Tensor.zeros([3, 3, 3])),
      mine.secretKey,
    ),
  );
  await rejects("CANCELLED", () => here.run([inputs], mine.evaluationKeys, { signal: AbortSignal.abort() }));
  await checkBytes(here, inputs.serialize());
}

/** Every truncation and a flip in every region of the bytes must be noticed. */
async function checkBytes(executable: Executable, bytes: Uint8Array): Promise<void> {
  for (const length of [0, 3, 31, bytes.length - 1]) {
    await rejects("TRUNCATED_DATA", () => executable.readEncryptedInputs(bytes.slice(0, length)));
  }
  for (const at of [0, 5, 10, 20, 26, Math.floor(bytes.length / 2), bytes.length - 1]) {
    const altered = bytes.slice();
    altered[at] ^= 0x10;
    await rejects(["CORRUPTED_DATA", "TRUNCATED_DATA"], () => executable.readEncryptedInputs(altered));
  }
  await rejects("CORRUPTED_DATA", () => executable.readSecretKey(bytes));
}

async function rejects(code: string | readonly string[], action: () => unknown): Promise<void> {
  const allowed = typeof code === "string" ? [code] : code;
  try {
    await action();
  } catch (error) {
    if (error instanceof FheLearnError && allowed.includes(error.code)) return;
    throw broken(`threw ${String(error)}`, `an error with code ${allowed.join(" or ")}`, error);
  }
  throw broken("wrong input was accepted", `an error with code ${allowed.join(" or ")}`);
}

function expectSame(found: readonly Tensor[], expected: readonly Tensor[]): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left === right) return;
  throw broken(`decrypted ${left.slice(0, 200)}`, `${right.slice(0, 200)}, what the clear interpreter gives`);
}

function broken(problem: string, allowed: string, cause?: unknown): InternalError {
  return new InternalError({
    where: "backend conformance",
    problem,
    allowed,
    remedy: "mend the backend",
    cause,
  });
}
