import { OptionValueError, UnknownOptionError } from "../../core/index.ts";
import type { RandomState } from "../../core/index.ts";

/** One option of a generator: its default and its check. */
export interface Option<T> {
  readonly default: T;
  readonly allowed: string;
  readonly accepts: (value: unknown) => boolean;
}

/** One entry for every option. */
export type Options<O> = { readonly [K in keyof O]-?: Option<Exclude<O[K], undefined>> };

/** Options after their defaults were filled in. */
export type Complete<O> = { readonly [K in keyof O]-?: Exclude<O[K], undefined> };

/** A whole number of at least `minimum`. */
export function count(fallback: number, minimum: number): Option<number> {
  return {
    default: fallback,
    allowed: `a whole number of ${minimum} or more`,
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= minimum,
  };
}

/** A finite number from `minimum` to `maximum`. */
export function real(fallback: number, minimum = -Infinity, maximum = Infinity): Option<number> {
  const bounds =
    maximum < Infinity
      ? ` from ${minimum} to ${maximum}`
      : minimum > -Infinity
        ? ` of ${minimum} or more`
        : "";
  return {
    default: fallback,
    allowed: `a finite number${bounds}`,
    accepts: (value) =>
      Number.isFinite(value) && (value as number) >= minimum && (value as number) <= maximum,
  };
}

/** True or false. */
export function flag(fallback: boolean): Option<boolean> {
  return { default: fallback, allowed: "true or false", accepts: (value) => typeof value === "boolean" };
}

/** The seed; createRandom checks it. Without one, results differ each time. */
export const seed: Option<Exclude<RandomState, undefined> | null> = {
  default: null,
  allowed: "a finite number or a text",
  accepts: (value) => typeof value === "string" || Number.isFinite(value),
};

/** A whole number of rows in all, or one a part. */
export function rows(parts: number): Option<number | readonly number[]> {
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
  return {
    default: 100,
    allowed: `a whole number of ${parts} or more, or ${parts} whole numbers of 1 or more`,
    accepts: (value) =>
      Array.isArray(value)
        ? value.length === parts && value.every(isCount)
        : isCount(value) && (value as number) >= parts,
  };
}

/**
 * Fills in defaults and reports everything that is wrong at once.
 *
 * @throws UnknownOptionError, OptionValueError
 */
export function readOptions<O extends object>(where: string, table: Options<O>, given: O): Complete<O> {
  const specs = table as Record<string, Option<unknown>>;
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const unknown = entries.filter(([name]) => !Object.hasOwn(specs, name)).map(([name]) => name);
  if (unknown.length > 0) {
    throw new UnknownOptionError({
      where,
      problem: `unknown option ${unknown.join(", ")}`,
      allowed: `the options ${Object.keys(specs).join(", ")}`,
      remedy: `correct or remove ${unknown.join(", ")}`,
    });
  }
  const bad = entries.filter(([name, value]) => !specs[name].accepts(value));
  if (bad.length > 0) {
    throw new OptionValueError({
      where,
      problem: bad.map(([name, value]) => `${name} = ${show(value)}`).join("; "),
      allowed: bad.map(([name]) => `${name}: ${specs[name].allowed}`).join("; "),
      remedy: `correct ${bad.map(([name]) => name).join(", ")}`,
    });
  }
  const defaults = Object.entries(specs).map(([name, spec]) => [name, spec.default] as const);
  return Object.fromEntries([...defaults, ...entries]) as Complete<O>;
}

/** @throws OptionValueError: options that each are right do not go together. */
export function conflict(where: string, problem: string, allowed: string, remedy: string): OptionValueError {
  return new OptionValueError({ where, problem, allowed, remedy });
}

function show(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : JSON.stringify(value);
}
