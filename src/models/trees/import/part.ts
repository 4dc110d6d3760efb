import { damaged } from "./errors.ts";

/** A part of a model file read as plain data; whatever is asked of it is checked, and named where it is wrong. */
export class Part {
  readonly #value: unknown;
  readonly #path: string;
  readonly #where: string;

  /** @param path - The part as messages name it: `learner.objective`; empty for the whole file. */
  constructor(value: unknown, path: string, where: string) {
    this.#value = value;
    this.#path = path;
    this.#where = where;
  }

  /** The part under a name. @throws CorruptedDataError where there is none. */
  get(name: string): Part {
    const found = this.optional(name);
    if (found) return found;
    throw this.#wrong(`no ${this.#name(name)}`, "all parts that such files have");
  }

  /** The part under a name, or undefined. */
  optional(name: string): Part | undefined {
    const value = this.#value;
    if (!isRecord(value)) throw this.#wrong(`${this.#here} is no object`, "an object");
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    return own === undefined || own === null ? undefined : new Part(own, this.#name(name), this.#where);
  }

  /** The parts of a list. */
  items(): Part[] {
    const value = this.#value;
    if (!Array.isArray(value)) throw this.#wrong(`${this.#here} is no list`, "a list");
    return value.map((item, i) => new Part(item, `${this.#path}[${i}]`, this.#where));
  }

  /** The values themselves, for identity and for lists that are checked elsewhere. */
  get value(): unknown {
    return this.#value;
  }

  text(): string {
    if (typeof this.#value === "string") return this.#value;
    throw this.#wrong(`${this.#here} is no text`, "text");
  }

  /** A finite number, or text of one as XGBoost writes parameters; true and false are 1 and 0. */
  number(): number {
    return this.#number(this.#value, this.#here);
  }

  /** A whole number from `minimum` to `maximum`. */
  integer(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): number {
    return this.#integer(this.number(), minimum, maximum, this.#here);
  }

  /** A list of finite numbers, of a length where one is given. */
  numbers(length?: number): Float64Array {
    const list = this.#list(length);
    return Float64Array.from({ length: list.length }, (_, i) => this.#number(list[i], `${this.#here}[${i}]`));
  }

  /** A list of whole numbers from `minimum` to `maximum`, of a length where one is given. */
  integers(minimum: number, maximum: number, length?: number): Int32Array {
    return Int32Array.from(this.numbers(length), (value, i) =>
      this.#integer(value, minimum, maximum, `${this.#here}[${i}]`),
    );
  }

  #list(length: number | undefined): ArrayLike<unknown> {
    const value = this.#value;
    const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
    if (!isList) throw this.#wrong(`${this.#here} is no list`, "a list of numbers");
    const list = value as ArrayLike<unknown>;
    if (length === undefined || list.length === length) return list;
    throw this.#wrong(`${this.#here} has ${list.length} entries`, `${length} entries`);
  }

  #number(value: unknown, what: string): number {
    const isText = typeof value === "string" && value.trim() !== "";
    const number = isText || typeof value === "boolean" ? Number(value) : value;
    if (Number.isFinite(number)) return number as number;
    const given = typeof value === "string" || typeof value === "number" ? String(value) : "no number";
    throw this.#wrong(`${what} is ${given}`, "finite numbers");
  }

  #integer(value: number, minimum: number, maximum: number, what: string): number {
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw this.#wrong(`${what} is ${value}`, `whole numbers from ${minimum} to ${maximum}`);
  }

  #name(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }

  get #here(): string {
    return this.#path === "" ? "the file" : this.#path;
  }

  #wrong(problem: string, allowed: string): Error {
    return damaged(this.#where, problem, allowed);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
