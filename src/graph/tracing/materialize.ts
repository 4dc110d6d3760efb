import { BitWidthError, InvalidInputError, sizeOf, Tensor } from "../../core/index.ts";
import type { NodeFactory } from "../factory.ts";
import type { Node } from "../node.ts";
import { lookupBits, rangeSize } from "../types.ts";
import type { FloatForm, LookupRounding, Traced } from "./traced.ts";
import { sourceOf, withForm } from "./traced.ts";
import { chainOf, narrowest } from "./univariate.ts";

/** Most entries of one lookup, all its tables together: 64 MB. */
export const maximumTableEntries = 2 ** 23;

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
  const form = narrowest(chainOf(value));
  const built = tabulate(form, value);
  if (built.bad === undefined) return built.node();
  const { x, y } = built.bad;
  throw new InvalidInputError({
    where: sourceOf(value),
    problem: `${value.text} is ${y} where its variable (${form.base.source}) is ${x}`,
    allowed: "integers: only integers can be encrypted, stored or combined with other variables",
    remedy: Number.isFinite(y)
      ? "end the expression with .rint(), .floor() or .ceil(), after scaling it to the precision needed"
      : "make the function finite on the whole range of its variable",
  });
}

/** The integer node where the function gives only integers and is small enough to see that; else itself. */
export function settle(value: Traced): Traced {
  if (value.form.kind === "integer") return value;
  const form = narrowest(chainOf(value));
  if (rangeSize(form.base.type) > eagerEntries) return value;
  const built = tabulate(form, value);
  return built.bad === undefined ? withForm(value, { kind: "integer", node: built.node() }) : value;
}

interface Built {
  /** The first value that is not an integer. */
  readonly bad: { readonly x: number; readonly y: number } | undefined;
  node(): Node;
}

function tabulate({ base, f, parameters }: FloatForm, value: Traced): Built {
  const source = sourceOf(value);
  const { node: variable, inputOf } = narrowed(base, value.context.rounding, value.context.factory, source);
  const { min } = variable.type;
  const entries = rangeSize(variable.type);
  const { representatives, groupOf } = groups(parameters, sizeOf(base.type.shape));
  if (entries * representatives.length > maximumTableEntries)
    throw tooWide(value, base, representatives.length);
  const tables = new Float64Array(entries * representatives.length);
  let bad: Built["bad"];
  for (let group = 0, next = 0; group < representatives.length && bad === undefined; group++) {
    for (let i = 0; i < entries; i++) {
      const x = inputOf(min + i);
      const y = f(x, representatives[group]);
      if (!Number.isSafeInteger(y)) {
        bad = { x, y };
        break;
      }
      tables[next++] = y + 0;
    }
  }
  const node = (): Node =>
    value.context.factory.make(
      "lut",
      [variable],
      {
        min,
        tables: new Tensor(tables, [representatives.length, entries]),
        tableOf: representatives.length === 1 ? null : new Tensor(groupOf, [groupOf.length]),
      },
      source,
    );
  return { bad, node };
}

/**
 * The variable of a lookup, rounded where it has more bits than asked for: floor((x - min) / 2^b), so that
 * exactly `nBits` bits remain, each entry standing for the middle of its 2^b inputs.
 */
export function narrowed(
  base: Node,
  rounding: LookupRounding | undefined,
  factory: NodeFactory,
  source: string,
): { node: Node; inputOf: (index: number) => number } {
  const bits = rounding === undefined ? 0 : lookupBits(base.type) - rounding.nBits;
  if (rounding === undefined || bits <= 0 || base.op === "round") return { node: base, inputOf: (x) => x };
  const { min, max, shape } = base.type;
  // round adds half a unit before it drops the bits: taking it off makes it the floor.
  const half = 2 ** (bits - 1);
  const value = new Tensor(new Float64Array(sizeOf(shape)).fill(min + half), shape);
  const offset = factory.make("constant", [], { value }, source);
  const shifted = factory.make("sub", [base, offset], {}, source);
  const node = factory.make("round", [shifted], { bits, method: rounding.method ?? "exact" }, source);
  return { node, inputOf: (index) => Math.min(max, min + index * 2 ** bits + half) };
}

/** Elements that agree in all parameters, each group by its first element. */
function groups(
  parameters: readonly Float64Array[],
  elements: number,
): { representatives: readonly number[]; groupOf: Float64Array } {
  const groupOf = new Float64Array(elements);
  const varying = parameters.filter((list) => list.some((item) => item !== list[0]));
  if (varying.length === 0) return { representatives: [0], groupOf };
  const known = new Map<string, number>();
  const representatives: number[] = [];
  for (let i = 0; i < elements; i++) {
    const key = varying.map((list) => list[i]).join();
    let group = known.get(key);
    if (group === undefined) {
      group = representatives.push(i) - 1;
      known.set(key, group);
    }
    groupOf[i] = group;
  }
  return { representatives, groupOf };
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
