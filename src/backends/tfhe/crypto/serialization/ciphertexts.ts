/** Ciphertexts as bytes: seeded ones carry a seed and packed bodies, full ones all words. */
import {
  ByteReader,
  ByteWriter,
  KeyMismatchError,
  NO_ID,
  open,
  seal,
  type ObjectId,
} from "../../../../core/index.ts";
import type {
  GlweCiphertexts,
  LweCiphertexts,
  SeededGlweCiphertexts,
  SeededLweCiphertexts,
} from "../entities/index.ts";
import { SEED_BYTES } from "../random/index.ts";
import { packedBytes, packTopBits, unpackTopBits, usedTopBits } from "./bits.ts";
import { malformed } from "./parameters.ts";

/** What a reader knows beforehand; every given field is compared. */
export interface ExpectedCiphertexts {
  /** Key set the ciphertexts belong to. */
  readonly keyId?: ObjectId;
  /** LWE dimension, or k N of a GLWE ciphertext. */
  readonly dimension?: number;
}

/** What seeded ciphertexts of both kinds share. */
type SeededWords = Pick<SeededLweCiphertexts, "seed" | "domain" | "bodies">;

const SEEDED = 1;
const FULL = 0;

/** Seeded or full LWE ciphertexts. `keyId` names the key set, see `SecretKeySet`. */
export function serializeLwe(
  lwe: LweCiphertexts | SeededLweCiphertexts,
  keyId: ObjectId = NO_ID,
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter().u32(lwe.dimension);
  if ("bodies" in lwe) writeSeeded(writer, lwe);
  else writeWords(writer.u8(FULL), lwe.words);
  return seal({ kind: "lweCiphertext", circuitId: NO_ID, keyId, payload: writer.finish() });
}

/**
 * @throws TruncatedDataError, CorruptedDataError for damaged bytes.
 * @throws KeyMismatchError for another client's ciphertexts or another dimension than expected.
 */
export function deserializeLwe(
  bytes: Uint8Array,
  expected: ExpectedCiphertexts = {},
): LweCiphertexts | SeededLweCiphertexts {
  const where = "LWE ciphertexts";
  const { payload } = open(bytes, { kind: "lweCiphertext", ...idOf(expected) }, where);
  const reader = new ByteReader(payload, where);
  const dimension = reader.u32();
  checkExpected(where, dimension, expected);
  const seeded = reader.u8() === SEEDED ? readSeeded(reader, where) : undefined;
  if (seeded !== undefined) return { dimension, ...seeded };
  const words = readWords(reader, dimension + 1, where);
  return { dimension, words };
}

/** Seeded or full GLWE ciphertexts. */
export function serializeGlwe(
  glwe: GlweCiphertexts | SeededGlweCiphertexts,
  keyId: ObjectId = NO_ID,
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter().u32(glwe.glweDimension).u32(glwe.polynomialSize);
  if ("bodies" in glwe) writeSeeded(writer, glwe);
  else writeWords(writer.u8(FULL), glwe.words);
  return seal({ kind: "glweCiphertext", circuitId: NO_ID, keyId, payload: writer.finish() });
}

/**
 * @throws TruncatedDataError, CorruptedDataError for damaged bytes.
 * @throws KeyMismatchError for another client's ciphertexts or another k N than expected.
 */
export function deserializeGlwe(
  bytes: Uint8Array,
  expected: ExpectedCiphertexts = {},
): GlweCiphertexts | SeededGlweCiphertexts {
  const where = "GLWE ciphertexts";
  const { payload } = open(bytes, { kind: "glweCiphertext", ...idOf(expected) }, where);
  const reader = new ByteReader(payload, where);
  const glweDimension = reader.u32();
  const polynomialSize = reader.u32();
  checkExpected(where, glweDimension * polynomialSize, expected);
  const shape = { glweDimension, polynomialSize };
  if (reader.u8() === SEEDED) {
    const seeded = readSeeded(reader, where);
    if (seeded.bodies.length % polynomialSize !== 0)
      throw malformed(where, `${seeded.bodies.length} body words`);
    return { ...shape, ...seeded };
  }
  return { ...shape, words: readWords(reader, (glweDimension + 1) * polynomialSize, where) };
}

function writeSeeded(writer: ByteWriter, { seed, domain, bodies }: SeededWords): void {
  const bits = usedTopBits(bodies);
  writer.u8(SEEDED).bytes(seed).u32(domain).u8(bits).u32(bodies.length).bytes(packTopBits(bodies, bits));
}

function readSeeded(reader: ByteReader, where: string): SeededWords {
  const seed = reader.bytes(SEED_BYTES).slice();
  const domain = reader.u32();
  const bits = reader.u8();
  const count = reader.u32();
  if (bits < 1 || bits > 64 || count < 1) throw malformed(where, `${count} bodies of ${bits} bits`);
  const bodies = unpackTopBits(reader.bytes(packedBytes(count, bits)), count, bits);
  reader.end();
  return { seed, domain, bodies };
}

function writeWords(writer: ByteWriter, words: BigUint64Array): void {
  writer.u32(words.length).bytes(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
}

function readWords(reader: ByteReader, row: number, where: string): BigUint64Array<ArrayBuffer> {
  const count = reader.u32();
  if (count < row || count % row !== 0) throw malformed(where, `${count} words in rows of ${row}`);
  const words = new BigUint64Array(reader.bytes(8 * count).slice().buffer);
  reader.end();
  return words;
}

function checkExpected(where: string, found: number, { dimension }: ExpectedCiphertexts): void {
  if (dimension === undefined || dimension === found) return;
  throw new KeyMismatchError({
    where,
    problem: `the ciphertexts have dimension ${found}, the key ${dimension}`,
    allowed: "ciphertexts of this key's dimension",
    remedy: "use the key they were encrypted under",
  });
}

function idOf({ keyId }: ExpectedCiphertexts): { keyId?: ObjectId } {
  return keyId === undefined ? {} : { keyId };
}
