import type { Circuit } from "../../backends/index.ts";
import type { DiagramProgram } from "../../backends/tfhe/diagrams/index.ts";
import { InvalidInputError, OutOfRangeError, sizeOf } from "../../core/index.ts";
import { integer } from "../../models/base/index.ts";
import type { OptionTable } from "../../models/base/index.ts";
import type { Figure } from "../figure.ts";
import { namedFigureOptions, readOptions } from "../options.ts";
import type { FigureOptions } from "../options.ts";
import { frame } from "../svg/index.ts";
import { layOut } from "./lay-out.ts";
import { countReached, drawnGraph } from "./part.ts";
import { programOf } from "./program-of.ts";

/** Options of {@link plotDiagram}. */
export interface DiagramPlotOptions extends FigureOptions {
  /** Number of the diagram to draw, from 0: a tree's, for example. Default: all, with the nodes they share. */
  readonly root?: number | undefined;
  /** Nodes and leaves drawn at most. Default 300. */
  readonly maxNodes?: number;
  /** Names of the elements of all inputs, in order. Default: `x[0]`, `x[1]`, … */
  readonly featureNames?: readonly string[] | undefined;
}

const options: OptionTable<Required<DiagramPlotOptions>> = {
  ...namedFigureOptions,
  root: {
    default: undefined,
    allowed: "a whole number of 0 or more",
    accepts: (value) => value === undefined || (Number.isInteger(value) && (value as number) >= 0),
  },
  maxNodes: integer(300, 1),
};

const WHERE = "plotDiagram";

/**
 * The reduced decision diagrams a circuit is under encryption: every node reads one encrypted bit and is one CMUX, equal
 * nodes are one.
 *
 * Dashed lines are followed where the bit is 0, full lines where it is 1. The circuit's output is the sum of the leaves
 * all diagrams end at, plus a constant.
 *
 * @param circuit - A circuit, run as diagrams or not, or diagrams themselves.
 * @throws UnsupportedOperationError for a circuit that has no diagram of reasonable size.
 * @throws OutOfRangeError for a root there is not, and for more nodes than `maxNodes`.
 * @throws InvalidInputError where `featureNames` are not one an element; UnknownOptionError, OptionValueError
 */
export async function plotDiagram(
  circuit: Circuit | DiagramProgram,
  given: DiagramPlotOptions = {},
): Promise<Figure> {
  const { root, featureNames, maxNodes, theme, title } = readOptions(WHERE, options, given);
  const program = await programOf(circuit, WHERE);
  const total = program.roots.length;
  if (root !== undefined && root >= total) throw noRoot(root, total);
  const roots = root === undefined ? program.roots.map((_, i) => i) : [root];
  const count = countReached(program, roots);
  if (count > maxNodes) throw tooLarge(count, maxNodes, roots.length);
  checkNames(program, featureNames);
  const graph = drawnGraph(program, roots, featureNames);
  const { body, width, height } = await layOut(graph);
  const bits = new Set(program.nodes.map(({ bit }) => bit)).size;
  const part =
    root === undefined
      ? `${total} decision diagram${total === 1 ? "" : "s"}`
      : `Decision diagram ${root} of ${total}`;
  return frame({
    ...{ kind: "fhe-diagram", theme, body, width, height },
    title: title ?? `${part}: ${graph.decisions} nodes, ${graph.leaves} leaves`,
    description:
      `${graph.decisions} nodes that read ${bits} encrypted bits, one CMUX each, and ${graph.leaves} leaves. Dashed lines ` +
      `are followed where the bit is 0, full lines where it is 1. ${sumOf(program)}`,
  });
}

function sumOf({ bias, roots }: DiagramProgram): string {
  const added = bias.every((value) => value === 0) ? "" : `, plus ${bias.join(", ")}`;
  return `The output is the sum of the leaves ${roots.length} diagrams end at${added}.`;
}

function checkNames({ inputs }: DiagramProgram, names: readonly string[] | undefined): void {
  const elements = inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (names === undefined || names.length === elements) return;
  throw new InvalidInputError({
    where: WHERE,
    problem: `${names.length} featureNames for inputs of ${elements} elements`,
    allowed: "one name an element of the inputs, in their order",
    remedy: "correct the option featureNames",
  });
}

function noRoot(root: number, total: number): OutOfRangeError {
  return new OutOfRangeError({
    where: WHERE,
    problem: `root = ${root} of ${total} diagrams`,
    allowed: total === 1 ? "root 0, the only one" : `a root from 0 to ${total - 1}`,
    remedy: "correct the option root",
  });
}

function tooLarge(count: number, limit: number, roots: number): OutOfRangeError {
  return new OutOfRangeError({
    where: WHERE,
    problem: `a drawing of ${count} nodes and leaves`,
    allowed: `at most maxNodes = ${limit}`,
    remedy: `${roots > 1 ? "choose one diagram with the option root, or " : ""}raise maxNodes`,
  });
}
