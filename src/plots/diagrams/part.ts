import type { DiagramProgram, DiagramRef } from "../../backends/tfhe/diagrams/index.ts";
import { sizeOf } from "../../core/index.ts";
import { formatNumber } from "../svg/index.ts";
import type { Box } from "../svg/index.ts";

/** A node of the drawing. */
export interface DrawnNode {
  readonly id: string;
  readonly box: Box;
}

/** A line of the drawing; `kind` says which branch it is. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "root" | "zero" | "one";
}

/** Boxes and lines of a drawing. */
export interface DrawnGraph {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Nodes that read a bit: one CMUX each. */
  readonly decisions: number;
  readonly leaves: number;
}

/**
 * What the chosen roots reach.
 *
 * @param names - One an element of the flat sample; else they are called after their input.
 */
export function drawnGraph(
  program: DiagramProgram,
  roots: readonly number[],
  names: readonly string[] | undefined,
): DrawnGraph {
  const reached = reachedFrom(program, roots);
  const isLeaf = (ref: DiagramRef): boolean => ref < 0;
  const refs = [...reached].sort((a, b) => b - a);
  const rootNodes = roots.map((root) => ({
    id: `root ${root}`,
    box: { kind: "root", lines: [`diagram ${root}`], hint: `diagram ${root} of the sum`, isRound: true },
  }));
  const nodes = refs.map((ref) => ({ id: idOf(ref), box: boxOf(program, ref, names) }));
  const edges = refs
    .filter((ref) => !isLeaf(ref))
    .flatMap((ref): DrawnEdge[] => {
      const { zero, one } = program.nodes[ref];
      return [
        { from: idOf(ref), to: idOf(zero), kind: "zero" },
        { from: idOf(ref), to: idOf(one), kind: "one" },
      ];
    });
  const starts = roots.map((root): DrawnEdge => ({
    from: `root ${root}`,
    to: idOf(program.roots[root]),
    kind: "root",
  }));
  const leaves = refs.filter(isLeaf).length;
  return {
    nodes: [...rootNodes, ...nodes],
    edges: [...starts, ...edges],
    decisions: refs.length - leaves,
    leaves,
  };
}

/** Number of nodes that read a bit, and of leaves, reached from the chosen roots. */
export function countReached(program: DiagramProgram, roots: readonly number[]): number {
  return reachedFrom(program, roots).size;
}

function reachedFrom({ nodes, roots: all }: DiagramProgram, roots: readonly number[]): Set<DiagramRef> {
  const reached = new Set<DiagramRef>();
  const stack = roots.map((root) => all[root]);
  while (stack.length > 0) {
    const ref = stack.pop()!;
    if (reached.has(ref)) continue;
    reached.add(ref);
    if (ref >= 0) stack.push(nodes[ref].zero, nodes[ref].one);
  }
  return reached;
}

function boxOf(program: DiagramProgram, ref: DiagramRef, names: readonly string[] | undefined): Box {
  if (ref < 0) {
    const values = program.leaves[-1 - ref];
    return { kind: "leaf", lines: inRows(values), hint: `adds ${values.join(", ")}` };
  }
  const { element, bit } = program.bits[program.nodes[ref].bit];
  const name = names?.[element] ?? elementName(program, element);
  const minimum = minimumOf(program, element);
  const value = minimum === 0 ? name : `${name} \u2212 (${minimum})`;
  return {
    kind: "decision",
    lines: [name, `bit ${bit}`],
    hint: `bit ${bit} (worth ${2 ** bit}) of ${value}`,
    isRound: true,
  };
}

/** Values five a line: boxes of one tall column would lie across lines beside them. */
function inRows(values: readonly number[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < values.length; at += 5)
    lines.push(
      values
        .slice(at, at + 5)
        .map(formatNumber)
        .join(", "),
    );
  return lines;
}

/** `x[3]`, or `x` for a scalar input: by the input's name and the place in it. */
function elementName({ inputs }: DiagramProgram, element: number): string {
  const { input, place } = inputOf(inputs, element);
  return input.shape.length === 0 ? input.name : `${input.name}[${place}]`;
}

function minimumOf({ inputs }: DiagramProgram, element: number): number {
  return inputOf(inputs, element).input.min;
}

function inputOf(
  inputs: DiagramProgram["inputs"],
  element: number,
): { input: DiagramProgram["inputs"][number]; place: number } {
  let place = element;
  let at = 0;
  for (; at < inputs.length - 1; at++) {
    const size = sizeOf(inputs[at].shape);
    if (place < size) break;
    place -= size;
  }
  return { input: inputs[at], place };
}

function idOf(ref: DiagramRef): string {
  return ref < 0 ? `leaf ${-1 - ref}` : `node ${ref}`;
}
