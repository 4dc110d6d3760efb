import { BitWidthError, InvalidInputError } from "../../core/index.ts";
import type { Node } from "../node.ts";
import { roundVariable } from "../round-variable.ts";
import { lookupBits, rangeSize } from "../types.ts";
import type { Univariate } from "../univariate.ts";
import { chainOf, maximumTableEntries, narrowest, tableCount, tabulate } from "../univariate.ts";
import type { Traced } from "./traced.ts";
import { sourceOf, withForm } from "./traced.ts";

/** Up to here a function is tabulated at once, to see whether it is integer already. */
const eagerEntries = 2 ** 16;

/**
 * The node of a value; a function of one variable becomes a lookup.
 *
 * @throws InvalidInputError where the values are not integers, naming the expression and such a value.
 * @throws BitWidthError where the variable is too wide for a table.
 */
export function materialize(value: Traced): Node {
  if (value.form.kind === "integer") return value.form.node;
  const { function: form } = value.form;
  const best = narrowest(chainOf(form));
  const result = lookup(best, value);
  if (!("bad" in result)) return result;
  const { x, y } = result.bad;
  throw new InvalidInputError({
    where: sourceOf(value),
    problem: `${value.text} is ${y} where its variable (${best.base.source}) is ${x}`,
    allowed: "integers: only integers can be encrypted, stored or combined with other variables",
    remedy: Number.isFinite(y)
      ? "end the expression with .rint(), .floor() or .ceil(), after scaling it to the precision needed"
      : "make the function finite on the whole range of its variable",
  });
}

/** The integer node where the function gives only integers and is small enough to see that; else itself. */
export function settle(value: Traced): Traced {
  if (value.form.kind === "integer") return value;
  const best = narrowest(chainOf(value.form.function));
  if (rangeSize(best.base.type) > eagerEntries) return value;
  const result = lookup(best, value);
  return "bad" in result ? value : withForm(value, { kind: "integer", node: result });
}

function lookup(form: Univariate, value: Traced): Node | { bad: { x: number; y: number } } {
  const { factory, rounding } = value.context;
  const source = sourceOf(value);
  const { variable, inputs } = roundVariable(form.base, rounding, factory, source);
  const tables = tableCount(form);
  if (inputs.entries * tables > maximumTableEntries) throw tooWide(value, form.base, tables);
  const { attributes, bad } = tabulate(form, inputs);
  return bad === undefined ? factory.make("lut", [variable], attributes, source) : { bad };
}

function tooWide(value: Traced, base: Node, tables: number): BitWidthError {
  const { min, max } = base.type;
  return new BitWidthError({
    where: sourceOf(value),
    problem: `${value.text} is a lookup of ${lookupBits(base.type)} bits (range ${min} to ${max}${tables > 1 ? `, ${tables} tables` : ""})`,
    allowed: `tables of at most ${maximumTableEntries} entries together`,
    remedy: "round the variable first with .round(bits), trace with the option rounding, or use fewer bits",
  });
}
