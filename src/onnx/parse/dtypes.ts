import type { OnnxData, OnnxDtype } from "../model.ts";
import type { TensorProto } from "../wire/messages.ts";
import { fromBfloat16, fromFloat16 } from "./half.ts";

type Numbers = Exclude<OnnxData, readonly string[]>;
type NumberField = "floatData" | "doubleData" | "int32Data" | "int64Data" | "uint64Data";

/** How a tensor of a numeric element type is stored. */
export interface Storage {
  readonly dtype: OnnxDtype;
  /** Bytes of one element in `raw_data`. */
  readonly bytes: number;
  /** The typed field that may hold the elements instead. */
  readonly field: NumberField;
  /** Elements from the bytes of `raw_data`, little-endian; the buffer becomes theirs. */
  readonly fromRaw: (buffer: ArrayBuffer) => Numbers;
  readonly fromField: (proto: TensorProto) => Numbers;
  /** Least and greatest element, where the typed field could hold others. */
  readonly range?: readonly [number, number];
}

interface Elements {
  new (source: ArrayBuffer | readonly never[]): Numbers;
  readonly BYTES_PER_ELEMENT: number;
}

function plain(
  dtype: OnnxDtype,
  field: NumberField,
  Kind: Elements,
  range?: readonly [number, number],
): Storage {
  return {
    ...{ dtype, field, bytes: Kind.BYTES_PER_ELEMENT },
    fromRaw: (buffer) => new Kind(buffer),
    fromField: (proto) => new Kind(proto[field] as readonly unknown[] as readonly never[]),
    ...(range ? { range } : {}),
  };
}

/** Halves are stored by their bits. */
function half(dtype: OnnxDtype, convert: (bits: number) => number): Storage {
  return {
    ...plain(dtype, "int32Data", Uint16Array, [0, 0xffff]),
    fromRaw: (buffer) => Float32Array.from(new Uint16Array(buffer), convert),
    fromField: ({ int32Data }) => Float32Array.from(int32Data, convert),
  };
}

const isTrue = (value: number): number => (value === 0 ? 0 : 1);

/** ONNX's number for strings, which are no numeric type: see {@link storages}. */
export const STRING_TYPE = 8;

/**
 * Storage of the numeric element types by the number ONNX gives them.
 *
 * Source: TensorProto.DataType and the comments on the data fields in onnx.proto.
 */
export const storages: Readonly<Record<number, Storage | undefined>> = {
  1: plain("float32", "floatData", Float32Array),
  2: plain("uint8", "int32Data", Uint8Array, [0, 0xff]),
  3: plain("int8", "int32Data", Int8Array, [-0x80, 0x7f]),
  4: plain("uint16", "int32Data", Uint16Array, [0, 0xffff]),
  5: plain("int16", "int32Data", Int16Array, [-0x8000, 0x7fff]),
  6: plain("int32", "int32Data", Int32Array),
  7: plain("int64", "int64Data", BigInt64Array),
  9: {
    ...plain("bool", "int32Data", Uint8Array),
    fromRaw: (buffer) => new Uint8Array(buffer).map(isTrue),
    fromField: ({ int32Data }) => Uint8Array.from(int32Data, isTrue),
  },
  10: half("float16", fromFloat16),
  11: plain("float64", "doubleData", Float64Array),
  12: {
    ...plain("uint32", "uint64Data", Uint32Array, [0, 0xffff_ffff]),
    fromField: ({ uint64Data }) => Uint32Array.from(uint64Data, Number),
  },
  13: plain("uint64", "uint64Data", BigUint64Array),
  16: half("bfloat16", fromBfloat16),
};

/** Element types that are named in messages but not read. */
export const otherTypes: Readonly<Record<number, string | undefined>> = {
  14: "complex64",
  15: "complex128",
  17: "float8e4m3fn",
  18: "float8e4m3fnuz",
  19: "float8e5m2",
  20: "float8e5m2fnuz",
  21: "uint4",
  22: "int4",
  23: "float4e2m1",
};

/** The name of an element type, or undefined where it is not read. */
export function dtypeOf(number: number | undefined): OnnxDtype | undefined {
  return number === STRING_TYPE ? "string" : storages[number ?? 0]?.dtype;
}
