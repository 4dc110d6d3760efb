import type { EncryptedInputs, EvaluationKeys, ExecuteOptions, ServerSide } from "../../backend.ts";
import { EncryptedAnswer, EncryptedQuery, notOurs, own } from "../exchange.ts";
import { checkMemory, KeptEngine } from "../kept-engine.ts";
import { LevelledKernel } from "../levelled/index.ts";
import { packAnswer } from "./answer.ts";
import { DiagramEvaluationKeys } from "./keys.ts";
import { DiagramMachine } from "./machine.ts";
import { machineBytes } from "./memory.ts";
import type { DiagramProgram } from "./program.ts";
import { expandQuery } from "./query.ts";
import { scheduleDiagrams } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import { ciphertextBytes } from "./sizes.ts";
import { sentBitCount } from "./specs.ts";
import type { DiagramSpecs } from "./specs.ts";

/** Runs decision diagrams on ciphertexts. Knows nodes and leaves, never a secret key. */
export class DiagramServer implements ServerSide {
  readonly #program: DiagramProgram;
  readonly #specs: DiagramSpecs;
  readonly #kernel: LevelledKernel;
  readonly #schedule: Schedule;
  readonly #bias: BigUint64Array;
  readonly #kept: KeptEngine<DiagramEvaluationKeys, DiagramMachine>;

  private constructor(program: DiagramProgram, specs: DiagramSpecs, kernel: LevelledKernel) {
    this.#program = program;
    this.#specs = specs;
    this.#kernel = kernel;
    this.#schedule = scheduleDiagrams(program);
    const unit = BigInt(64 - specs.parameters.precision);
    this.#bias = BigUint64Array.from(program.bias, (value, c) =>
      BigInt.asUintN(64, BigInt(value - program.ranges[c].min) << unit),
    );
    this.#kept = new KeptEngine({
      open: (keys, threads, signal) => this.#openMachine(keys, threads, signal),
      load: (machine, keys, signal) => machine.load(keys, signal),
      close: (machine) => machine.close(),
    });
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
    const queries = batch.map((inputs) => own(inputs, EncryptedQuery, keys, "run", "encrypted inputs"));
    return this.#kept.run(keys, options, (machine) => this.#runAll(queries, keys, machine, options));
  }

  async #runAll(
    queries: readonly EncryptedQuery[],
    { publicZero }: DiagramEvaluationKeys,
    machine: DiagramMachine,
    { signal, onProgress }: ExecuteOptions,
  ): Promise<EncryptedAnswer[]> {
    const { parameters } = this.#specs;
    const sizes = groupSizes(queries.length, machine.lanes);
    const total = sizes.reduce((sum, size) => sum + machine.tapes(size), 0);
    let done = 0;
    const onTape =
      onProgress &&
      ((): void => {
        done++;
        onProgress({ stage: "run: parts of samples", done, total });
      });
    const answers: EncryptedAnswer[] = [];
    for (const size of sizes) {
      const group = queries.slice(answers.length, answers.length + size);
      const packed = group.map((query) =>
        Array.from({ length: parameters.ciphertexts }, (_, c) =>
          expandQuery(this.#kernel, this.#specs, query, c),
        ),
      );
      const sums = await machine.run(packed, signal, onTape);
      group.forEach(({ circuitId, keyId }, s) => {
        const words = packAnswer(this.#kernel, parameters, sums[s], this.#bias, publicZero);
        answers.push(new EncryptedAnswer(circuitId, keyId, words));
      });
    }
    return answers;
  }

  /** Bytes of WebAssembly memory the engine of the keys used last has taken; 0 before the first run. */
  async memoryBytes(): Promise<number> {
    return (await this.#kept.look(({ memoryBytes }) => memoryBytes)) ?? 0;
  }

  /** Ends worker threads and frees the memory of the keys used last. */
  close(): Promise<void> {
    return this.#kept.close();
  }

  readEvaluationKeys(bytes: Uint8Array): DiagramEvaluationKeys {
    return DiagramEvaluationKeys.read(bytes, this.#specs);
  }

  readEncryptedInputs(bytes: Uint8Array): EncryptedQuery {
    const { circuitId, parameters } = this.#specs;
    const each = ciphertextBytes(sentBitCount(this.#specs), parameters);
    return EncryptedQuery.read(bytes, circuitId, parameters.ciphertexts * each);
  }

  async #openMachine(
    keys: DiagramEvaluationKeys,
    threads: number,
    signal: AbortSignal | undefined,
  ): Promise<DiagramMachine> {
    const { parameters } = this.#specs;
    const shape = { program: this.#program, schedule: this.#schedule, parameters, threads };
    const remedy = "use fewer input bits or fewer trees";
    checkMemory(machineBytes(shape), "the ciphertexts of one sample and its keys take", remedy);
    return DiagramMachine.open(shape, keys, { signal });
  }

  #ownKeys(given: EvaluationKeys): DiagramEvaluationKeys {
    const { circuitId } = this.#specs;
    const keys = own(given, DiagramEvaluationKeys, { circuitId }, "run", "evaluation keys");
    // Never answer without the protection the circuit was compiled for.
    if ((this.#specs.parameters.floodLog2 !== null) !== (keys.publicZero !== null))
      throw notOurs("run", "evaluation keys with model privacy");
    return keys;
  }
}

/** Powers of two, none above `largest`, that add up to `count`. */
function groupSizes(count: number, largest: number): number[] {
  const sizes: number[] = [];
  for (let left = count; left > 0;) {
    const size = Math.min(largest, 2 ** Math.floor(Math.log2(left)));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}
