import type { RunOptions } from "../../../core/index.ts";
import { openDiagramEngine } from "../kernel/index.ts";
import type { DiagramEngine, Plan } from "../kernel/index.ts";
import { sentBits } from "./bits.ts";
import { keyMatrices } from "./key-matrices.ts";
import type { DiagramEvaluationKeys } from "./keys.ts";
import { laneBytes, laneCount, machineBytes, newLane, sharedMemory } from "./memory.ts";
import type { MachineShape } from "./memory.ts";
import { LARGEST_BATCH } from "./schedule.ts";
import { expansionTapes, homesOf, largestRows, stageTapes, tableTapes } from "./tapes.ts";
import type { Lane, SharedMemory } from "./tapes.ts";

/**
 * One key set's engine with everything a program needs in its memory; runs a few samples at a time. Runs share the memory:
 * begin one when the last is over, as `KeptEngine` does.
 */
export class DiagramMachine {
  /** Samples it runs at the same time: a power of two. */
  readonly lanes: number;
  readonly #engine: DiagramEngine;
  readonly #shape: MachineShape;
  readonly #memory: SharedMemory;
  readonly #lanes: Lane[] = [];
  /** By number of samples. */
  readonly #plans = new Map<number, Plan>();

  private constructor(engine: DiagramEngine, memory: SharedMemory, shape: MachineShape) {
    this.#engine = engine;
    this.#memory = memory;
    this.#shape = shape;
    this.lanes = laneCount(shape);
  }

  /** @throws MemoryLimitError, UnsupportedOperationError without SIMD. */
  static async open(
    asked: MachineShape,
    keys: DiagramEvaluationKeys,
    { signal }: RunOptions,
  ): Promise<DiagramMachine> {
    const { parameters, threads } = asked;
    const bytes = machineBytes(asked) + (laneCount(asked) - 1) * laneBytes(asked);
    const engine = await openDiagramEngine(parameters, bytes, { threads, signal });
    try {
      // Fewer threads than asked for where memory cannot be shared.
      const shape = { ...asked, threads: engine.threads };
      const addresses = await engine.loadMatrices(keyMatrices(parameters, keys), { signal });
      return new DiagramMachine(engine, sharedMemory(engine, shape, addresses), shape);
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  /** Puts other keys in the place of those it was opened with. If it rejects, no keys are complete: close the machine. */
  async load(keys: DiagramEvaluationKeys, signal: AbortSignal | undefined): Promise<void> {
    const { expansion, schemeSwitch } = this.#memory;
    const addresses = [...expansion, schemeSwitch].map(({ key }) => key);
    const matrices = keyMatrices(this.#shape.parameters, keys).map((matrix, i) => {
      return { ...matrix, address: addresses[i] };
    });
    await this.#engine.loadMatrices(matrices, { signal });
  }

  /** Operations of a run of `samples`, in the units `onTape` counts. */
  tapes(samples: number): number {
    return this.#planOf(samples).tapes;
  }

  get memoryBytes(): number {
    return this.#engine.memoryBytes;
  }

  /**
   * The sum of all diagrams for each of some samples.
   *
   * @param samples - At most `lanes`; of each the ciphertexts of its query, [k + 1][N] words each.
   * @returns A GLWE ciphertext a sample.
   */
  async run(
    samples: readonly (readonly BigUint64Array[])[],
    signal?: AbortSignal,
    onTape?: () => void,
  ): Promise<BigUint64Array[]> {
    const engine = this.#engine;
    const plan = this.#planOf(samples.length);
    const { glweBytes } = this.#memory;
    const words = glweBytes / 8;
    const homes = homesOf(this.#shape.parameters);
    samples.forEach((packed, s) => {
      const lane = this.#lanes[s];
      packed.forEach((ciphertext, c) => {
        engine.words(lane.packed + c * homes * glweBytes, words).set(ciphertext);
      });
      engine.words(lane.sum, words).fill(0n);
    });
    await engine.run(plan, "run: diagrams", signal, onTape);
    return samples.map((_, s) => engine.words(this.#lanes[s].sum, words).slice());
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  /** Of the first `samples` lanes, which are reserved when first needed. */
  #planOf(samples: number): Plan {
    let plan = this.#plans.get(samples);
    if (plan === undefined) {
      while (this.#lanes.length < samples) this.#lanes.push(newLane(this.#engine, this.#shape, this.#memory));
      plan = this.#newPlan(this.#lanes.slice(0, samples));
      this.#plans.set(samples, plan);
    }
    return plan;
  }

  #newPlan(lanes: readonly Lane[]): Plan {
    const { program, schedule, parameters, threads } = this.#shape;
    const sent = sentBits(program.inputs);
    const number = new Map(sent.map(({ element, bit }, i) => [`${element},${bit}`, i]));
    const used = program.bits.map(({ element, bit }) => number.get(`${element},${bit}`)!);
    // Even shares of a stage, more than threads, so that none waits long, and that one alone can be cancelled.
    const shares = Math.ceil((4 * threads) / lanes.length);
    const stages = lanes.map((lane) => {
      const memory = { ...this.#memory, ...lane };
      return [
        ...expansionTapes(parameters, memory, { bits: sent.length, used }),
        ...stageTapes(program, schedule, parameters, memory, shares),
        ...tableTapes(program, parameters, memory),
      ];
    });
    // Stage by stage side by side: all samples have the same.
    const together = stages[0].map((_, stage) => stages.flatMap((all) => all[stage]));
    const rows = largestRows(parameters, LARGEST_BATCH);
    return this.#engine.plan(together, { rows, outputs: program.bias.length });
  }
}
