import { OutOfRangeError } from "../../core/index.ts";
import { unite } from "../types.ts";
import { combine } from "./elementwise.ts";
import { materialize } from "./materialize.ts";
import type { Traced } from "./traced.ts";
import { asOne, sourceOf, withForm } from "./traced.ts";

/** b + condition (a - b): a where the condition is 1, b where it is 0. */
export function where(condition: Traced, a: Traced, b: Traced): Traced {
  const { min, max } = materialize(condition).type;
  if (min < 0 || max > 1) {
    throw new OutOfRangeError({
      where: sourceOf(condition),
      problem: `a condition of range ${min} to ${max}`,
      allowed: "0 and 1",
      remedy: "use a comparison, such as x.notEqual(0)",
    });
  }
  const text = `where(${condition.text}, ${a.text}, ${b.text})`;
  return asOne(condition, text, (value) => {
    const chosen = combine("add", combine("mul", value, combine("sub", a, b)), b);
    const node = materialize(chosen);
    // The result is one of both, which the ranges of the steps do not show.
    const range = unite(materialize(a).type, materialize(b).type);
    const { factory } = value.context;
    const narrowed = factory.make(node.op, node.inputs, node.attributes, node.source, {
      range,
      bounds: "proved",
    });
    return withForm(chosen, { kind: "integer", node: narrowed });
  });
}
