import { throwIfCancelled } from "../../../core/index.ts";
import type { EncryptedInputs, EvaluationKeys, ExecuteOptions, ServerSide } from "../../backend.ts";
import { openEngineWith } from "../crypto/algorithms/key-set.ts";
import { EncryptedAnswer, EncryptedQuery, own } from "../exchange.ts";
import { checkMemory, KeptEngine } from "../kept-engine.ts";
import type { Engine } from "../kernel/index.ts";
import { LevelledKernel, packedBytes } from "../levelled/index.ts";
import type { StepProgram } from "../program/steps.ts";
import { AnswerWriter, openPacking } from "./answer-writer.ts";
import type { AnswerEngines } from "./answer-writer.ts";
import { BootstrappedEvaluationKeys } from "./keys.ts";
import { Polynomials } from "./rotations.ts";
import type { Rotation } from "./rotations.ts";
import { SampleMemory } from "./sample-memory.ts";
import { scheduleSteps } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import { packing } from "./specs.ts";
import type { BootstrappedSpecs } from "./specs.ts";

/** Memory the ciphertexts of samples running together may take. */
const SAMPLE_MEMORY = 2 ** 28;
/** Ciphertexts a thread is given between two chances to cancel. */
const BATCH_A_THREAD = 8;

/** Runs a program with lookups on ciphertexts. Knows tables and weights, never a secret key. */
export class BootstrappedServer implements ServerSide {
  readonly #specs: BootstrappedSpecs;
  readonly #schedule: Schedule;
  readonly #memory: SampleMemory;
  readonly #answers: AnswerWriter;
  readonly #polynomials: readonly BigUint64Array[];
  /** By level, those alike in dropped bits and positions together. */
  readonly #rotations: readonly (readonly Rotation[])[][];
  readonly #kept = new KeptEngine<BootstrappedEvaluationKeys, AnswerEngines>({
    open: openEngines,
    close: closeEngines,
  });

  private constructor(program: StepProgram, specs: BootstrappedSpecs, kernel: LevelledKernel) {
    const { tfhe } = specs.parameters;
    this.#specs = specs;
    this.#schedule = scheduleSteps(program);
    const polynomials = new Polynomials(tfhe.polynomialSize, program.units);
    this.#rotations = this.#schedule.levels.map(({ lookups }) =>
      groupAlike(lookups.map((step) => polynomials.rotation(step))),
    );
    this.#polynomials = polynomials.all;
    this.#memory = new SampleMemory(kernel, program, specs, this.#schedule);
    this.#answers = new AnswerWriter(kernel, specs, this.#schedule);
  }

  static async open(program: StepProgram, specs: BootstrappedSpecs): Promise<BootstrappedServer> {
    return new BootstrappedServer(program, specs, await LevelledKernel.load());
  }

  /** Bytes the ciphertexts of one sample take while it runs. */
  get sampleBytes(): number {
    return this.#memory.bytesASample;
  }

  async run(
    batch: readonly EncryptedInputs[],
    evaluationKeys: EvaluationKeys,
    options: ExecuteOptions = {},
  ): Promise<EncryptedAnswer[]> {
    const { circuitId } = this.#specs;
    const keys = own(evaluationKeys, BootstrappedEvaluationKeys, { circuitId }, "run", "evaluation keys");
    const queries = batch.map((inputs) => own(inputs, EncryptedQuery, keys, "run", "encrypted inputs"));
    const remedy = "split the circuit, or use fewer values at a time";
    checkMemory(this.sampleBytes, "the ciphertexts of one sample take", remedy);
    return this.#kept.run(keys, options, (engines) => this.#runAll(queries, engines, options));
  }

  /** Ends worker threads and frees the memory of the keys used last, once all runs asked for before have ended. */
  close(): Promise<void> {
    return this.#kept.close();
  }

  readEvaluationKeys(bytes: Uint8Array): BootstrappedEvaluationKeys {
    return BootstrappedEvaluationKeys.read(bytes, this.#specs);
  }

  readEncryptedInputs(bytes: Uint8Array): EncryptedQuery {
    const { width, ciphertexts } = packing(this.#specs);
    const { queryBits: bodyBits } = this.#specs.parameters;
    const each = packedBytes({ bodyBits, windows: [{ first: 0, count: width }] });
    return EncryptedQuery.read(bytes, this.#specs.circuitId, ciphertexts * each);
  }

  async #runAll(
    queries: readonly EncryptedQuery[],
    engines: AnswerEngines,
    options: ExecuteOptions,
  ): Promise<EncryptedAnswer[]> {
    const rotations = this.#rotations.flat(2).length;
    const progress = { done: 0, total: rotations * queries.length };
    const answers: EncryptedAnswer[] = [];
    const together = Math.max(1, Math.floor(SAMPLE_MEMORY / this.sampleBytes));
    for (let first = 0; first < queries.length; first += together) {
      answers.push(
        ...(await this.#runTogether(queries.slice(first, first + together), engines, options, progress)),
      );
    }
    return answers;
  }

  async #runTogether(
    queries: readonly EncryptedQuery[],
    engines: AnswerEngines,
    options: ExecuteOptions,
    progress: { done: number; readonly total: number },
  ): Promise<EncryptedAnswer[]> {
    const memory = this.#memory.open(queries);
    try {
      for (let level = 0; level < this.#schedule.levels.length; level++) {
        memory.addSums(level);
        for (const group of this.#rotations[level])
          await this.#rotate(group, queries.length, memory, engines.engine, options, progress);
      }
      throwIfCancelled(options.signal, "run");
      const answers: EncryptedAnswer[] = [];
      for (const [i, { circuitId, keyId }] of queries.entries()) {
        const words = await this.#answers.write((row) => memory.read(i, row), engines, options.signal);
        answers.push(new EncryptedAnswer(circuitId, keyId, words));
      }
      return answers;
    } finally {
      memory.close();
    }
  }

  /** All rotations of a group for all samples, batch by batch. */
  async #rotate(
    group: readonly Rotation[],
    samples: number,
    memory: ReturnType<SampleMemory["open"]>,
    engine: Engine,
    { signal, onProgress }: ExecuteOptions,
    progress: { done: number; readonly total: number },
  ): Promise<void> {
    const [{ positions, droppedBits }] = group;
    const jobs = group.flatMap((rotation) =>
      Array.from({ length: samples }, (_, sample) => ({ rotation, sample })),
    );
    const words = this.#memory.rowWords;
    const size = BATCH_A_THREAD * engine.threads;
    for (let first = 0; first < jobs.length; first += size) {
      const batch = jobs.slice(first, first + size);
      const lwe = new BigUint64Array(batch.length * words);
      batch.forEach(({ rotation, sample }, i) => {
        lwe.set(memory.read(sample, rotation.source), i * words);
      });
      const used = [...new Set(batch.map(({ rotation }) => rotation.polynomial))];
      const tables = new BigUint64Array(used.length * engine.shape.polynomialSize);
      used.forEach((polynomial, t) => {
        tables.set(this.#polynomials[polynomial], t * engine.shape.polynomialSize);
      });
      const index = batch.map(({ rotation }) => used.indexOf(rotation.polynomial));
      const out = await engine.bootstrap(lwe, { tables, index }, { positions, droppedBits, signal });
      const each = positions.length * words;
      batch.forEach(({ rotation, sample }, i) => {
        memory.store(sample, rotation, out.subarray(i * each, (i + 1) * each));
      });
      progress.done += batch.length;
      onProgress?.({ stage: "run: bootstraps", ...progress });
    }
  }
}

async function openEngines(
  keys: BootstrappedEvaluationKeys,
  threads: number,
  signal: AbortSignal | undefined,
): Promise<AnswerEngines> {
  const engine = await openEngineWith(keys.keys, { threads, signal });
  try {
    return { engine, packing: await openPacking(keys) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function closeEngines({ engine, packing }: AnswerEngines): Promise<void> {
  await engine.close();
  await packing?.engine.close();
}

/** Rotations the engine can run in one call: of one modulus switch and the same extractions. */
function groupAlike(rotations: readonly Rotation[]): Rotation[][] {
  const groups = new Map<string, Rotation[]>();
  for (const rotation of rotations) {
    const key = `${rotation.droppedBits} ${rotation.positions.join()}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(rotation);
  }
  return [...groups.values()];
}
