import type { DiagramProgram, DiagramRef, DiagramTable } from "./program.ts";

/** How many CMUX a result may have passed through, as factors of their variances. */
export interface DiagramWeights {
  /** Of CMUX with a ciphertext as a branch. */
  readonly full: number;
  /** Of CMUX between two leaves. */
  readonly leaf: number;
  /** Nodes of the program. */
  readonly nodes: number;
  /** Different bits whose GGSW ciphertexts make up the noise of a result, as if all were used alike. */
  readonly bits: number;
}

/**
 * An upper bound over all inputs. Errors of different nodes are uncorrelated; a node that several roots lead to through
 * adds its error once for each, so m roots count m^2 times. With r(node) the number of roots that reach it at all, the sum
 * over nodes of m^2 is at most the sum over roots of the largest sum of r along a path.
 */
export function diagramWeights({
  nodes,
  roots,
  tables = [],
}: Pick<DiagramProgram, "nodes" | "roots" | "tables">): DiagramWeights {
  const reach = rootsReaching(nodes, roots);
  const full = new Float64Array(nodes.length);
  const leaf = new Float64Array(nodes.length);
  const at = (side: Float64Array, ref: DiagramRef): number => (ref < 0 ? 0 : side[ref]);
  nodes.forEach(({ zero, one }, i) => {
    const isLeafNode = zero < 0 && one < 0;
    full[i] = Math.max(at(full, zero), at(full, one)) + (isLeafNode ? 0 : reach[i]);
    leaf[i] = Math.max(at(leaf, zero), at(leaf, one), isLeafNode ? reach[i] : 0);
  });
  const sum = (side: Float64Array): number => roots.reduce((total, root) => total + at(side, root), 0);
  // A table's result passes one CMUX a bit, whether that chooses or rotates.
  const steps = tables.reduce((total, table) => total + table.bits.length, 0);
  return {
    full: sum(full) + steps,
    leaf: sum(leaf),
    nodes: nodes.length,
    bits: usedBits(nodes, roots, tables),
  };
}

/** (sum of n)^2 / sum of n^2 over the bits, n how many nodes read one; no more than paths have nodes. */
function usedBits(
  nodes: DiagramProgram["nodes"],
  roots: DiagramProgram["roots"],
  tables: readonly DiagramTable[],
): number {
  const uses = new Map<number, number>();
  const depth = new Float64Array(nodes.length);
  const at = (ref: DiagramRef): number => (ref < 0 ? 0 : depth[ref]);
  nodes.forEach(({ bit, zero, one }, i) => {
    uses.set(bit, (uses.get(bit) ?? 0) + 1);
    depth[i] = 1 + Math.max(at(zero), at(one));
  });
  const read = tables.flatMap(({ bits }) => bits);
  for (const bit of read) uses.set(bit, (uses.get(bit) ?? 0) + 1);
  let squares = 0;
  for (const count of uses.values()) squares += count ** 2;
  const longest = roots.reduce((sum, root) => sum + at(root), read.length);
  return Math.min((nodes.length + read.length) ** 2 / Math.max(1, squares), longest);
}

/** For each node, the roots it lies under, with their multiplicity. */
function rootsReaching(nodes: DiagramProgram["nodes"], roots: DiagramProgram["roots"]): Float64Array {
  const reach = new Float64Array(nodes.length);
  const seen = new Int32Array(nodes.length).fill(-1);
  roots.forEach((root, number) => {
    const stack = [root];
    for (let ref = stack.pop(); ref !== undefined; ref = stack.pop()) {
      if (ref < 0 || seen[ref] === number) continue;
      seen[ref] = number;
      reach[ref]++;
      stack.push(nodes[ref].zero, nodes[ref].one);
    }
  });
  return reach;
}
