/** Writes small ONNX files field by field, right and wrong ones. Field numbers: onnx.proto. */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** One field: its number and how its value is written. */
export type Part = (writer: BinaryWriter) => void;

export const varint =
  (field: number, value: number | bigint): Part =>
  (writer) =>
    writer.tag(field, WireType.Varint).int64(value);

export const text =
  (field: number, value: string): Part =>
  (writer) =>
    writer.tag(field, WireType.LengthDelimited).string(value);

export const raw =
  (field: number, value: Uint8Array): Part =>
  (writer) =>
    writer.tag(field, WireType.LengthDelimited).bytes(value);

export const float =
  (field: number, value: number): Part =>
  (writer) =>
    writer.tag(field, WireType.Bit32).float(value);

export const double =
  (field: number, value: number): Part =>
  (writer) =>
    writer.tag(field, WireType.Bit64).double(value);

/** A message inside a message. */
export const message =
  (field: number, ...parts: Part[]): Part =>
  (writer) =>
    writer.tag(field, WireType.LengthDelimited).bytes(bytesOf(...parts));

/** Fields one after another. */
export function bytesOf(...parts: Part[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const part of parts) part(writer);
  return writer.finish();
}

/** Numbers as one packed field. */
export function packed(field: number, values: readonly (number | bigint)[]): Part {
  return raw(field, bytesOf(...values.map((value) => (writer: BinaryWriter) => void writer.int64(value))));
}

/** A value of a graph: [rows, columns] of float32. */
export function value(field: 11 | 12, name: string, columns: number): Part {
  const dims = [message(1, text(2, "rows")), message(1, varint(1, columns))];
  return message(field, text(1, name), message(2, message(1, varint(1, 1), message(2, ...dims))));
}

/** A tensor of float32, for an initializer (5 in a graph) or an attribute (5 as well). */
export function floats(name: string, shape: readonly number[], data: readonly number[]): Part {
  return tensor(name, 1, shape, raw(9, new Uint8Array(Float32Array.from(data).buffer)));
}

/** A tensor of any element type, with its data fields as they are. */
export function tensor(name: string, type: number, shape: readonly number[], ...data: Part[]): Part {
  return message(5, ...shape.map((size) => varint(1, size)), varint(2, type), text(8, name), ...data);
}

/** An attribute of a node; its type and value by what is given. */
export function attribute(
  name: string,
  given: number | string | readonly number[] | readonly string[],
): Part {
  if (typeof given === "number") return message(5, text(1, name), varint(3, given), varint(20, 2));
  if (typeof given === "string") return message(5, text(1, name), text(4, given), varint(20, 3));
  if (typeof given[0] === "string") {
    return message(5, text(1, name), ...given.map((item) => text(9, item as string)), varint(20, 8));
  }
  const isInts = name.endsWith("ints") || name.endsWith("int64s");
  const items = given.map((item) => (isInts ? varint(8, item as number) : float(7, item as number)));
  return message(5, text(1, name), ...items, varint(20, isInts ? 7 : 6));
}

/** A node: its operator, domain, and names of what goes in and out. */
export function node(
  op: string,
  domain: string,
  inputs: readonly string[],
  outputs: readonly string[],
  ...attributes: Part[]
): Part {
  return message(
    1,
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(3, `my ${op}`),
    text(4, op),
    ...attributes,
    text(7, domain),
  );
}

/** A whole file around the parts of a graph. */
export function model(...graph: Part[]): Uint8Array {
  return bytesOf(
    varint(1, 8),
    text(2, "test"),
    message(7, ...graph),
    message(8, text(1, ""), varint(2, 17)),
    message(8, text(1, "ai.onnx.ml"), varint(2, 3)),
  );
}
