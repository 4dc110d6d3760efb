import type { OnnxTensor } from "../model.ts";
import type { TensorProto } from "../wire/messages.ts";
import { otherTypes, storages, STRING_TYPE } from "./dtypes.ts";
import type { Storage } from "./dtypes.ts";
import { invalidModel, toCount, toText, unsupported } from "./errors.ts";

const FIELDS = ["floatData", "doubleData", "int32Data", "int64Data", "uint64Data", "stringData"] as const;

/** DataLocation.EXTERNAL */
const EXTERNAL = 1;

/**
 * Reads a tensor's elements, wherever the file keeps them inside itself.
 *
 * @throws UnsupportedOperationError for elements in another file, and for element types that are not read.
 * @throws CorruptedDataError for elements of another type or number than the tensor declares.
 */
export function readTensor(proto: TensorProto, at: string): OnnxTensor {
  const name = proto.name ?? "";
  const part = `${at}${name === "" ? "" : ` "${name}"`}`;
  refuseExternal(proto, part);
  const shape = proto.dims.map((size) => toCount(size, `${part}, dims`));
  const count = shape.reduce((product, size) => product * size, 1);
  if (proto.dataType === STRING_TYPE) {
    checkFields(proto, "string", "stringData", part);
    if (proto.rawData) throw wrongField(part, "string", "raw_data");
    checkCount(proto.stringData.length, count, shape, part);
    return { name, dtype: "string", shape, data: proto.stringData.map((bytes) => toText(bytes, part)) };
  }
  const storage = storageOf(proto, part);
  checkFields(proto, storage.dtype, storage.field, part);
  const data = proto.rawData ? fromRaw(proto, proto.rawData, storage, part) : fromField(proto, storage, part);
  checkCount(data.length, count, shape, part);
  return { name, dtype: storage.dtype, shape, data };
}

function storageOf(proto: TensorProto, part: string): Storage {
  const number = proto.dataType ?? 0;
  const storage = storages[number];
  if (storage) return storage;
  const other = otherTypes[number];
  const known = Object.values(storages).map((known) => known!.dtype);
  const allowed = `an element type of ${known.join(", ")}, string`;
  if (other === undefined) throw invalidModel(part, `element type ${number}, which does not exist`, allowed);
  throw unsupported(part, `element type ${other}`, allowed, "export the model with float32 weights");
}

function fromRaw(proto: TensorProto, raw: Uint8Array, storage: Storage, part: string): OnnxTensor["data"] {
  if (proto[storage.field].length > 0) {
    throw invalidModel(part, "elements both in raw_data and in a typed field", "elements in one place");
  }
  if (raw.length % storage.bytes !== 0) {
    const allowed = `a multiple of ${storage.bytes} bytes for ${storage.dtype}`;
    throw invalidModel(part, `${raw.length} bytes of raw_data`, allowed);
  }
  // A copy: aligned, and free of the file's buffer.
  return storage.fromRaw(new Uint8Array(raw).buffer);
}

function fromField(proto: TensorProto, storage: Storage, part: string): OnnxTensor["data"] {
  const { range } = storage;
  const bad =
    range && (proto[storage.field] as (number | bigint)[]).find((x) => x < range[0] || x > range[1]);
  if (bad === undefined) return storage.fromField(proto);
  throw invalidModel(part, `element ${String(bad)} of type ${storage.dtype}`, `${range![0]} to ${range![1]}`);
}

function checkFields(proto: TensorProto, dtype: string, right: (typeof FIELDS)[number], part: string): void {
  const wrong = FIELDS.find((field) => field !== right && proto[field].length > 0);
  if (wrong !== undefined)
    throw wrongField(
      part,
      dtype,
      wrong.replace(/[A-Z]/, (c) => `_${c.toLowerCase()}`),
    );
}

function wrongField(part: string, dtype: string, field: string): Error {
  return invalidModel(
    part,
    `elements of type ${dtype} in the field ${field}`,
    "elements in the field of their type",
  );
}

function checkCount(found: number, count: number, shape: readonly number[], part: string): void {
  if (found === count) return;
  throw invalidModel(
    part,
    `${found} elements for shape [${shape.join(", ")}]`,
    `${count}, the product of the shape`,
  );
}

function refuseExternal({ dataLocation, externalData, segment }: TensorProto, part: string): void {
  if (segment) {
    throw unsupported(
      part,
      "a segment of a tensor",
      "whole tensors",
      "export the model with current software",
    );
  }
  if (dataLocation !== EXTERNAL && externalData.length === 0) return;
  const file = externalData.find(({ key }) => key === "location")?.value;
  throw unsupported(
    part,
    `its elements are in another file${file === undefined ? "" : `, "${file}"`}`,
    "models whose weights are in the ONNX file itself",
    "save it as one file in Python: onnx.save(onnx.load(path), single, save_as_external_data=False)",
  );
}
