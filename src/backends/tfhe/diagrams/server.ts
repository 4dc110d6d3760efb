import { checkIds, MemoryLimitError, throwIfCancelled } from "../../../core/index.ts";
import type { EncryptedInputs, EvaluationKeys, ExecuteOptions, ServerSide } from "../../backend.ts";
import { EncryptedAnswer, EncryptedQuery, notOurs } from "../exchange.ts";
import { LevelledKernel } from "../levelled/index.ts";
import { packAnswer } from "./answer.ts";
import { DiagramEvaluationKeys } from "./keys.ts";
import { DiagramMachine, machineBytes } from "./machine.ts";
import type { DiagramProgram } from "./program.ts";
import { expandQuery } from "./query.ts";
import { scheduleDiagrams } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import { ciphertextBytes } from "./sizes.ts";
import { sentBitCount } from "./specs.ts";
import type { DiagramSpecs } from "./specs.ts";
import { threadsToUse } from "../bootstrapped/threads.ts";
import { Turns } from "../turns.ts";

/** The most an engine may take. */
const MEMORY_LIMIT = 2 ** 31;

/** Runs decision diagrams on ciphertexts. Knows nodes and leaves, never a secret key. */
export class DiagramServer implements ServerSide {
  readonly #program: DiagramProgram;
  readonly #specs: DiagramSpecs;
  readonly #kernel: LevelledKernel;
  readonly #schedule: Schedule;
  readonly #bias: BigUint64Array;
  /** The engine is that of one key set and number of threads: runs with others wait until it is free. */
  readonly #turns = new Turns();
  #machine:
    | {
        readonly keys: DiagramEvaluationKeys;
        readonly threads: number;
        readonly opened: Promise<DiagramMachine>;
      }
    | undefined;

  private constructor(program: DiagramProgram, specs: DiagramSpecs, kernel: LevelledKernel) {
    this.#program = program;
    this.#specs = specs;
    this.#kernel = kernel;
    this.#schedule = scheduleDiagrams(program);
    const unit = BigInt(64 - specs.parameters.precision);
    this.#bias = BigUint64Array.from(program.bias, (value, c) =>
      BigInt.asUintN(64, BigInt(value - program.ranges[c].min) << unit),
    );
  }

  static async open(program: DiagramProgram, specs: DiagramSpecs): Promise<DiagramServer> {
    return new DiagramServer(program, specs, await LevelledKernel.load());
  }

  async run(
    batch: readonly EncryptedInputs[],
    evaluationKeys: EvaluationKeys,
    options: ExecuteOptions = {},
  ): Promise<EncryptedAnswer[]> {
    const keys = this.#ownKeys(evaluationKeys);
    const queries = batch.map((inputs) => this.#ownInputs(inputs, keys));
    return this.#turns.take(() => this.#runNow(queries, keys, options));
  }

  async #runNow(
    queries: readonly EncryptedQuery[],
    keys: DiagramEvaluationKeys,
    options: ExecuteOptions,
  ): Promise<EncryptedAnswer[]> {
    const { signal, onProgress } = options;
    throwIfCancelled(signal, "run");
    const machine = await this.#open(keys, options);
    const total = machine.tapes * queries.length;
    let done = 0;
    const answers: EncryptedAnswer[] = [];
    const { parameters } = this.#specs;
    for (const query of queries) {
      const packed = Array.from({ length: parameters.ciphertexts }, (_, c) =>
        expandQuery(this.#kernel, this.#specs, query, c),
      );
      const sum = await machine.run(packed, signal, () => {
        done++;
        onProgress?.({ stage: "run: parts of samples", done, total });
      });
      const words = packAnswer(this.#kernel, parameters, sum, this.#bias);
      answers.push(new EncryptedAnswer(query.circuitId, query.keyId, words));
    }
    return answers;
  }

  /** Bytes of WebAssembly memory the engine of the keys used last has taken; 0 before the first run. */
  async memoryBytes(): Promise<number> {
    return (await this.#machine?.opened)?.memoryBytes ?? 0;
  }

  /** Ends worker threads and frees the memory of the keys used last. */
  close(): Promise<void> {
    return this.#turns.take(() => this.#free());
  }

  readEvaluationKeys(bytes: Uint8Array): DiagramEvaluationKeys {
    return DiagramEvaluationKeys.read(bytes, this.#specs);
  }

  readEncryptedInputs(bytes: Uint8Array): EncryptedQuery {
    const { circuitId, parameters } = this.#specs;
    const each = ciphertextBytes(sentBitCount(this.#specs), parameters);
    return EncryptedQuery.read(bytes, circuitId, parameters.ciphertexts * each);
  }

  /** The engine of these keys; those of the keys used before are freed. */
  async #open(keys: DiagramEvaluationKeys, options: ExecuteOptions): Promise<DiagramMachine> {
    const threads = threadsToUse(options.threads, "run option threads");
    if (this.#machine?.keys === keys && this.#machine.threads === threads) return this.#machine.opened;
    await this.#free();
    const { parameters } = this.#specs;
    const bytes = machineBytes(this.#program, this.#schedule, parameters, threads);
    if (bytes > MEMORY_LIMIT) throw tooLarge(bytes);
    const opened = DiagramMachine.open(this.#program, this.#schedule, parameters, keys, {
      threads,
      signal: options.signal,
    });
    this.#machine = { keys, threads, opened };
    try {
      return await opened;
    } catch (error) {
      this.#machine = undefined;
      throw error;
    }
  }

  async #free(): Promise<void> {
    const machine = this.#machine;
    this.#machine = undefined;
    await (await machine?.opened)?.close();
  }

  #ownKeys(keys: EvaluationKeys): DiagramEvaluationKeys {
    if (!(keys instanceof DiagramEvaluationKeys)) throw notOurs("run", "evaluation keys");
    checkIds({ circuitId: this.#specs.circuitId }, keys, "run: evaluation keys");
    return keys;
  }

  #ownInputs(inputs: EncryptedInputs, keys: DiagramEvaluationKeys): EncryptedQuery {
    if (!(inputs instanceof EncryptedQuery)) throw notOurs("run", "encrypted inputs");
    checkIds({ circuitId: this.#specs.circuitId, keyId: keys.keyId }, inputs, "run: encrypted inputs");
    return inputs;
  }
}

function tooLarge(bytes: number): MemoryLimitError {
  const megabytes = (count: number): string => `${Math.ceil(count / 2 ** 20)} MB`;
  return new MemoryLimitError({
    where: "run",
    problem: `the ciphertexts of one sample and its keys take ${megabytes(bytes)}`,
    allowed: `at most ${megabytes(MEMORY_LIMIT)}`,
    remedy: "use fewer input bits or fewer trees",
  });
}
