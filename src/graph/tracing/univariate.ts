import { isOp } from "../node.ts";
import type { Node } from "../node.ts";
import { rangeSize } from "../types.ts";
import type { FloatForm, Traced } from "./traced.ts";

/**
 * The value as functions of one variable, nearest first: of itself, of the operand it was computed from
 * element by element, of that one's operand... Roundings end the chain: they are there to make it narrow.
 */
export function chainOf({ form }: Traced): FloatForm[] {
  const first: FloatForm =
    form.kind === "float" ? form : { kind: "float", base: form.node, f: (x) => x, parameters: [] };
  const chain = [first];
  for (let next = stepUp(first); next !== undefined; next = stepUp(next)) chain.push(next);
  return chain;
}

/** The form on the variable with the fewest values: the smallest table. Later ones win ties. */
export function narrowest(chain: readonly FloatForm[]): FloatForm {
  return chain.reduce((best, form) => (rangeSize(form.base.type) <= rangeSize(best.base.type) ? form : best));
}

/** Both values as functions of one common variable, or undefined where there is none. */
export function commonBase(a: Traced, b: Traced): readonly [FloatForm, FloatForm] | undefined {
  const others = chainOf(b);
  const pairs = chainOf(a).flatMap((form) => {
    const twin = others.find(({ base }) => base === form.base);
    return twin === undefined ? [] : [[form, twin] as const];
  });
  if (pairs.length === 0) return undefined;
  const best = narrowest(pairs.map(([form]) => form));
  return pairs.find(([form]) => form === best);
}

/** The same function of what the base is computed from, where that is one variable. */
function stepUp({ base, f, parameters }: FloatForm): FloatForm | undefined {
  const on = (node: Node, inner: FloatForm["f"], added: readonly Float64Array[] = []): FloatForm => ({
    kind: "float",
    base: node,
    f: (x, i) => f(inner(x, i), i),
    parameters: [...parameters, ...added],
  });
  if (isOp(base, "neg")) return on(base.inputs[0], (x) => 0 - x);
  if (isOp(base, "mul")) {
    const factor = base.attributes.factor.data;
    return on(base.inputs[0], (x, i) => x * factor[i], [factor]);
  }
  if (isOp(base, "lut")) {
    const { min, tables, tableOf } = base.attributes;
    const entries = tables.shape[1];
    if (tableOf === null) return on(base.inputs[0], (x) => tables.data[x - min]);
    const choice = tableOf.data;
    return on(base.inputs[0], (x, i) => tables.data[choice[i] * entries + x - min], [choice]);
  }
  if (isOp(base, "add") || isOp(base, "sub")) {
    const [x, y] = base.inputs;
    const sign = base.op === "add" ? 1 : -1;
    if (isOp(y, "constant")) {
      const c = y.attributes.value.data;
      return on(x, (v, i) => v + sign * c[i], [c]);
    }
    if (isOp(x, "constant")) {
      const c = x.attributes.value.data;
      return on(y, (v, i) => c[i] + sign * v, [c]);
    }
  }
  return undefined;
}
