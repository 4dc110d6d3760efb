import type { OptionSpec, OptionTable } from "../base/index.ts";
import { isEstimator } from "./steps.ts";

/** A named part of a composite: an estimator, or a word such as `passthrough`. */
export type NamedPart = readonly [name: string, part: unknown];

/** Options of the parts: each part by its name, its options as `name__option`. */
export function nestedParams(parts: readonly NamedPart[]): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, part] of parts) {
    params[name] = part;
    if (!isEstimator(part)) continue;
    for (const [key, value] of Object.entries(part.getParams())) params[`${name}__${key}`] = value;
  }
  return params;
}

/** The table those options are checked against. */
export function nestedTable(
  parts: readonly NamedPart[],
  part: Omit<OptionSpec<unknown>, "default">,
): OptionTable<Record<string, unknown>> {
  const table: Record<string, OptionSpec<unknown>> = {};
  for (const [name, value] of parts) {
    table[name] = { default: value, ...part };
    if (!isEstimator(value)) continue;
    const inner = Object.entries(value.spec.options as Record<string, OptionSpec<unknown>>);
    for (const [key, spec] of inner) table[`${name}__${key}`] = spec;
  }
  return table;
}

/** Sets the options of parts that are given as `name__option`; they were checked before. */
export function setNestedParams(parts: readonly NamedPart[], given: Readonly<Record<string, unknown>>): void {
  for (const [name, part] of parts) {
    const own = Object.entries(given)
      .filter(([key, value]) => key.startsWith(`${name}__`) && value !== undefined)
      .map(([key, value]) => [key.slice(name.length + 2), value] as const);
    if (own.length > 0 && isEstimator(part)) part.setParams(Object.fromEntries(own) as never);
  }
}
