import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { CorruptedDataError, FheLearnError, TruncatedDataError } from "../../core/index.ts";

/** How values of one kind are stored, and how to read one. */
export interface Scalar<V> {
  readonly wire: WireType;
  readonly read: (reader: BinaryReader) => V;
}

/** One field of a message: its number, its kind, and whether it may occur many times. */
export interface Field<V> {
  readonly number: number;
  readonly many: boolean;
  readonly kind: Scalar<unknown> | (() => MessageTable<unknown>);
  /** Never set: it ties the field to the type of its values. */
  readonly value?: V;
}

/** A message of the ONNX schema: a field for every property of what it decodes to. */
export interface MessageTable<T> {
  readonly name: string;
  readonly fields: { readonly [K in keyof T]-?: Field<T[K]> };
}

/** A field that is there once or not at all. Later occurrences replace earlier ones; messages are merged. */
export function one<V>(number: number, kind: Scalar<V> | (() => MessageTable<V>)): Field<V | undefined> {
  return { number, many: false, kind };
}

/** A field that is there any number of times: a list, empty where it is missing. */
export function many<V>(number: number, kind: Scalar<V> | (() => MessageTable<V>)): Field<V[]> {
  return { number, many: true, kind };
}

export const float: Scalar<number> = { wire: WireType.Bit32, read: (reader) => reader.float() };
export const double: Scalar<number> = { wire: WireType.Bit64, read: (reader) => reader.double() };
export const int32: Scalar<number> = { wire: WireType.Varint, read: (reader) => reader.int32() };
export const int64: Scalar<bigint> = { wire: WireType.Varint, read: (reader) => BigInt(reader.int64()) };
export const uint64: Scalar<bigint> = { wire: WireType.Varint, read: (reader) => BigInt(reader.uint64()) };
export const bytes: Scalar<Uint8Array> = { wire: WireType.LengthDelimited, read: (reader) => reader.bytes() };
/** Text that is not UTF-8 is refused. */
export const text: Scalar<string> = {
  wire: WireType.LengthDelimited,
  read: (reader) => reader.string(true),
};

/** Where a message stands in the file, as messages print it: `ModelProto.graph.node[3]`. */
type Path = string;

/** Deeper nesting than any model has; keeps hostile files from exhausting the stack. */
const DEEPEST = 64;

const WIRE_NAMES = ["varint", "64-bit", "length-delimited", "group", "end of group", "32-bit"];

/**
 * Decodes a protobuf message by its table; fields the table lacks are skipped.
 *
 * Source of the format: Protocol Buffers, "Encoding". Lists of numbers are read packed and unpacked.
 *
 * @throws TruncatedDataError where the bytes end inside a field.
 * @throws CorruptedDataError for a wire type that is not the field's, text that is not UTF-8, and nesting
 *   beyond 64 messages.
 */
export function decodeMessage<T>(data: Uint8Array, table: MessageTable<T>): T {
  return decodeInto({}, data, table, table.name, 0) as T;
}

type Values = Record<string, unknown>;

function decodeInto(
  target: Values,
  data: Uint8Array,
  table: MessageTable<unknown>,
  path: Path,
  depth: number,
): Values {
  const fields = Object.entries<Field<unknown>>(table.fields);
  const byNumber = new Map(fields.map(([name, field]) => [field.number, { name, field }]));
  for (const [name, { many }] of fields) if (many) target[name] ??= [];
  if (depth > DEEPEST) throw corrupted(path, `more than ${DEEPEST} messages inside each other`);
  const reader = new BinaryReader(data);
  let name = "";
  try {
    while (reader.pos < reader.len) {
      name = "";
      const [number, wire] = reader.tag();
      const known = byNumber.get(number);
      if (!known) {
        reader.skip(wire, number);
        continue;
      }
      name = known.name;
      readField(target, name, known.field, wire, reader, path, depth);
    }
    checkBounds(reader, path);
  } catch (cause) {
    if (cause instanceof FheLearnError) throw cause;
    throw unreadable(name === "" ? path : `${path}.${name}`, cause);
  }
  return target;
}

function readField(
  target: Values,
  name: string,
  field: Field<unknown>,
  wire: WireType,
  reader: BinaryReader,
  path: Path,
  depth: number,
): void {
  const list = field.many ? (target[name] as unknown[]) : undefined;
  const { kind } = field;
  if (typeof kind === "function") {
    if (wire !== WireType.LengthDelimited) throw wrongWire(`${path}.${name}`, wire, WireType.LengthDelimited);
    const at = `${path}.${name}${list ? `[${list.length}]` : ""}`;
    // Messages inside each other are read from their own bytes: none can reach beyond its end.
    const value = decodeInto(
      (list ? {} : (target[name] ?? {})) as Values,
      reader.bytes(),
      kind(),
      at,
      depth + 1,
    );
    if (list) list.push(value);
    else target[name] = value;
    return;
  }
  if (list && wire === WireType.LengthDelimited && kind.wire !== WireType.LengthDelimited) {
    const packed = new BinaryReader(reader.bytes());
    while (packed.pos < packed.len) list.push(kind.read(packed));
    checkBounds(packed, `${path}.${name}`);
    return;
  }
  if (wire !== kind.wire) throw wrongWire(`${path}.${name}`, wire, kind.wire);
  const value = kind.read(reader);
  checkBounds(reader, `${path}.${name}`);
  if (list) list.push(value);
  else target[name] = value;
}

/** A number at the very end can be read before the reader knows that it is cut short. */
function checkBounds(reader: BinaryReader, path: Path): void {
  if (reader.pos > reader.len) throw truncated(path);
}

function wrongWire(path: Path, wire: WireType, expected: WireType): CorruptedDataError {
  return corrupted(path, `wire type ${WIRE_NAMES[wire]} where ${WIRE_NAMES[expected]} belongs`);
}

function unreadable(path: Path, cause: unknown): CorruptedDataError {
  // The reader says that bytes end too early by a RangeError, and nothing else that way.
  if (cause instanceof RangeError) return truncated(path, cause);
  const isText = cause instanceof TypeError;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return corrupted(path, isText ? "text that is not UTF-8" : reason, cause);
}

function truncated(path: Path, cause?: unknown): TruncatedDataError {
  return new TruncatedDataError({
    where: `parseOnnx: ${path}`,
    problem: "the bytes end inside this part",
    allowed: "the whole file, as it was written",
    remedy: "transfer or export it again; check for size limits on the way",
    cause,
  });
}

function corrupted(path: Path, problem: string, cause?: unknown): CorruptedDataError {
  return new CorruptedDataError({
    where: `parseOnnx: ${path}`,
    problem,
    allowed: "a protobuf message of the ONNX schema",
    remedy: "export the model again; an ONNX checker tells whether the file was ever right",
    cause,
  });
}
