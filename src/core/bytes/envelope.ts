/**
 * The frame around everything that travels: what it is, whose it is, how long it is, and whether it
 * arrived whole. Layout, little endian:
 *
 * | bytes | field |
 * |---|---|
 * | 4 | magic `FHEL` |
 * | 2 | format version |
 * | 2 | kind of object ({@link objectKinds}) |
 * | 8 | circuit id: random, drawn at compile time |
 * | 8 | key id: random, drawn at key generation; zeros where no key is involved |
 * | 4 | payload length |
 * | … | payload |
 * | 4 | CRC-32 of all bytes before it |
 *
 * Ids and checksum find mix-ups and accidents. They do not stop an attacker, who can compute them too.
 */
import { CircuitMismatchError, CorruptedDataError, KeyMismatchError, TruncatedDataError } from "../errors.ts";
import { crc32 } from "./crc32.ts";
import { ByteReader } from "./reader.ts";
import { ByteWriter } from "./writer.ts";

/** Numbers on the wire: never reuse one. */
export const objectKinds = {
  secretKey: 1,
  evaluationKeys: 2,
  encryptedInputs: 3,
  encryptedOutputs: 4,
  executable: 5,
  bootstrapKey: 6,
  keyswitchKey: 7,
  lweCiphertext: 8,
  glweCiphertext: 9,
  model: 10,
} as const;

export type ObjectKind = keyof typeof objectKinds;

export const FORMAT_VERSION = 1;
export const ID_BYTES = 8;
/** Bytes an envelope adds to its payload. */
export const ENVELOPE_BYTES = 32;

const MAGIC = [0x46, 0x48, 0x45, 0x4c];
const HEADER_BYTES = ENVELOPE_BYTES - 4;

/** 16 hexadecimal digits. */
export type ObjectId = string;

export const NO_ID: ObjectId = "0".repeat(2 * ID_BYTES);

export interface Envelope {
  readonly kind: ObjectKind;
  readonly circuitId: ObjectId;
  readonly keyId: ObjectId;
  readonly payload: Uint8Array;
}

/** A fresh id from the platform's generator. */
export function randomId(): ObjectId {
  return toHex(globalThis.crypto.getRandomValues(new Uint8Array(ID_BYTES)));
}

/** Frames a payload. */
export function seal({ kind, circuitId, keyId, payload }: Envelope): Uint8Array<ArrayBuffer> {
  const bytes = new ByteWriter()
    .bytes(Uint8Array.from(MAGIC))
    .u16(FORMAT_VERSION)
    .u16(objectKinds[kind])
    .bytes(fromHex(circuitId))
    .bytes(fromHex(keyId))
    .block(payload)
    .u32(0)
    .finish();
  new DataView(bytes.buffer).setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)), true);
  return bytes;
}

/**
 * Reads a frame and checks magic, version, length and checksum.
 *
 * @param expected - The kind the caller can use; `circuitId` and `keyId` are compared where given.
 * @throws TruncatedDataError when bytes are missing.
 * @throws CorruptedDataError when they are not ours, altered, of an unknown version or of another kind.
 * @throws CircuitMismatchError when the object belongs to another circuit.
 * @throws KeyMismatchError when it belongs to another client's keys.
 */
export function open(
  bytes: Uint8Array,
  expected: { kind: ObjectKind; circuitId?: ObjectId; keyId?: ObjectId },
  where: string,
): Envelope {
  if (bytes.length < ENVELOPE_BYTES) throw truncated(where, ENVELOPE_BYTES, bytes.length);
  const reader = new ByteReader(bytes, where);
  if (!reader.bytes(4).every((byte, i) => byte === MAGIC[i])) {
    throw corrupted(where, "the first bytes are not FHEL", "pass bytes that fhe-learn wrote");
  }
  const version = reader.u16();
  const kindNumber = reader.u16();
  const circuitId = toHex(reader.bytes(ID_BYTES));
  const keyId = toHex(reader.bytes(ID_BYTES));
  const length = reader.u32();
  const total = HEADER_BYTES + length + 4;
  if (bytes.length < total) throw truncated(where, total, bytes.length);
  const payload = reader.bytes(length);
  if (reader.u32() !== crc32(bytes.subarray(0, total - 4))) {
    throw corrupted(where, "the checksum does not match: bytes were altered", "transfer the object again");
  }
  reader.end();
  if (version !== FORMAT_VERSION) {
    throw corrupted(
      where,
      `format version ${version}`,
      `write it with a release that uses version ${FORMAT_VERSION}`,
    );
  }
  const kind = (Object.keys(objectKinds) as ObjectKind[]).find((name) => objectKinds[name] === kindNumber);
  if (kind !== expected.kind) {
    throw corrupted(
      where,
      `this is ${kind ?? `object kind ${kindNumber}`}, not ${expected.kind}`,
      "pass the right object",
    );
  }
  checkIds(expected, { circuitId, keyId }, where);
  return { kind, circuitId, keyId, payload };
}

/** Compares the ids that both sides have. @throws CircuitMismatchError, KeyMismatchError */
export function checkIds(
  expected: { circuitId?: ObjectId; keyId?: ObjectId },
  found: { circuitId: ObjectId; keyId: ObjectId },
  where: string,
): void {
  if (expected.circuitId !== undefined && expected.circuitId !== found.circuitId) {
    throw new CircuitMismatchError({
      where,
      problem: `made for circuit ${found.circuitId}, used with circuit ${expected.circuitId}`,
      allowed: "keys and ciphertexts of the same compilation",
      remedy: "encrypt again with the client specification of this circuit",
    });
  }
  if (expected.keyId !== undefined && expected.keyId !== found.keyId) {
    throw new KeyMismatchError({
      where,
      problem: `made with key set ${found.keyId}, used with key set ${expected.keyId}`,
      allowed: "ciphertexts and keys of one client",
      remedy: "use the keys this was encrypted with, or encrypt again",
    });
  }
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

function truncated(where: string, expected: number, found: number): TruncatedDataError {
  return new TruncatedDataError({
    where,
    problem: `expected ${expected} bytes, found ${found}`,
    allowed: "the whole object, as it was written",
    remedy: "transfer it again; check for size limits on the way",
  });
}

function corrupted(where: string, problem: string, remedy: string): CorruptedDataError {
  return new CorruptedDataError({ where, problem, allowed: "an intact object of the expected kind", remedy });
}
