import type { Tensor } from "../../core/index.ts";
import { OutOfRangeError, ShapeError } from "../../core/index.ts";
import { applyFunction } from "./elementwise.ts";
import { materialize } from "./materialize.ts";
import type { Traced } from "./traced.ts";
import { sourceOf, withForm } from "./traced.ts";

/** Entry x of a table, for every x in the range. */
export function lookupTable(x: Traced, table: Tensor): Traced {
  const where = sourceOf(x);
  if (table.rank !== 1) {
    throw new ShapeError({
      where,
      problem: `a table of shape [${table.shape.join(", ")}]`,
      allowed: "a list of integers",
      remedy: "use apply for functions that differ from element to element",
    });
  }
  const node = materialize(x);
  const { min, max } = node.type;
  if (min < 0 || max >= table.size) {
    throw new OutOfRangeError({
      where,
      problem: `a table of ${table.size} entries for values from ${min} to ${max}`,
      allowed: "an entry for every value, the first for 0",
      remedy: "extend the table, or shift the value so that it starts at 0",
    });
  }
  const result = applyFunction(
    withForm(x, { kind: "integer", node }),
    (value) => table.data[value],
    "lookup",
  );
  return withForm(result, { kind: "integer", node: materialize(result) });
}
