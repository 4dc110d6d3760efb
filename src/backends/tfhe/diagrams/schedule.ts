/** In which order the nodes of a program are evaluated, and in which registers. */
import type { DiagramProgram, DiagramRef } from "./program.ts";

/** Nodes that read the same bit: their CMUX share a pass over its GGSW ciphertext. */
export interface Batch {
  readonly bit: number;
  readonly nodes: readonly number[];
}

/** Work without dependencies inside: batches of nodes, or at the end of a group the sum of its roots. */
export type Stage =
  | { readonly kind: "nodes"; readonly batches: readonly Batch[] }
  | { readonly kind: "sum"; readonly roots: readonly number[] };

export interface Schedule {
  readonly stages: readonly Stage[];
  /** Of each node. */
  readonly registers: Int32Array;
  readonly registerCount: number;
}

/** CMUX that share a pass. */
export const LARGEST_BATCH = 8;
/** New nodes a group of roots may bring: bounds the registers, and leaves enough to do at once. */
const GROUP_NODES = 600;

/** Roots in groups; each group bottom up, all nodes of one height together. */
export function scheduleDiagrams({ nodes, roots }: Pick<DiagramProgram, "nodes" | "roots">): Schedule {
  const stages: Stage[] = [];
  const stageOf = new Int32Array(nodes.length).fill(-1);
  for (const group of groupsOf(nodes, roots)) {
    const heights = new Map<number, number>();
    for (const node of group.nodes) {
      const { zero, one } = nodes[node];
      heights.set(node, 1 + Math.max(heights.get(zero) ?? 0, heights.get(one) ?? 0));
    }
    const levels: number[][] = [];
    for (const [node, height] of heights) (levels[height - 1] ??= []).push(node);
    for (const level of levels) {
      for (const node of level) stageOf[node] = stages.length;
      stages.push({ kind: "nodes", batches: batchesOf(level, nodes) });
    }
    stages.push({ kind: "sum", roots: group.roots });
  }
  return { stages, ...allocate(nodes, stages, stageOf) };
}

/** Roots one after the other until they bring enough nodes; new nodes of a group in topological order. */
function groupsOf(
  nodes: DiagramProgram["nodes"],
  roots: readonly DiagramRef[],
): { roots: number[]; nodes: number[] }[] {
  const groups: { roots: number[]; nodes: number[] }[] = [];
  const seen = new Uint8Array(nodes.length);
  let current: { roots: number[]; nodes: number[] } = { roots: [], nodes: [] };
  for (const root of roots) {
    current.roots.push(root);
    const stack = [root];
    for (let ref = stack.pop(); ref !== undefined; ref = stack.pop()) {
      if (ref < 0 || seen[ref] === 1) continue;
      seen[ref] = 1;
      current.nodes.push(ref);
      stack.push(nodes[ref].zero, nodes[ref].one);
    }
    if (current.nodes.length < GROUP_NODES) continue;
    groups.push(current);
    current = { roots: [], nodes: [] };
  }
  if (current.roots.length > 0) groups.push(current);
  // Children come before their parents.
  for (const group of groups) group.nodes.sort((a, b) => a - b);
  return groups;
}

function batchesOf(level: readonly number[], nodes: DiagramProgram["nodes"]): Batch[] {
  const byBit = new Map<number, number[]>();
  for (const node of level) {
    const { bit } = nodes[node];
    const some = byBit.get(bit) ?? [];
    byBit.set(bit, some);
    some.push(node);
  }
  return Array.from(byBit).flatMap(([bit, all]) =>
    Array.from({ length: Math.ceil(all.length / LARGEST_BATCH) }, (_, i) => ({
      bit,
      nodes: all.slice(i * LARGEST_BATCH, (i + 1) * LARGEST_BATCH),
    })),
  );
}

/** A register is free again in the stage after the last one that reads it. */
function allocate(
  nodes: DiagramProgram["nodes"],
  stages: readonly Stage[],
  stageOf: Int32Array,
): { registers: Int32Array; registerCount: number } {
  const lastUse = Int32Array.from(stageOf);
  nodes.forEach(({ zero, one }, node) => {
    for (const child of [zero, one]) {
      if (child >= 0) lastUse[child] = Math.max(lastUse[child], stageOf[node]);
    }
  });
  stages.forEach((stage, s) => {
    if (stage.kind === "sum") for (const root of stage.roots) lastUse[root] = Math.max(lastUse[root], s);
  });
  const ending: number[][] = stages.map(() => []);
  lastUse.forEach((stage, node) => {
    if (stage >= 0) ending[stage].push(node);
  });
  const registers = new Int32Array(nodes.length);
  const free: number[] = [];
  let registerCount = 0;
  stages.forEach((stage, s) => {
    if (stage.kind === "nodes") {
      for (const node of stage.batches.flatMap((batch) => batch.nodes)) {
        registers[node] = free.pop() ?? registerCount++;
      }
    }
    for (const node of ending[s]) free.push(registers[node]);
  });
  return { registers, registerCount };
}
