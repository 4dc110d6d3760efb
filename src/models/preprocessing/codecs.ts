import { Tensor } from "../../core/index.ts";
import type { Labels } from "../base/index.ts";

/** How a part of a fitted state is written as plain data, and read back. */
export interface Codec<T> {
  readonly write: (value: T) => unknown;
  /** The value; undefined for anything `write` could not have written. */
  readonly read: (json: unknown) => T | undefined;
}

/** A codec for every part of a state. */
export type StateCodec<S> = { readonly [K in keyof S]-?: Codec<S[K]> };

/** A whole number of 0 or more. */
export const count: Codec<number> = {
  write: (value) => value,
  read: (json) => (Number.isSafeInteger(json) && (json as number) >= 0 ? (json as number) : undefined),
};

/** A finite number. */
export const finite: Codec<number> = {
  write: (value) => value,
  read: (json) => (Number.isFinite(json) ? (json as number) : undefined),
};

/** True or false. */
export const bool: Codec<boolean> = {
  write: (value) => value,
  read: (json) => (typeof json === "boolean" ? json : undefined),
};

/** One of a few texts. */
export function text<T extends string>(...allowed: readonly T[]): Codec<T> {
  return { write: (value) => value, read: (json) => allowed.find((value) => value === json) };
}

/** Numbers, infinities as text: JSON has none. */
export const vector: Codec<Float64Array> = {
  write: (values) => Array.from(values, (value) => (Number.isFinite(value) ? value : String(value))),
  read: (json) => {
    if (!Array.isArray(json)) return undefined;
    const values = json.map((value: unknown) => (isInfinity(value) ? Number(value) : value));
    const areNumbers = values.every((value) => typeof value === "number" && !Number.isNaN(value));
    return areNumbers ? Float64Array.from(values as number[]) : undefined;
  },
};

/** Numbers of a matrix, row by row. */
export const matrix: Codec<Tensor> = {
  write: (tensor) => ({ shape: [...tensor.shape], data: vector.write(tensor.data) }),
  read: (json) => {
    const { shape, data } = (json ?? {}) as { shape?: unknown; data?: unknown };
    const values = vector.read(data);
    if (!values || !Array.isArray(shape) || shape.length !== 2) return undefined;
    const [rows, columns] = shape.map((length) => count.read(length) ?? -1);
    return rows >= 0 && rows * columns === values.length ? new Tensor(values, [rows, columns]) : undefined;
  },
};

/** A list of anything that has a codec. */
export function list<T>(of: Codec<T>): Codec<readonly T[]> {
  return {
    write: (values) => values.map((value) => of.write(value)),
    read: (json) => {
      if (!Array.isArray(json)) return undefined;
      const values = json.map((value) => of.read(value));
      return values.includes(undefined) ? undefined : (values as T[]);
    },
  };
}

/** Categories of one kind: numbers, texts or booleans. */
export const categoryList: Codec<Labels> = {
  write: (values) => Array.from(values as ArrayLike<unknown>),
  read: (json) => {
    if (!Array.isArray(json) || json.length === 0) return undefined;
    if (json.every(Number.isFinite)) return Float64Array.from(json as number[]);
    const isOneKind = ["string", "boolean"].some((kind) => json.every((value) => typeof value === kind));
    return isOneKind ? (json as string[]) : undefined;
  },
};

/** Parts by name. */
export function record<S extends object>(parts: StateCodec<S>): Codec<S> {
  const codecs = Object.entries(parts) as [string, Codec<unknown>][];
  return {
    write: (state) =>
      Object.fromEntries(codecs.map(([name, codec]) => [name, codec.write((state as never)[name])])),
    read: (json) => {
      if (typeof json !== "object" || json === null) return undefined;
      const values = codecs.map(
        ([name, codec]) => [name, codec.read((json as Record<string, unknown>)[name])] as const,
      );
      return values.some(([, value]) => value === undefined) ? undefined : (Object.fromEntries(values) as S);
    },
  };
}

function isInfinity(value: unknown): boolean {
  return value === "Infinity" || value === "-Infinity";
}
