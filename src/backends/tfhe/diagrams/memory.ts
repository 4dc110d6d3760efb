/** What of a machine lies where in its engine's memory. */
import { rowBytes } from "../kernel/index.ts";
import type { DiagramEngine } from "../kernel/index.ts";
import type { DiagramProgram } from "./program.ts";
import { LARGEST_BATCH } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import { ggswPolynomials, glweBytes } from "./sizes.ts";
import type { DiagramParameters } from "./shape.ts";
import { choiceRegisters, homesOf, largestRows, PREFIX } from "./tapes.ts";
import type { Lane, SharedMemory } from "./tapes.ts";
import { packTable, tablePolynomials } from "./vertical.ts";

/** What a machine is built for. */
export interface MachineShape {
  readonly program: DiagramProgram;
  readonly schedule: Schedule;
  readonly parameters: DiagramParameters;
  readonly threads: number;
}

/** Bytes a thread that a machine has may take for samples that run at the same time. */
const BYTES_PER_THREAD = 48 * 2 ** 20;

/**
 * How many samples a machine runs at the same time, a power of two: one for every two threads, if memory allows. Two share
 * the stages of a sample without waiting much; many do not find enough to do in one.
 */
export function laneCount(shape: MachineShape): number {
  const room = shape.threads * BYTES_PER_THREAD - machineBytes(shape);
  const lanes = Math.min(1 + Math.floor(room / laneBytes(shape)), shape.threads / 2);
  return 2 ** Math.floor(Math.log2(Math.max(1, lanes)));
}

/** Bytes the machine of a circuit allocates, for one sample at a time. */
export function machineBytes(shape: MachineShape): number {
  const { program, parameters, threads } = shape;
  const { expansion, schemeSwitch, glweDimension: k, polynomialSize: n } = parameters;
  const glwe = glweBytes(parameters);
  const keyPolynomials =
    expansion.reduce((sum, { levels }) => sum + k * levels * 2 * (k + 1), 0) +
    (k + 1) * schemeSwitch.levels * k * (k + 1);
  const leaves = program.leaves.length * 8 * program.bias.length;
  const held =
    tablesPolynomials(program, parameters) +
    threads * (choiceRegisters(program, parameters) + expansion.length);
  const scratch = largestRows(parameters, LARGEST_BATCH) * rowBytes(n) + 2 * glwe + 16 * n;
  return keyPolynomials * n * 8 + leaves + held * glwe + threads * scratch + laneBytes(shape) + 2 ** 22;
}

/** Bytes every sample takes that runs at the same time, its tapes in two plans included. */
export function laneBytes({ program, schedule, parameters, threads }: MachineShape): number {
  const { expansion, query, polynomialSize, ciphertexts } = parameters;
  const { bits, nodes, tables = [] } = program;
  const ggsw = bits.length * ggswPolynomials(parameters) * polynomialSize * 8;
  const held = ciphertexts * homesOf(parameters) + schedule.registerCount + tables.length + 1;
  // A split and a switch a leaf of the expansion and a choice a polynomial, by thread; a choice a node.
  const choices = 16 * (tablesPolynomials(program, parameters) + tables.length * expansion.length);
  const tapes = threads * (26 * bits.length * query.levels + choices) + 16 * nodes.length;
  return ggsw + held * glweBytes(parameters) + 2 * 4 * tapes;
}

function tablesPolynomials({ tables = [], bias }: DiagramProgram, parameters: DiagramParameters): number {
  const polynomials = tables.map(
    (table) => packTable(table, bias.length, parameters.polynomialSize).polynomials,
  );
  return polynomials.reduce((sum, count) => sum + count, 0);
}

/** Reserves what all samples share, and places leaves and tables. */
export function sharedMemory(
  engine: DiagramEngine,
  { program, parameters }: MachineShape,
  keys: readonly number[],
): SharedMemory {
  const { expansion, schemeSwitch, query, precision } = parameters;
  const glwe = glweBytes(parameters);
  const steps = expansion.length;
  const outputs = program.bias.length;
  const leafBytes = 8 * outputs;
  const leaves = engine.allocate(Math.max(1, program.leaves.length) * leafBytes);
  const unit = BigInt(64 - precision);
  const words = engine.words(leaves, program.leaves.length * outputs);
  const torus = (value: number): bigint => BigInt.asUintN(64, BigInt(value) << unit);
  words.set(BigUint64Array.from(program.leaves.flat(), torus));
  const tables = (program.tables ?? []).map((table) => {
    const packed = tablePolynomials(table, outputs, parameters.polynomialSize);
    const polynomials = engine.allocate(packed.length * glwe);
    packed.forEach((polynomial, p) => {
      const body = polynomials + (p + 1) * glwe - 8 * polynomial.length;
      engine.words(body, polynomial.length).set(BigUint64Array.from(polynomial, torus));
    });
    return polynomials;
  });
  const choices = Math.max(1, choiceRegisters(program, parameters));
  const path = Math.max(1, steps - PREFIX);
  return {
    expansion: expansion.map((gadget, i) => ({ key: keys[i], constants: engine.digitConstants(gadget) })),
    schemeSwitch: { key: keys[steps], constants: engine.digitConstants(schemeSwitch) },
    query: { constants: engine.digitConstants(query, true) },
    paths: Array.from({ length: engine.threads }, () => engine.allocate(path * glwe)),
    choices: Array.from({ length: engine.threads }, () => engine.allocate(choices * glwe)),
    leaves,
    tables,
    glweBytes: glwe,
    ggswBytes: ggswPolynomials(parameters) * parameters.polynomialSize * 8,
    leafBytes,
  };
}

/** Reserves what one sample takes. */
export function newLane(
  engine: DiagramEngine,
  { program, schedule, parameters }: MachineShape,
  { glweBytes: glwe, ggswBytes }: SharedMemory,
): Lane {
  return {
    packed: engine.allocate(parameters.ciphertexts * homesOf(parameters) * glwe),
    ggsw: engine.allocate(Math.max(1, program.bits.length) * ggswBytes),
    registers: engine.allocate(Math.max(1, schedule.registerCount) * glwe),
    results: (program.tables ?? []).map(() => engine.allocate(glwe)),
    sum: engine.allocate(glwe),
  };
}
