import { sizeOf, Tensor } from "../core/index.ts";
import type { LutAttributes } from "./ops/index.ts";
import { isOp } from "./node.ts";
import type { Node } from "./node.ts";
import { rangeSize } from "./types.ts";

/** A function, element by element, of one integer variable. */
export interface Univariate {
  /** The variable. */
  readonly base: Node;
  /** The value of element `i` where the base's element `i` is `x`. */
  readonly f: (x: number, i: number) => number;
  /** All that `f` may read by index: elements equal in every one of these share a table. */
  readonly parameters: readonly Float64Array[];
  /** Lookups between the variable and the value: all of them become one. */
  readonly lookups: number;
}

/** Most entries of one lookup, all its tables together: 64 MB. */
export const maximumTableEntries: number = 2 ** 23;

/**
 * A value as functions of one variable, nearest first: of itself, of the operand it was computed from element
 * by element, of that one's operand... Roundings end the chain: they are there to make the variable narrow.
 */
export function chainOf(start: Node | Univariate): readonly [Univariate, ...Univariate[]] {
  const first =
    "f" in start ? start : { base: start, f: (x: number): number => x, parameters: [], lookups: 0 };
  const chain: [Univariate, ...Univariate[]] = [first];
  for (let next = stepUp(first); next !== undefined; next = stepUp(next)) chain.push(next);
  return chain;
}

/** The best variable for one lookup: past as many lookups as can be saved, then the one with the fewest values. */
export function narrowest(chain: readonly [Univariate, ...Univariate[]]): Univariate {
  return chain.reduce((best, form) => {
    if (form.lookups !== best.lookups) return form.lookups > best.lookups ? form : best;
    return rangeSize(form.base.type) <= rangeSize(best.base.type) ? form : best;
  });
}

/** Two values as functions of one common variable, or undefined where there is none. */
export function commonVariable(
  a: Node | Univariate,
  b: Node | Univariate,
): readonly [Univariate, Univariate] | undefined {
  const others = chainOf(b);
  const twinOf = (form: Univariate): Univariate | undefined => others.find(({ base }) => base === form.base);
  const [first, ...rest] = chainOf(a).filter((form) => twinOf(form) !== undefined);
  if ((first as Univariate | undefined) === undefined) return undefined;
  const best = narrowest([first, ...rest]);
  const twin = twinOf(best);
  return twin === undefined ? undefined : [best, twin];
}

/** The same function of what the base is computed from, where that is one variable. */
function stepUp({ base, f, parameters, lookups }: Univariate): Univariate | undefined {
  const on = (node: Node, inner: Univariate["f"], added: readonly Float64Array[] = []): Univariate => ({
    base: node,
    f: (x, i) => f(inner(x, i), i),
    parameters: [...parameters, ...added],
    lookups: lookups + (base.op === "lut" ? 1 : 0),
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

/** The inputs a table lists: the range of the variable, or one input for each value of a rounded one. */
export interface TableInputs {
  readonly min: number;
  readonly entries: number;
  readonly inputOf: (index: number) => number;
}

/** The inputs of a table on a variable as it is. */
export function inputsOf(variable: Node): TableInputs {
  return { min: variable.type.min, entries: rangeSize(variable.type), inputOf: (x) => x };
}

/** The tables of a function, or the first value that is not an integer. */
export type Tabulated =
  | { readonly attributes: LutAttributes; readonly bad?: undefined }
  | { readonly attributes?: undefined; readonly bad: { readonly x: number; readonly y: number } };

/** Number of different tables a function needs. */
export function tableCount({ base, parameters }: Univariate): number {
  return groups(parameters, sizeOf(base.type.shape)).representatives.length;
}

/** Writes a function down as tables, one for each group of elements with the same parameters. */
export function tabulate({ base, f, parameters }: Univariate, inputs: TableInputs): Tabulated {
  const { min, entries, inputOf } = inputs;
  const { representatives, groupOf } = groups(parameters, sizeOf(base.type.shape));
  const tables = new Float64Array(entries * representatives.length);
  for (let group = 0, next = 0; group < representatives.length; group++) {
    for (let i = 0; i < entries; i++) {
      const x = inputOf(min + i);
      const y = f(x, representatives[group]);
      if (!Number.isSafeInteger(y)) return { bad: { x, y } };
      tables[next++] = y + 0;
    }
  }
  const tableOf = representatives.length === 1 ? null : Tensor.vector(groupOf);
  return { attributes: { min, tables: new Tensor(tables, [representatives.length, entries]), tableOf } };
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
