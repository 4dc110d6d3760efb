import { BitWidthError } from "../core/index.ts";
import { opOf } from "./factory.ts";
import type { GraphData, Node } from "./node.ts";
import type { OpName } from "./ops/index.ts";
import { bitWidth, lookupBits } from "./types.ts";

/** What a backend can hold. */
export interface BitLimits {
  /** The backend, for messages. */
  readonly where: string;
  /** Bits of a lookup's input, its offset not counted. */
  readonly maximumLutBits: number;
  /** Bits of any encrypted value, sign included. */
  readonly maximumLinearBits: number;
  /** What a lookup of so many bits would take, for messages. */
  readonly lookupCost?: ((bits: number) => string) | undefined;
}

/** One value too wide for a backend. */
export interface Violation {
  readonly source: string;
  readonly op: OpName;
  /** Position of the node in the graph. */
  readonly node: number;
  readonly min: number;
  readonly max: number;
  readonly bits: number;
  readonly limit: number;
  /** What is too wide: the input of a lookup, or a value as such. */
  readonly kind: "lookup input" | "value";
  readonly remedy: string;
}

/** Every value wider than the limits, in topological order; none where the graph fits. */
export function violations(graph: GraphData, limits: BitLimits): Violation[] {
  return graph.nodes.flatMap((node) => [...lookupViolations(node, limits), ...valueViolations(node, limits)]);
}

/**
 * Refuses a graph a backend cannot hold.
 *
 * @throws BitWidthError listing every violation: node, range, bits, limit and what to do about it.
 */
export function check(graph: GraphData, limits: BitLimits): void {
  const found = violations(graph, limits);
  if (found.length === 0) return;
  const lines = found.map(
    ({ source, op, node, min, max, bits, limit, kind }) =>
      `${source} (%${node}, ${op}): ${kind} of ${bits} bits, range ${min} to ${max}, limit ${limit}`,
  );
  throw new BitWidthError({
    where: `backend "${limits.where}"`,
    problem: `${found.length === 1 ? "a value is" : `${found.length} values are`} too wide:\n  ${lines.join("\n  ")}\n`,
    allowed: `lookups of at most ${limits.maximumLutBits} bits, values of at most ${limits.maximumLinearBits} bits`,
    remedy: [...new Set(found.map(({ remedy }) => remedy))].join("; "),
  });
}

function lookupViolations(node: Node, { maximumLutBits: limit, lookupCost }: BitLimits): Violation[] {
  // A product or comparison will be a lookup of a sum or difference: a bit more than its widest operand.
  const isNonlinear = opOf(node.op).kind === "nonlinear";
  if (node.op !== "lut" && !isNonlinear) return [];
  const widest = node.inputs.reduce((a, b) => (lookupBits(b.type) > lookupBits(a.type) ? b : a));
  const bits = lookupBits(widest.type) + (isNonlinear ? 1 : 0);
  if (bits <= limit) return [];
  const { min, max } = widest.type;
  const remedy = isNonlinear
    ? "use fewer bits for both operands, or round them first"
    : "lower nBits, round before the lookup (roundingThresholdBits or .round), prune, or choose another backend";
  const why = lookupCost === undefined ? remedy : `${remedy}; ${lookupCost(bits)}`;
  const { source, op, id } = node;
  return [{ source, op, node: id, min, max, bits, limit, kind: "lookup input", remedy: why }];
}

function valueViolations(node: Node, { maximumLinearBits: limit }: BitLimits): Violation[] {
  const bits = bitWidth(node.type);
  if (node.op === "constant" || bits <= limit) return [];
  const { min, max } = node.type;
  const remedy = "use fewer bits for inputs or weights, fewer terms in a sum, or choose another backend";
  return [{ source: node.source, op: node.op, node: node.id, min, max, bits, limit, kind: "value", remedy }];
}
