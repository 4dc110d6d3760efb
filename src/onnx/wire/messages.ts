/**
 * The messages of the ONNX schema that matter here, as tables. Field numbers: onnx.proto of the ONNX
 * standard (IR version 10). What is left out is skipped when reading: documentation, training, annotations.
 */
import { bytes, double, float, int32, int64, many, one, text, uint64 } from "./decode.ts";
import type { MessageTable } from "./decode.ts";

type Maybe<T> = T | undefined;

export interface EntryProto {
  readonly key: Maybe<string>;
  readonly value: Maybe<string>;
}

export interface OpsetProto {
  readonly domain: Maybe<string>;
  readonly version: Maybe<bigint>;
}

export interface TensorProto {
  readonly dims: bigint[];
  readonly dataType: Maybe<number>;
  readonly segment: Maybe<object>;
  readonly floatData: number[];
  readonly int32Data: number[];
  readonly stringData: Uint8Array[];
  readonly int64Data: bigint[];
  readonly name: Maybe<string>;
  readonly rawData: Maybe<Uint8Array>;
  readonly externalData: EntryProto[];
  readonly dataLocation: Maybe<number>;
  readonly doubleData: number[];
  readonly uint64Data: bigint[];
}

export interface DimensionProto {
  readonly dimValue: Maybe<bigint>;
  readonly dimParam: Maybe<string>;
}

export interface ShapeProto {
  readonly dim: DimensionProto[];
}

export interface TensorTypeProto {
  readonly elemType: Maybe<number>;
  readonly shape: Maybe<ShapeProto>;
}

export interface ElementTypeProto {
  readonly elemType: Maybe<TypeProto>;
}

export interface MapTypeProto {
  readonly keyType: Maybe<number>;
  readonly valueType: Maybe<TypeProto>;
}

export interface TypeProto {
  readonly tensorType: Maybe<TensorTypeProto>;
  readonly sequenceType: Maybe<ElementTypeProto>;
  readonly mapType: Maybe<MapTypeProto>;
  readonly optionalType: Maybe<ElementTypeProto>;
}

export interface ValueProto {
  readonly name: Maybe<string>;
  readonly type: Maybe<TypeProto>;
}

export interface AttributeProto {
  readonly name: Maybe<string>;
  readonly refAttrName: Maybe<string>;
  readonly type: Maybe<number>;
  readonly f: Maybe<number>;
  readonly i: Maybe<bigint>;
  readonly s: Maybe<Uint8Array>;
  readonly t: Maybe<TensorProto>;
  readonly g: Maybe<GraphProto>;
  readonly tp: Maybe<TypeProto>;
  readonly floats: number[];
  readonly ints: bigint[];
  readonly strings: Uint8Array[];
  readonly tensors: TensorProto[];
  readonly graphs: GraphProto[];
}

export interface NodeProto {
  readonly input: string[];
  readonly output: string[];
  readonly name: Maybe<string>;
  readonly opType: Maybe<string>;
  readonly domain: Maybe<string>;
  readonly attribute: AttributeProto[];
}

export interface GraphProto {
  readonly node: NodeProto[];
  readonly name: Maybe<string>;
  readonly initializer: TensorProto[];
  readonly sparseInitializer: object[];
  readonly input: ValueProto[];
  readonly output: ValueProto[];
  readonly valueInfo: ValueProto[];
}

export interface FunctionProto {
  readonly name: Maybe<string>;
  readonly domain: Maybe<string>;
  readonly input: string[];
  readonly output: string[];
  readonly node: NodeProto[];
  readonly opsetImport: OpsetProto[];
}

export interface ModelProto {
  readonly irVersion: Maybe<bigint>;
  readonly opsetImport: OpsetProto[];
  readonly producerName: Maybe<string>;
  readonly producerVersion: Maybe<string>;
  readonly graph: Maybe<GraphProto>;
  readonly metadataProps: EntryProto[];
  readonly functions: FunctionProto[];
}

const entryTable: MessageTable<EntryProto> = {
  name: "StringStringEntryProto",
  fields: { key: one(1, text), value: one(2, text) },
};

const opsetTable: MessageTable<OpsetProto> = {
  name: "OperatorSetIdProto",
  fields: { domain: one(1, text), version: one(2, int64) },
};

/** A message whose presence is all that matters. */
const emptyTable: MessageTable<object> = { name: "message", fields: {} };

const tensorTable: MessageTable<TensorProto> = {
  name: "TensorProto",
  fields: {
    dims: many(1, int64),
    dataType: one(2, int32),
    segment: one(3, () => emptyTable),
    floatData: many(4, float),
    int32Data: many(5, int32),
    stringData: many(6, bytes),
    int64Data: many(7, int64),
    name: one(8, text),
    rawData: one(9, bytes),
    doubleData: many(10, double),
    uint64Data: many(11, uint64),
    externalData: many(13, () => entryTable),
    dataLocation: one(14, int32),
  },
};

const dimensionTable: MessageTable<DimensionProto> = {
  name: "Dimension",
  fields: { dimValue: one(1, int64), dimParam: one(2, text) },
};

const shapeTable: MessageTable<ShapeProto> = {
  name: "TensorShapeProto",
  fields: { dim: many(1, () => dimensionTable) },
};

const tensorTypeTable: MessageTable<TensorTypeProto> = {
  name: "TypeProto.Tensor",
  fields: { elemType: one(1, int32), shape: one(2, () => shapeTable) },
};

const elementTypeTable: MessageTable<ElementTypeProto> = {
  name: "TypeProto.Sequence",
  fields: { elemType: one(1, () => typeTable) },
};

const mapTypeTable: MessageTable<MapTypeProto> = {
  name: "TypeProto.Map",
  fields: { keyType: one(1, int32), valueType: one(2, () => typeTable) },
};

const typeTable: MessageTable<TypeProto> = {
  name: "TypeProto",
  fields: {
    tensorType: one(1, () => tensorTypeTable),
    sequenceType: one(4, () => elementTypeTable),
    mapType: one(5, () => mapTypeTable),
    optionalType: one(9, () => elementTypeTable),
  },
};

const valueTable: MessageTable<ValueProto> = {
  name: "ValueInfoProto",
  fields: { name: one(1, text), type: one(2, () => typeTable) },
};

const attributeTable: MessageTable<AttributeProto> = {
  name: "AttributeProto",
  fields: {
    name: one(1, text),
    f: one(2, float),
    i: one(3, int64),
    s: one(4, bytes),
    t: one(5, () => tensorTable),
    g: one(6, () => graphTable),
    floats: many(7, float),
    ints: many(8, int64),
    strings: many(9, bytes),
    tensors: many(10, () => tensorTable),
    graphs: many(11, () => graphTable),
    tp: one(14, () => typeTable),
    type: one(20, int32),
    refAttrName: one(21, text),
  },
};

const nodeTable: MessageTable<NodeProto> = {
  name: "NodeProto",
  fields: {
    input: many(1, text),
    output: many(2, text),
    name: one(3, text),
    opType: one(4, text),
    attribute: many(5, () => attributeTable),
    domain: one(7, text),
  },
};

const graphTable: MessageTable<GraphProto> = {
  name: "GraphProto",
  fields: {
    node: many(1, () => nodeTable),
    name: one(2, text),
    initializer: many(5, () => tensorTable),
    input: many(11, () => valueTable),
    output: many(12, () => valueTable),
    valueInfo: many(13, () => valueTable),
    sparseInitializer: many(15, () => emptyTable),
  },
};

const functionTable: MessageTable<FunctionProto> = {
  name: "FunctionProto",
  fields: {
    name: one(1, text),
    input: many(4, text),
    output: many(5, text),
    node: many(7, () => nodeTable),
    opsetImport: many(9, () => opsetTable),
    domain: one(10, text),
  },
};

export const modelTable: MessageTable<ModelProto> = {
  name: "ModelProto",
  fields: {
    irVersion: one(1, int64),
    producerName: one(2, text),
    producerVersion: one(3, text),
    graph: one(7, () => graphTable),
    opsetImport: many(8, () => opsetTable),
    metadataProps: many(14, () => entryTable),
    functions: many(25, () => functionTable),
  },
};
