/** The operations of `kernel/assembly/diagrams.ts` as words, for ciphertexts at given addresses. */
import { expansionExponent } from "../crypto/algorithms/index.ts";
import type { Tape } from "../kernel/index.ts";
import { packingOf, placeOf } from "./packing.ts";
import type { DiagramProgram, DiagramRef } from "./program.ts";
import type { Schedule } from "./schedule.ts";
import type { DiagramParameters } from "./shape.ts";
import { packTable } from "./vertical.ts";

/** Addresses in an engine's memory of what all samples share. */
export interface SharedMemory {
  /** A keyswitch a step of the expansion, and the constants of its digits. */
  readonly expansion: readonly { readonly key: number; readonly constants: number }[];
  readonly schemeSwitch: { readonly key: number; readonly constants: number };
  readonly query: { readonly constants: number };
  /** By thread: a ciphertext for every later step of the expansion. */
  readonly paths: readonly number[];
  /** By thread: a ciphertext for every level of a table's choice, and two more. */
  readonly choices: readonly number[];
  readonly leaves: number;
  /** Of each table: its polynomials as ciphertexts without mask. */
  readonly tables: readonly number[];
  readonly glweBytes: number;
  readonly ggswBytes: number;
  readonly leafBytes: number;
}

/** Addresses of what one sample takes of those that run at the same time. */
export interface Lane {
  /** The packed ciphertexts, then room for `PREFIX` steps of their expansion. */
  readonly packed: number;
  readonly ggsw: number;
  readonly registers: number;
  /** Of each table. */
  readonly results: readonly number[];
  readonly sum: number;
}

export type DiagramMemory = SharedMemory & Lane;

const SPLIT = 0;
const SWITCH = 1;
const CHOOSE = 2;
const ADD = 3;
const ROTATE = 4;
const COPY = 5;

/** Steps of the expansion whose results have a place of their own, so that there are subtrees for all threads. */
export const PREFIX = 5;
/** Ciphertexts that have a place for each packed one: itself, and what the first `PREFIX` steps make of it. */
export function homesOf({ expansion }: Pick<DiagramParameters, "expansion">): number {
  return 2 ** Math.min(PREFIX, expansion.length);
}

/** Steps after which threads may share the work anew. */
const CUTS = [2, PREFIX];

/** The expansion's first steps, a stage to every cut; then its subtrees, with the switch of every leaf. */
export function expansionTapes(
  parameters: DiagramParameters,
  memory: DiagramMemory,
  { bits, used }: { readonly bits: number; readonly used: readonly number[] },
): Tape[][] {
  const { expansion, query, glweDimension: k, polynomialSize: n, schemeSwitch } = parameters;
  const steps = expansion.length;
  const prefix = Math.min(PREFIX, steps);
  const packing = packingOf(bits, parameters);
  /** By ciphertext and leaf, which level of which used bit it is. */
  const leaves = Array.from({ length: parameters.ciphertexts }, () => new Map<number, [number, number]>());
  used.forEach((bit, index) => {
    const { ciphertext, leaf } = placeOf(bit, packing, query.levels);
    for (let level = 0; level < query.levels; level++) leaves[ciphertext].set(leaf + level, [index, level]);
  });
  const split = (step: number, source: number, zero: number, one: number): number[] => {
    const { key, constants } = memory.expansion[step];
    const { levels } = expansion[step];
    const rotation = 2 * n - 2 ** step;
    return [SPLIT, source, zero, one, key, constants, levels, expansionExponent(n, step), rotation];
  };
  const switchLeaf = ([index, level]: [number, number], source: number): number[] => {
    const ggsw = memory.ggsw + index * memory.ggswBytes;
    const { key, constants } = memory.schemeSwitch;
    const height = query.levels * (k + 1);
    return [SWITCH, source, ggsw, level * (k + 1), height, key, constants, schemeSwitch.levels];
  };
  const first: Tape[][] = CUTS.map(() => []);
  const rest: Tape[] = [];
  leaves.forEach((wanted, ciphertext) => {
    // Which nodes of each depth have a wanted leaf below.
    const needed = Array.from({ length: steps + 1 }, (_, depth) => {
      return new Set(Array.from(wanted.keys(), (leaf) => leaf >> (steps - depth)));
    });
    const home = (node: number, depth: number): number =>
      memory.packed + (ciphertext * homesOf(parameters) + node * 2 ** (prefix - depth)) * memory.glweBytes;
    CUTS.forEach((cut, c) => {
      const [from, to] = [CUTS[c - 1] ?? 0, cut].map((depth) => Math.min(depth, prefix));
      if (from === to) return;
      for (const root of needed[from]) {
        const tape: number[] = [];
        for (let depth = from; depth < to; depth++) {
          for (const node of needed[depth]) {
            if (node >> (depth - from) !== root) continue;
            const [zero, one] = [2 * node, 2 * node + 1].map((child) =>
              needed[depth + 1].has(child) ? home(child, depth + 1) : 0,
            );
            tape.push(...split(depth, home(node, depth), zero, one));
          }
        }
        const words = Int32Array.from(tape);
        first[c].push(() => words);
      }
    });
    for (const node of needed[prefix]) {
      rest.push((slot) => {
        const tape: number[] = [];
        const path = (depth: number): number => memory.paths[slot] + (depth - prefix - 1) * memory.glweBytes;
        const visit = (at: number, depth: number, source: number): void => {
          if (depth === steps) {
            tape.push(...switchLeaf(wanted.get(at)!, source));
            return;
          }
          const zero = needed[depth + 1].has(2 * at) ? source : 0;
          const one = needed[depth + 1].has(2 * at + 1) ? path(depth + 1) : 0;
          tape.push(...split(depth, source, zero, one));
          if (zero !== 0) visit(2 * at, depth + 1, zero);
          if (one !== 0) visit(2 * at + 1, depth + 1, one);
        };
        visit(node, prefix, home(node, prefix));
        return Int32Array.from(tape);
      });
    }
  });
  // The longest first, so that no thread is left alone with one at the end.
  const length = new Map(rest.map((tape) => [tape, tape(0).length]));
  rest.sort((a, b) => length.get(b)! - length.get(a)!);
  return [...first, rest].filter((tapes) => tapes.length > 0);
}

/** The tapes of every stage, about `shares` of them; those of one stage may run at the same time. */
export function stageTapes(
  program: DiagramProgram,
  schedule: Schedule,
  parameters: DiagramParameters,
  memory: DiagramMemory,
  shares: number,
): Tape[][] {
  const { nodes } = program;
  const { query } = parameters;
  const registerOf = (ref: DiagramRef): number =>
    ref < 0 ? 0 : memory.registers + schedule.registers[ref] * memory.glweBytes;
  const leafOf = (ref: DiagramRef): number => (ref < 0 ? memory.leaves + (-1 - ref) * memory.leafBytes : 0);
  return schedule.stages.map((stage) => {
    if (stage.kind === "sum") {
      const tape = Int32Array.from(stage.roots.flatMap((root) => [ADD, registerOf(root), memory.sum]));
      return [() => tape];
    }
    const total = stage.batches.reduce((sum, batch) => sum + batch.nodes.length, 0);
    const share = Math.ceil(total / shares);
    const tapes: number[][] = [];
    let left = 0;
    let tape: number[] = [];
    for (const { bit, nodes: some } of stage.batches) {
      for (let from = 0; from < some.length;) {
        if (left <= 0) {
          tape = [];
          tapes.push(tape);
          left = share;
        }
        const part = some.slice(from, from + Math.max(1, Math.min(left, some.length)));
        const ggsw = memory.ggsw + bit * memory.ggswBytes;
        tape.push(CHOOSE, ggsw, memory.query.constants, query.levels, query.baseLog, part.length);
        for (const node of part) {
          const { zero, one } = nodes[node];
          tape.push(registerOf(node), registerOf(zero), leafOf(zero), registerOf(one), leafOf(one));
        }
        left -= part.length;
        from += part.length;
      }
    }
    return tapes.map((words) => {
      const tape = Int32Array.from(words);
      return () => tape;
    });
  });
}

/** A tape a table, then one that adds their results up. */
export function tableTapes(
  program: DiagramProgram,
  parameters: DiagramParameters,
  memory: DiagramMemory,
): Tape[][] {
  const { tables = [], bias } = program;
  if (tables.length === 0) return [];
  const { query, polynomialSize: size } = parameters;
  const { constants } = memory.query;
  const ggswOf = (bit: number): number => memory.ggsw + bit * memory.ggswBytes;
  const tapes = tables.map((table, t): Tape => {
    const { stride, rotations } = packTable(table, bias.length, size);
    const [polynomials, result] = [memory.tables[t], memory.results[t]];
    return (slot) => {
      const tape: number[] = [];
      const scratch = (level: number): number => memory.choices[slot] + level * memory.glweBytes;
      /** Chooses among the 2^levels polynomials from `first` on by the bits above the rotating ones. */
      const choose = (first: number, levels: number): number => {
        if (levels === 0) return polynomials + first * memory.glweBytes;
        const bit = ggswOf(table.bits[rotations + levels - 1]);
        const zero = choose(first, levels - 1);
        // Out of the way of the other half, which uses the same levels.
        const kept = levels > 1 ? scratch(2 * levels - 1) : zero;
        if (levels > 1) tape.push(COPY, zero, kept);
        const one = choose(first + 2 ** (levels - 1), levels - 1);
        tape.push(
          CHOOSE,
          bit,
          constants,
          query.levels,
          query.baseLog,
          1,
          scratch(2 * levels - 2),
          kept,
          0,
          one,
          0,
        );
        return scratch(2 * levels - 2);
      };
      const levels = table.bits.length - rotations;
      let source = choose(0, levels);
      for (let bit = 0; bit < rotations; bit++) {
        const target = bit === rotations - 1 ? result : scratch(2 * levels + (bit % 2));
        const moved = 2 * size - 2 ** bit * stride;
        tape.push(ROTATE, ggswOf(table.bits[bit]), constants, query.levels, target, source, moved);
        source = target;
      }
      // A table of no bits is one entry.
      if (source !== result) tape.push(COPY, source, result);
      return Int32Array.from(tape);
    };
  });
  const sum = Int32Array.from(memory.results.flatMap((result) => [ADD, result, memory.sum]));
  return [tapes, [() => sum]];
}

/** Ciphertexts a thread needs to choose among a table's polynomials and to rotate. */
export function choiceRegisters(
  { tables = [], bias }: DiagramProgram,
  { polynomialSize }: DiagramParameters,
): number {
  return tables.reduce((most, table) => {
    const { rotations } = packTable(table, bias.length, polynomialSize);
    return Math.max(most, 2 * (table.bits.length - rotations) + 2);
  }, 0);
}

/** Transformed polynomials the largest operation holds. */
export function largestRows(
  { glweDimension: k, expansion, schemeSwitch, query }: DiagramParameters,
  batch: number,
): number {
  const columns = k + 1;
  const split = Math.max(...expansion.map(({ levels }) => Math.max(k * levels, 2 * columns))) + 2 * columns;
  const change = Math.max(columns * schemeSwitch.levels, k * columns) + k * columns;
  return Math.max(split, change, (batch * query.levels + 1) * columns);
}
