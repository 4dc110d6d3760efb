import { createRandom, Tensor, throwIfCancelled } from "../../core/index.ts";
import type { SimulateOptions, SimulationReport } from "../backend.ts";
import { simulateDiagrams } from "../tfhe/diagrams/index.ts";
import type { Lowered } from "../tfhe/lower/index.ts";
import { simulateProgram } from "./interpreter.ts";
import { simulateSteps } from "./steps.ts";

/** Rows that share a stream of random numbers: whoever computes a block draws the same. */
const BLOCK = 2048;

/** Some rows, and the seed of their noise. */
export interface Block {
  readonly first: number;
  readonly features: Tensor;
  readonly seed: number;
}

/** What a block gives. */
export interface BlockResult {
  readonly outputs: Tensor;
  readonly report: SimulationReport;
}

/** Splits rows in blocks. */
export function blocksOf(features: Tensor, { randomState }: Pick<SimulateOptions, "randomState">): Block[] {
  const seeds = createRandom(randomState);
  return Array.from({ length: Math.max(1, Math.ceil(features.length / BLOCK)) }, (_, b) => ({
    first: b * BLOCK,
    features: features.slice(b * BLOCK, (b + 1) * BLOCK),
    seed: seeds.integer(2 ** 32),
  }));
}

/** Runs a lowered graph on the clear rows of a block, with the noise its ciphertexts would have. */
export function simulateBlock(
  lowered: Lowered,
  { features, seed }: Block,
  signal?: AbortSignal,
): BlockResult {
  let report: SimulationReport | undefined;
  const options: SimulateOptions = {
    randomState: seed,
    signal,
    onReport: (made) => {
      report = made;
    },
  };
  const outputs = run(lowered, features, options);
  return { outputs, report: report! };
}

function run(lowered: Lowered, features: Tensor, options: SimulateOptions): Tensor {
  switch (lowered.kind) {
    case "levelled":
      return simulateProgram(lowered, features, options);
    case "diagrams":
      return simulateDiagrams(lowered.program, lowered.parameters, features, options);
    case "bootstrapped":
      return simulateSteps(lowered.program, features, options);
  }
}

/** Puts blocks together again. */
export class BlockCollector {
  readonly #rows: number;
  readonly #options: SimulateOptions;
  readonly #reports: SimulationReport[] = [];
  #result: Tensor | undefined;
  #done = 0;

  constructor(rows: number, options: SimulateOptions) {
    this.#rows = rows;
    this.#options = options;
  }

  add({ first, features }: Block, { outputs, report }: BlockResult): void {
    const width = outputs.shape[1];
    this.#result ??= Tensor.zeros([this.#rows, width]);
    this.#result.data.set(outputs.data, first * width);
    this.#reports.push(report);
    this.#done += features.length;
    this.#options.onProgress?.({ stage: "simulate: rows", done: this.#done, total: this.#rows });
  }

  /** All rows; reports what happened in them. */
  finish(): Tensor {
    const total = (count: (report: SimulationReport) => number): number =>
      this.#reports.reduce((sum, report) => sum + count(report), 0);
    const outOfRange = new Map<string, number>();
    for (const { origin, count } of this.#reports.flatMap((report) => report.outOfRange)) {
      outOfRange.set(origin, (outOfRange.get(origin) ?? 0) + count);
    }
    this.#options.onReport?.({
      rows: this.#rows,
      decisions: total(({ decisions }) => decisions),
      failures: total(({ failures }) => failures),
      outOfRange: Array.from(outOfRange, ([origin, count]) => ({ origin, count })),
    });
    return this.#result!;
  }
}

/**
 * Runs a lowered graph on clear rows, with the noise its ciphertexts would have.
 *
 * @param features - `[rows, all input elements]`, integers.
 * @returns `[rows, all output elements]`; the same for the same `randomState`, here and over threads.
 */
export function simulateLowered(lowered: Lowered, features: Tensor, options: SimulateOptions = {}): Tensor {
  const collector = new BlockCollector(features.length, options);
  for (const block of blocksOf(features, options)) {
    throwIfCancelled(options.signal, "simulate");
    collector.add(block, simulateBlock(lowered, block, options.signal));
  }
  return collector.finish();
}
