import type { Tensor } from "../../core/index.ts";
import { OutOfRangeError, ShapeError, sizeOf } from "../../core/index.ts";
import { integer, optional, tensor } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineOp } from "../op.ts";
import type { Range } from "../types.ts";
import { rangeSize } from "../types.ts";

export interface LutAttributes {
  /** The input of the first entry of every table. */
  readonly min: number;
  /** Integers of shape `[tables, entries]`; entry `i` is the value at `min + i`. */
  readonly tables: Tensor;
  /** For each element of the operand the table it uses; null where there is one table. */
  readonly tableOf: Tensor | null;
}

/** Any function of one integer of a bounded range, as a table. One bootstrap an element. */
export const lut: Op<LutAttributes> = defineOp<LutAttributes>({
  name: "lut",
  kind: "lookup",
  arity: 1,
  elementwise: true,
  attributes: { min: integer, tables: tensor, tableOf: optional(tensor) },
  shape: ({ inputs: [x], attributes, where }) => {
    checkTables(attributes, sizeOf(x.shape), where);
    const { min, tables } = attributes;
    const max = min + tables.shape[1] - 1;
    if (x.min >= min && x.max <= max) return x.shape;
    throw new OutOfRangeError({
      where,
      problem: `a table for inputs ${min} to ${max} on a value of range ${x.min} to ${x.max}`,
      allowed: "a table with an entry for every input",
      remedy: "extend the table to the range of the value",
    });
  },
  range: ({ inputs: [x], attributes: { min: first, tables } }) => {
    const entries = tables.shape[1];
    let min = Infinity;
    let max = -Infinity;
    for (let table = 0; table < tables.shape[0]; table++) {
      const start = table * entries - first;
      for (let at = start + x.min; at <= start + x.max; at++) {
        const value = tables.data[at];
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    return { min, max };
  },
  clear: ({ attributes: { min, tables, tableOf } }, shape) => {
    const size = sizeOf(shape);
    const entries = tables.shape[1];
    const data = tables.data;
    if (tableOf === null) {
      return ([x], out) => {
        for (let i = 0; i < out.length; i++) out[i] = data[x[i] - min];
      };
    }
    const starts = tableOf.data.map((table) => table * entries - min);
    return ([x], out, rows) => {
      for (let row = 0, next = 0; row < rows; row++) {
        for (let i = 0; i < size; i++, next++) out[next] = data[starts[i] + x[next]];
      }
    };
  },
  print: ([x], { min, tables, tableOf }) => {
    const several = tableOf === null ? "" : `${tables.shape[0]} tables, `;
    return `lut(${x}, ${several}${summary(tables, min)})`;
  },
});

/** The entries of a small table, else its input range. */
function summary(tables: Tensor, min: number): string {
  const entries = tables.shape[1];
  const range: Range = { min, max: min + entries - 1 };
  if (tables.shape[0] === 1 && rangeSize(range) <= 8) return `${min}: [${Array.from(tables.data).join(",")}]`;
  return `table ${range.min}..${range.max}`;
}

function checkTables({ tables, tableOf }: LutAttributes, elements: number, where: string): void {
  const problem =
    tables.rank !== 2 || tables.size === 0
      ? `tables of shape [${tables.shape.join(", ")}]`
      : tableOf === null
        ? tables.shape[0] === 1
          ? undefined
          : `${tables.shape[0]} tables and no choice between them`
        : tableOf.size !== elements
          ? `${tableOf.size} choices of a table for ${elements} elements`
          : tableOf.data.every((table) => Number.isInteger(table) && table >= 0 && table < tables.shape[0])
            ? undefined
            : "a choice of a table that does not exist";
  if (problem === undefined) return;
  throw new ShapeError({
    where,
    problem,
    allowed: "tables of shape [tables, entries] and, for more than one, the table of each element",
    remedy: "build lookups by Tracer.apply or Tracer.lookup",
  });
}
