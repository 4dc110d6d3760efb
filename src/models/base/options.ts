import { OptionValueError, UnknownOptionError } from "../../core/index.ts";

/** One option of an estimator: the single source of its default, its check and its description. */
export interface OptionSpec<T> {
  readonly default: T;
  /** What is allowed, as it reads in messages: `a number of 0 or more`. */
  readonly allowed: string;
  readonly accepts: (value: unknown) => boolean;
}

/** One entry for every option an estimator knows. */
export type OptionTable<O> = { readonly [K in keyof O]-?: OptionSpec<O[K]> };

/** A finite number of at least `minimum`. */
export function atLeast(minimum: number, fallback: number): OptionSpec<number> {
  return {
    default: fallback,
    allowed: `a finite number of ${minimum} or more`,
    accepts: (value) => Number.isFinite(value) && (value as number) >= minimum,
  };
}

/** A number above `bound`; Infinity only where it has a meaning of its own. */
export function above(bound: number, fallback: number, infinity?: { meaning: string }): OptionSpec<number> {
  return {
    default: fallback,
    allowed: `a ${infinity ? "" : "finite "}number above ${bound}${infinity ? ` (Infinity: ${infinity.meaning})` : ""}`,
    accepts: (value) =>
      typeof value === "number" && value > bound && (infinity !== undefined || Number.isFinite(value)),
  };
}

/** A whole number from `minimum` to `maximum`. */
export function integer(fallback: number, minimum: number, maximum = Infinity): OptionSpec<number> {
  return {
    default: fallback,
    allowed: `a whole number ${maximum === Infinity ? `of ${minimum} or more` : `from ${minimum} to ${maximum}`}`,
    accepts: (value) => isIntegerIn(value, minimum, maximum),
  };
}

/** True or false. */
export function flag(fallback: boolean): OptionSpec<boolean> {
  return { default: fallback, allowed: "true or false", accepts: (value) => typeof value === "boolean" };
}

/** One of a few values. */
export function choice<T extends string | null>(fallback: T, ...values: readonly T[]): OptionSpec<T> {
  const all = [fallback, ...values];
  return {
    default: fallback,
    allowed: `one of ${all.map((value) => (value === null ? "null" : `"${value}"`)).join(", ")}`,
    accepts: (value) => all.includes(value as T),
  };
}

/** Bits of quantized inputs and weights: one number for both, or each by name. */
export type NBits = number | { readonly opInputs: number; readonly opWeights: number };

/** The `nBits` option of quantized models. Inputs 1 to 16 bits, weights 2 to 16. */
export function nBits(fallback: NBits): OptionSpec<NBits> {
  return {
    default: fallback,
    allowed: "a whole number from 2 to 16, or { opInputs: 1 to 16, opWeights: 2 to 16 }",
    accepts: (value) => {
      if (typeof value === "number") return isIntegerIn(value, 2, 16);
      if (typeof value !== "object" || value === null) return false;
      const { opInputs, opWeights, ...rest } = value as Record<string, unknown>;
      return isIntegerIn(opInputs, 1, 16) && isIntegerIn(opWeights, 2, 16) && Object.keys(rest).length === 0;
    },
  };
}

/** Bits of inputs and of weights of an {@link NBits} option. */
export function splitBits(bits: NBits): { opInputs: number; opWeights: number } {
  return typeof bits === "number" ? { opInputs: bits, opWeights: bits } : { ...bits };
}

/** The defaults of a table overlaid with what was given; `undefined` counts as not given. Checks nothing. */
export function withDefaults<O extends object>(table: OptionTable<O>, given: Partial<O>): O {
  const entries = Object.entries(table as Record<string, OptionSpec<unknown>>);
  const defaults = Object.fromEntries(entries.map(([name, spec]) => [name, copyPlain(spec.default)]));
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set.map(([name, value]) => [name, copyPlain(value)])) } as O;
}

/**
 * Holds options against their table and reports everything that is wrong at once.
 *
 * @throws UnknownOptionError when a name is not in the table (values are reported along with it).
 * @throws OptionValueError when names are right and values are not.
 */
export function checkOptions<O extends object>(where: string, table: OptionTable<O>, given: O): O {
  const specs = table as Record<string, OptionSpec<unknown>>;
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(specs, name));
  const bad = Object.entries(given).filter(
    ([name, value]) => Object.hasOwn(specs, name) && !specs[name].accepts(value),
  );
  if (unknown.length === 0 && bad.length === 0) return given;
  const problems = [
    ...unknown.map((name) => `unknown option ${name}`),
    ...bad.map(([name, value]) => `${name} = ${show(value)}`),
  ];
  const allowed = [
    ...(unknown.length > 0 ? [`the options ${Object.keys(specs).join(", ")}`] : []),
    ...bad.map(([name]) => `${name}: ${specs[name].allowed}`),
  ];
  const parts = { where, problem: problems.join("; "), allowed: allowed.join("; ") };
  if (unknown.length === 0) {
    const remedy = `correct ${bad.map(([name]) => name).join(", ")} with setParams or in the constructor`;
    throw new OptionValueError({ ...parts, remedy });
  }
  throw new UnknownOptionError({
    ...parts,
    remedy: `correct or remove ${unknown.join(", ")}${suggest(unknown, specs)}`,
  });
}

/**
 * Refuses call options with names that would otherwise be ignored.
 *
 * @throws UnknownOptionError naming them and what is allowed.
 */
export function checkNames(where: string, given: object, allowed: readonly string[]): void {
  const unknown = Object.keys(given).filter((name) => !allowed.includes(name));
  if (unknown.length === 0) return;
  const table = Object.fromEntries(allowed.map((name) => [name, null]));
  throw new UnknownOptionError({
    where,
    problem: `unknown option ${unknown.join(", ")}`,
    allowed: `the options ${allowed.join(", ")}`,
    remedy: `correct or remove ${unknown.join(", ")}${suggest(unknown, table)}`,
  });
}

/** A value as it reads in a message; Infinity and NaN keep their names. */
export function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "object") return JSON.stringify(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : typeof value;
}

/** Most typos differ in case or underscores only (`max_iter`, `nbits`). */
function suggest(unknown: readonly string[], known: object): string {
  const plain = (name: string): string => name.toLowerCase().replaceAll("_", "");
  const found = unknown.flatMap((name) => Object.keys(known).filter((other) => plain(other) === plain(name)));
  return found.length === 0 ? "" : ` (did you mean ${found.join(", ")}?)`;
}

function isIntegerIn(value: unknown, minimum: number, maximum: number): boolean {
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
}

/** Options are plain data; a copy keeps an estimator apart from later changes of the caller's object. */
function copyPlain(value: unknown): unknown {
  const isPlain =
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? { ...value } : value;
}
