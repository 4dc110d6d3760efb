import type { Shape } from "../../../core/index.ts";
import type { DiagramBit, DiagramNode, DiagramProgram, DiagramRef, DiagramTable } from "./program.ts";
import type { InputSpec } from "../../backend.ts";

/** What `DiagramBuilder.program` is made of. */
export interface DiagramOutputs {
  readonly outputs: readonly { readonly shape: Shape }[];
  readonly roots: readonly DiagramRef[];
  /** Made by the builder's `table`. */
  readonly tables?: readonly DiagramTable[] | undefined;
  /** One an output element. Default: zeros. */
  readonly bias?: readonly number[] | undefined;
}

/** Nodes and leaves as they were made; children come before their parents. */
interface Made {
  readonly inputs: readonly InputSpec[];
  readonly order: readonly DiagramBit[];
  readonly nodes: readonly DiagramNode[];
  readonly leaves: readonly (readonly number[])[];
}

/** Keeps what the roots reach, and renumbers bits, leaves and nodes. */
export function programOf(
  { inputs, order, nodes, leaves }: Made,
  { outputs, roots, bias, tables = [] }: DiagramOutputs,
): DiagramProgram {
  const entry = leaves.length > 0 ? leaves[0] : tables.length > 0 ? tables[0].values[0] : (bias ?? []);
  const width = entry.length;
  const total = Array.from({ length: width }, (_, c) => bias?.[c] ?? 0);
  const real = roots.filter((root) => root >= 0);
  for (const root of roots) if (root < 0) leaves[-1 - root].forEach((value, c) => (total[c] += value));

  const reached = new Uint8Array(nodes.length);
  for (const root of real) reached[root] = 1;
  const bitOf = new Map<number, number>();
  const leafOf = new Map<number, number>();
  const nodeOf = new Map<number, number>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (reached[i] === 0) continue;
    for (const child of [nodes[i].zero, nodes[i].one]) if (child >= 0) reached[child] = 1;
  }
  const kept: DiagramNode[] = [];
  const renumbered = (ref: DiagramRef): DiagramRef => {
    if (ref >= 0) return nodeOf.get(ref)!;
    if (!leafOf.has(ref)) leafOf.set(ref, leafOf.size);
    return -1 - leafOf.get(ref)!;
  };
  nodes.forEach(({ bit, zero, one }, i) => {
    if (reached[i] === 0) return;
    if (!bitOf.has(bit)) bitOf.set(bit, bitOf.size);
    kept.push({ bit: bitOf.get(bit)!, zero: renumbered(zero), one: renumbered(one) });
    nodeOf.set(i, kept.length - 1);
  });
  const newTables = tables.map((table): DiagramTable => ({
    values: table.values,
    bits: table.bits.map((bit) => {
      if (!bitOf.has(bit)) bitOf.set(bit, bitOf.size);
      return bitOf.get(bit)!;
    }),
  }));
  const usedLeaves = [...leafOf.keys()].map((ref) => leaves[-1 - ref]);
  const newRoots = real.map((root) => nodeOf.get(root)!);
  return {
    kind: "diagrams",
    inputs,
    outputs,
    bits: [...bitOf.keys()].map((position) => order[position]),
    leaves: usedLeaves,
    nodes: kept,
    roots: newRoots,
    ...(newTables.length === 0 ? {} : { tables: newTables }),
    bias: total,
    ranges: sumRanges(kept, usedLeaves, newRoots, newTables, total),
  };
}

/** Range of each output: the sum of the roots' ranges, which is sound however roots are related. */
function sumRanges(
  nodes: readonly DiagramNode[],
  leaves: readonly (readonly number[])[],
  roots: readonly DiagramRef[],
  tables: readonly DiagramTable[],
  bias: readonly number[],
): { min: number; max: number }[] {
  return bias.map((constant, c) => {
    const low = new Float64Array(nodes.length);
    const high = new Float64Array(nodes.length);
    const at = (side: Float64Array, ref: DiagramRef): number => (ref < 0 ? leaves[-1 - ref][c] : side[ref]);
    nodes.forEach(({ zero, one }, i) => {
      low[i] = Math.min(at(low, zero), at(low, one));
      high[i] = Math.max(at(high, zero), at(high, one));
    });
    let [min, max] = [constant, constant];
    for (const root of roots) {
      min += at(low, root);
      max += at(high, root);
    }
    for (const { values } of tables) {
      min += values.reduce((least, entry) => Math.min(least, entry[c]), Infinity);
      max += values.reduce((most, entry) => Math.max(most, entry[c]), -Infinity);
    }
    return { min, max };
  });
}
