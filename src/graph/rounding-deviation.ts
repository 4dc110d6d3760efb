/** How far values move when lookups before them are rounded: intervals of new value minus old. */
import { Tensor } from "../core/index.ts";
import { contextOf, opOf } from "./factory.ts";
import type { Node, NodeWith } from "./node.ts";
import { isOp } from "./node.ts";
import type { LutAttributes } from "./ops/index.ts";
import type { Range } from "./types.ts";
import { unite } from "./types.ts";

/** Of values that stay what they were. */
export const noDeviation: Range = { min: 0, max: 0 };

/** Table entries compared for one bound; beyond it the bound comes from the ranges alone. */
const MOST_COMPARED = 2 ** 22;

/** The tables with entries for all of a range: beyond the first and the last entry they repeat it. */
export function extendTables(attributes: LutAttributes, { min, max }: Range): LutAttributes {
  const { min: first, tables, tableOf } = attributes;
  const [count, entries] = tables.shape as [number, number];
  const last = first + entries - 1;
  if (first <= min && max <= last) return attributes;
  const from = Math.min(first, min);
  const width = Math.max(last, max) - from + 1;
  const data = Float64Array.from({ length: count * width }, (_, at) => {
    const entry = from + (at % width) - first;
    return tables.data[Math.floor(at / width) * entries + Math.min(Math.max(entry, 0), entries - 1)];
  });
  return { min: from, tables: new Tensor(data, [count, width]), tableOf };
}

/** Deviation of a node that is no lookup in tables, on operands that deviate. */
export function carriedDeviation(before: Node, after: Node, operands: readonly Range[]): Range {
  const crude = { min: after.type.min - before.type.max, max: after.type.max - before.type.min };
  if (isOp(before, "round")) {
    const unit = 2 ** before.attributes.bits;
    // An approximate rounding may take either neighbour, before and after.
    const reach = before.attributes.method === "approximate" ? 1 : 0;
    const [{ min, max }] = operands;
    return { min: Math.floor(min / unit) - reach, max: Math.ceil(max / unit) + reach };
  }
  const op = opOf(before.op);
  if (op.kind !== "linear") return crude;
  // Linear: deviations add up as values do. What a padding adds does not deviate.
  const context = contextOf(before);
  const inputs = context.inputs.map(({ shape }, i) => ({ shape, ...operands[i] }));
  const { min, max } = op.range({ ...context, inputs }, before.type.shape);
  return unite({ min, max }, noDeviation);
}

/**
 * Deviation of a lookup: that of its input seen through the table, and that of the rounded table.
 *
 * @param before - The lookup as it was.
 * @param exact - The same on the new input.
 * @param rounded - What takes its place.
 * @param input - Deviation of the input.
 * @param reach - Entries that a rounding may be off by.
 */
export function lookupDeviation(
  before: NodeWith<"lut">,
  exact: NodeWith<"lut">,
  rounded: NodeWith<"lut">,
  input: Range,
  reach: number,
): Range {
  const seen = throughTable(before, exact, input);
  const added = ofRounding(exact, rounded, reach);
  return { min: seen.min + added.min, max: seen.max + added.max };
}

/** Bounds of f(x + e) - f(x). */
function throughTable(before: NodeWith<"lut">, exact: NodeWith<"lut">, { min, max }: Range): Range {
  if (min === 0 && max === 0) return noDeviation;
  const { tables, min: first } = exact.attributes;
  const [count, entries] = tables.shape as [number, number];
  const x = before.inputs[0].type;
  if (count * (x.max - x.min + 1) * (max - min + 1) > MOST_COMPARED) {
    return { min: exact.type.min - before.type.max, max: exact.type.max - before.type.min };
  }
  let [least, most] = [0, 0];
  for (let table = 0; table < count; table++) {
    for (let value = x.min; value <= x.max; value++) {
      const here = tables.data[table * entries + value - first];
      for (let e = min; e <= max; e++) {
        const at = Math.min(Math.max(value + e - first, 0), entries - 1);
        const difference = tables.data[table * entries + at] - here;
        if (difference < least) least = difference;
        if (difference > most) most = difference;
      }
    }
  }
  return { min: least, max: most };
}

/** Bounds of the rounded table's entries less the exact ones they stand for. */
function ofRounding(exact: NodeWith<"lut">, rounded: NodeWith<"lut">, reach: number): Range {
  const [variable] = rounded.inputs;
  if (variable === exact.inputs[0] || !isOp(variable, "round")) return noDeviation;
  const x = exact.inputs[0].type;
  const pairs = tablePairs(exact.attributes, rounded.attributes);
  if (pairs.length * (x.max - x.min + 1) > MOST_COMPARED) {
    return { min: rounded.type.min - exact.type.max, max: rounded.type.max - exact.type.min };
  }
  const unit = 2 ** variable.attributes.bits;
  const widths = [exact, rounded].map(({ attributes }) => attributes.tables.shape[1]);
  let [least, most] = [0, 0];
  for (const [from, to] of pairs) {
    for (let value = x.min; value <= x.max; value++) {
      const here = exact.attributes.tables.data[from * widths[0] + value - exact.attributes.min];
      // See roundVariable: entry i stands for the inputs from min + i unit on.
      const index = Math.floor((value - x.min) / unit);
      for (let i = Math.max(0, index - reach); i <= Math.min(index + reach, widths[1] - 1); i++) {
        const difference = rounded.attributes.tables.data[to * widths[1] + i] - here;
        if (difference < least) least = difference;
        if (difference > most) most = difference;
      }
    }
  }
  return { min: least, max: most };
}

/** Which table of the one lookup stands in the place of which of the other. */
function tablePairs(exact: LutAttributes, rounded: LutAttributes): readonly (readonly [number, number])[] {
  if (exact.tableOf === null) return [[0, 0]];
  const choices = exact.tableOf.data;
  const pairs = new Map<number, number>();
  choices.forEach((table, i) => pairs.set(table, rounded.tableOf?.data[i] ?? 0));
  return [...pairs];
}
