import type { RunOptions } from "../../../core/index.ts";
import { expandGlwe } from "../crypto/algorithms/index.ts";
import { domains } from "../crypto/random/index.ts";
import { halves } from "../crypto/torus/index.ts";
import { openDiagramEngine, rowBytes } from "../kernel/index.ts";
import type { DiagramEngine, DiagramMatrix, Plan } from "../kernel/index.ts";
import { sentBits } from "./bits.ts";
import type { DiagramEvaluationKeys, SeededRows } from "./keys.ts";
import type { DiagramProgram } from "./program.ts";
import { LARGEST_BATCH } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import { ggswPolynomials, glweBytes } from "./sizes.ts";
import type { DiagramParameters } from "./shape.ts";
import { choiceRegisters, expansionTapes, largestRows, PREFIX, stageTapes, tableTapes } from "./tapes.ts";
import type { DiagramMemory } from "./tapes.ts";
import { packTable, tablePolynomials } from "./vertical.ts";

/** What a sample's run consists of. */
export interface MachineOptions extends RunOptions {
  readonly threads: number;
}

/** Bytes the machine of a circuit allocates. */
export function machineBytes(
  program: DiagramProgram,
  schedule: Schedule,
  parameters: DiagramParameters,
  threads: number,
): number {
  const { expansion, schemeSwitch, glweDimension: k, polynomialSize: n, ciphertexts } = parameters;
  const glwe = glweBytes(parameters);
  const steps = expansion.length;
  const keyPolynomials =
    expansion.reduce((sum, { levels }) => sum + k * levels * 2 * (k + 1), 0) +
    (k + 1) * schemeSwitch.levels * k * (k + 1);
  const words =
    keyPolynomials * n * 8 +
    program.bits.length * ggswPolynomials(parameters) * n * 8 +
    program.leaves.length * 8 * program.bias.length;
  const { polynomialSize } = parameters;
  const tables = (program.tables ?? []).reduce(
    (sum, table) => sum + packTable(table, program.bias.length, polynomialSize).polynomials + 1,
    threads * choiceRegisters(program, parameters),
  );
  const held =
    tables + ciphertexts * 2 ** Math.min(PREFIX, steps) + threads * steps + schedule.registerCount + 1;
  const scratch = largestRows(parameters, LARGEST_BATCH) * rowBytes(n) + 2 * glwe + 16 * n;
  return words + held * glwe + threads * scratch + 2 ** 22;
}

/** One key set's engine with everything a program needs in its memory; runs one sample at a time. */
export class DiagramMachine {
  readonly #engine: DiagramEngine;
  readonly #parameters: DiagramParameters;
  readonly #memory: DiagramMemory;
  readonly #plan: Plan;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    engine: DiagramEngine,
    memory: DiagramMemory,
    program: DiagramProgram,
    schedule: Schedule,
    parameters: DiagramParameters,
  ) {
    this.#engine = engine;
    this.#parameters = parameters;
    this.#memory = memory;
    const sent = sentBits(program.inputs);
    const number = new Map(sent.map(({ element, bit }, i) => [`${element},${bit}`, i]));
    const used = program.bits.map(({ element, bit }) => number.get(`${element},${bit}`)!);
    const stages = [
      ...expansionTapes(parameters, memory, { bits: sent.length, used }),
      ...stageTapes(program, schedule, parameters, memory, engine.threads),
      ...tableTapes(program, parameters, memory),
    ];
    const outputs = program.bias.length;
    this.#plan = engine.plan(stages, { rows: largestRows(parameters, LARGEST_BATCH), outputs });
  }

  /** @throws MemoryLimitError, UnsupportedOperationError without SIMD. */
  static async open(
    program: DiagramProgram,
    schedule: Schedule,
    parameters: DiagramParameters,
    keys: DiagramEvaluationKeys,
    { threads, signal }: MachineOptions,
  ): Promise<DiagramMachine> {
    const bytes = machineBytes(program, schedule, parameters, threads);
    const engine = await openDiagramEngine(parameters, bytes, { threads, signal });
    try {
      const addresses = await engine.loadMatrices(keyMatrices(parameters, keys), { signal });
      const memory = memoryOf(engine, program, schedule, parameters, addresses);
      return new DiagramMachine(engine, memory, program, schedule, parameters);
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  /** Puts other keys in the place of those it was opened with. If it rejects, no keys are complete: close the machine. */
  async load(keys: DiagramEvaluationKeys, signal: AbortSignal | undefined): Promise<void> {
    const { expansion, schemeSwitch } = this.#memory;
    const addresses = [...expansion, schemeSwitch].map(({ key }) => key);
    const matrices = keyMatrices(this.#parameters, keys).map((matrix, i) => {
      return { ...matrix, address: addresses[i] };
    });
    await this.#engine.loadMatrices(matrices, { signal });
  }

  /** Operations a sample takes, in the units `onTape` counts. */
  get tapes(): number {
    return this.#plan.calls.length;
  }

  get memoryBytes(): number {
    return this.#engine.memoryBytes;
  }

  /**
   * The sum of all diagrams for one sample.
   *
   * @param packed - The ciphertexts of the query, [k + 1][N] words each.
   * @returns A GLWE ciphertext.
   */
  run(
    packed: readonly BigUint64Array[],
    signal: AbortSignal | undefined,
    onTape: () => void,
  ): Promise<BigUint64Array> {
    // Samples share the memory: one after the other.
    const result = this.#turn.then(() => this.#runOne(packed, signal, onTape));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#engine.close();
  }

  async #runOne(
    packed: readonly BigUint64Array[],
    signal: AbortSignal | undefined,
    onTape: () => void,
  ): Promise<BigUint64Array> {
    const engine = this.#engine;
    const memory = this.#memory;
    const parameters = this.#parameters;
    const words = memory.glweBytes / 8;
    const prefix = 2 ** Math.min(PREFIX, parameters.expansion.length);
    packed.forEach((ciphertext, c) => {
      engine.words(memory.packed + c * prefix * memory.glweBytes, words).set(ciphertext);
    });
    engine.words(memory.sum, words).fill(0n);
    await engine.run(this.#plan, "run: diagrams", signal, onTape);
    return engine.words(memory.sum, words).slice();
  }
}

/** The matrices of all keys: one a step of the expansion, and last that of the scheme switch. */
function keyMatrices(
  parameters: DiagramParameters,
  { expansion, schemeSwitch }: DiagramEvaluationKeys,
): DiagramMatrix[] {
  const { glweDimension, polynomialSize } = parameters;
  const size = { glweDimension, polynomialSize, domain: domains.automorphismMask };
  return [
    ...splitKeyHalves(parameters, expandGlwe({ ...size, ...expansion }).words),
    schemeSwitchMatrix(parameters, schemeSwitch),
  ];
}

/** The matrix of each step of an expansion, from the rows of all keys in full. */
export function splitKeyHalves(
  {
    expansion,
    glweDimension: k,
    polynomialSize: n,
  }: Pick<DiagramParameters, "expansion" | "glweDimension" | "polynomialSize">,
  words: BigUint64Array,
): DiagramMatrix[] {
  const rowWords = (k + 1) * n;
  let row = 0;
  // [level][i] rows, high halves of the columns beside their low halves.
  return expansion.map(({ levels }) => {
    const rows = levels * k;
    const source = words.subarray(row * rowWords, (row + rows) * rowWords);
    row += rows;
    return { words: () => splitRows(source, rowWords), rows, columns: 2 * (k + 1), sign: -1 };
  });
}

/** Each row as two: the high halves of its words, then their low halves. */
function splitRows(source: BigUint64Array, rowWords: number): BigUint64Array {
  const rows = new BigUint64Array(2 * source.length);
  for (let at = 0; at < source.length; at += rowWords) {
    splitHalves(
      source.subarray(at, at + rowWords),
      rows.subarray(2 * at, 2 * at + rowWords),
      rows.subarray(2 * at + rowWords, 2 * at + 2 * rowWords),
    );
  }
  return rows;
}

/** word = high + low, low the lower half as a signed number. */
function splitHalves(words: BigUint64Array, high: BigUint64Array, low: BigUint64Array): void {
  const [from, top, bottom] = [halves(words), halves(high), halves(low)];
  for (let i = 0; i < from.length; i += 2) {
    const negative = from[i] >>> 31;
    bottom[i] = from[i];
    bottom[i + 1] = -negative;
    top[i + 1] = from[i + 1] + negative;
  }
}

/** [level][input] rows, [i] (k + 1) columns. */
function schemeSwitchMatrix(
  { schemeSwitch, glweDimension: k, polynomialSize: n }: DiagramParameters,
  { seed, bodies }: SeededRows,
): DiagramMatrix {
  const size = { glweDimension: k, polynomialSize: n };
  const { words } = expandGlwe({ ...size, seed, domain: domains.schemeSwitchMask, bodies });
  return { words: () => words, rows: schemeSwitch.levels * (k + 1), columns: k * (k + 1), sign: 1 };
}

/** Reserves everything, and places the leaves. */
function memoryOf(
  engine: DiagramEngine,
  program: DiagramProgram,
  schedule: Schedule,
  parameters: DiagramParameters,
  keys: readonly number[],
): DiagramMemory {
  const { expansion, schemeSwitch, query, ciphertexts, precision } = parameters;
  const glwe = glweBytes(parameters);
  const steps = expansion.length;
  const ggswBytes = ggswPolynomials(parameters) * parameters.polynomialSize * 8;
  const leafBytes = 8 * program.bias.length;
  const leaves = engine.allocate(Math.max(1, program.leaves.length) * leafBytes);
  const unit = BigInt(64 - precision);
  const words = engine.words(leaves, (program.leaves.length * leafBytes) / 8);
  const torus = (value: number): bigint => BigInt.asUintN(64, BigInt(value) << unit);
  words.set(BigUint64Array.from(program.leaves.flat(), torus));
  const outputs = program.bias.length;
  const tables = (program.tables ?? []).map((table) => {
    const packed = tablePolynomials(table, outputs, parameters.polynomialSize);
    const polynomials = engine.allocate(packed.length * glwe);
    packed.forEach((polynomial, p) => {
      const body = polynomials + (p + 1) * glwe - 8 * polynomial.length;
      engine.words(body, polynomial.length).set(BigUint64Array.from(polynomial, torus));
    });
    return { polynomials, result: engine.allocate(glwe) };
  });
  const choices = Math.max(1, choiceRegisters(program, parameters));
  return {
    tables,
    choices: Array.from({ length: engine.threads }, () => engine.allocate(choices * glwe)),
    expansion: expansion.map((gadget, i) => ({ key: keys[i], constants: engine.digitConstants(gadget) })),
    schemeSwitch: { key: keys[steps], constants: engine.digitConstants(schemeSwitch) },
    query: { constants: engine.digitConstants(query, true) },
    packed: engine.allocate(ciphertexts * 2 ** Math.min(PREFIX, steps) * glwe),
    paths: Array.from({ length: engine.threads }, () => engine.allocate(Math.max(1, steps - PREFIX) * glwe)),
    ggsw: engine.allocate(Math.max(1, program.bits.length) * ggswBytes),
    registers: engine.allocate(Math.max(1, schedule.registerCount) * glwe),
    sum: engine.allocate(glwe),
    leaves,
    glweBytes: glwe,
    ggswBytes,
    leafBytes,
  };
}
