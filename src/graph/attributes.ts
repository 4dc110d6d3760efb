import { equalShapes, sizeOf, Tensor } from "../core/index.ts";

/**
 * How one attribute of an op is compared, hashed, written and read. A table of these beside each op
 * serves hash-consing, printing and JSON, so that none of them can forget an attribute.
 */
export interface Attribute<T> {
  /** Equal values have equal keys; different values may share one. */
  key(value: T): string;
  equal(a: T, b: T): boolean;
  toJson(value: T): unknown;
  /** Undefined when `json` is not such a value. */
  fromJson(json: unknown): T | undefined;
  print(value: T): string;
}

/** One entry an attribute. */
export type Attributes<A> = { readonly [K in keyof A]-?: Attribute<A[K]> };

const same = (a: unknown, b: unknown): boolean => a === b;
const identity = (value: unknown): unknown => value;

/** A safe integer. */
export const integer: Attribute<number> = {
  key: String,
  equal: same,
  toJson: identity,
  fromJson: (json) => (Number.isSafeInteger(json) ? (json as number) : undefined),
  print: String,
};

/** True or false. */
export const flag: Attribute<boolean> = {
  key: String,
  equal: same,
  toJson: identity,
  fromJson: (json) => (typeof json === "boolean" ? json : undefined),
  print: String,
};

/** Any text. */
export const text: Attribute<string> = {
  key: (value) => JSON.stringify(value),
  equal: same,
  toJson: identity,
  fromJson: (json) => (typeof json === "string" ? json : undefined),
  print: (value) => JSON.stringify(value),
};

/** One of a few words. */
export function choice<T extends string>(...allowed: readonly T[]): Attribute<T> {
  return {
    key: String,
    equal: same,
    toJson: identity,
    fromJson: (json) => allowed.find((word) => word === json),
    print: String,
  };
}

/** A short list of safe integers: axes, strides, a shape. */
export const integers: Attribute<readonly number[]> = {
  key: (value) => value.join(),
  equal: (a, b) => equalShapes(a, b),
  toJson: identity,
  fromJson: (json) =>
    Array.isArray(json) && json.every((item) => Number.isSafeInteger(item)) ? (json as number[]) : undefined,
  print: (value) => (value.length > 8 ? `[${value.length} integers]` : `[${value.join(",")}]`),
};

/** A tensor of safe integers. */
export const tensor: Attribute<Tensor> = {
  key: tensorKey,
  equal: equalTensors,
  toJson: ({ shape, data }) =>
    data.length > 1 && data.every((value) => value === data[0])
      ? { shape, fill: data[0] }
      : { shape, data: Array.from(data) },
  fromJson: readTensor,
  print: (value) => {
    const uniform = value.size > 0 && value.data.every((item) => item === value.data[0]);
    return uniform ? String(value.data[0]) : `const[${value.shape.join(",")}]`;
  },
};

/** An attribute that may be absent, written as null. */
export function optional<T>(attribute: Attribute<T>): Attribute<T | null> {
  return {
    key: (value) => (value === null ? "-" : attribute.key(value)),
    equal: (a, b) => (a === null || b === null ? a === b : attribute.equal(a, b)),
    toJson: (value) => (value === null ? null : attribute.toJson(value)),
    fromJson: (json) => (json === null ? null : attribute.fromJson(json)),
    print: (value) => (value === null ? "none" : attribute.print(value)),
  };
}

/** Whether two tensors have the same shape and the same elements. */
export function equalTensors(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  if (!equalShapes(a.shape, b.shape)) return false;
  for (let i = 0; i < a.size; i++) if (a.data[i] !== b.data[i]) return false;
  return true;
}

const keys = new WeakMap<Tensor, string>();

/** Shape and a 64-bit FNV-1a-like digest of the elements; tensors in a graph never change. */
function tensorKey(value: Tensor): string {
  const known = keys.get(value);
  if (known !== undefined) return known;
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (const item of value.data) {
    const hash = item | 0;
    const rest = Math.floor(item / 0x100000000) | 0;
    low = Math.imul(low ^ hash, 0x01000193) ^ rest;
    high = Math.imul(high ^ (hash >>> 15) ^ low, 0x85ebca6b) + rest;
  }
  const key = `${value.shape.join("x")}:${low >>> 0}:${high >>> 0}`;
  keys.set(value, key);
  return key;
}

/** The largest tensor read from JSON: 2^26 elements, half a gigabyte. */
const maximumElements = 2 ** 26;

function readTensor(json: unknown): Tensor | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const { shape: rawShape, data, fill } = json as { shape?: unknown; data?: unknown; fill?: unknown };
  const shape = integers.fromJson(rawShape);
  if (shape === undefined || shape.some((length) => length < 0)) return undefined;
  const size = sizeOf(shape);
  if (size > maximumElements) return undefined;
  if (Number.isSafeInteger(fill)) return new Tensor(new Float64Array(size).fill(fill as number), shape);
  if (!Array.isArray(data) || data.length !== size) return undefined;
  if (!data.every((item) => Number.isSafeInteger(item))) return undefined;
  return new Tensor(Float64Array.from(data as number[]), shape);
}
