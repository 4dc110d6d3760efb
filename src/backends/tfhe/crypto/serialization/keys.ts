/** Keys as bytes: the sealed frame of core around seeds, packed secrets and packed bodies. */
import { ByteReader, ByteWriter, NO_ID, open, seal, type ObjectId } from "../../../../core/index.ts";
import type { TfheParameters } from "../../params/index.ts";
import type { EvaluationKeySet, SecretKeySet } from "../entities/index.ts";
import { domains, SEED_BYTES } from "../random/index.ts";
import { packBinary, packedBytes, packTopBits, unpackBinary, unpackTopBits, usedTopBits } from "./bits.ts";
import { malformed, readParameters, writeParameters } from "./parameters.ts";

/** What a reader knows beforehand; every given field is compared. */
export interface ExpectedKeys {
  readonly parameters?: TfheParameters;
  readonly keyId?: ObjectId;
}

/** The client's keys. **Whoever reads these bytes decrypts everything**: encrypt them at rest. */
export function serializeSecretKeys(keys: SecretKeySet): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writeParameters(writer, keys.parameters);
  writer.bytes(packBinary(keys.lwe.bits)).bytes(packBinary(keys.glwe.bits));
  return seal({ kind: "secretKey", circuitId: NO_ID, keyId: keys.keyId, payload: writer.finish() });
}

/**
 * @throws TruncatedDataError, CorruptedDataError for damaged bytes.
 * @throws KeyMismatchError for keys of another client or parameter set than expected.
 */
export function deserializeSecretKeys(bytes: Uint8Array, expected: ExpectedKeys = {}): SecretKeySet {
  const where = "secret keys";
  const { keyId, payload } = open(bytes, { kind: "secretKey", ...idOf(expected) }, where);
  const reader = new ByteReader(payload, where);
  const parameters = readParameters(reader, where, expected.parameters);
  const { lweDimension: n, glweDimension, polynomialSize } = parameters;
  const bits = glweDimension * polynomialSize;
  const lwe = { bits: unpackBinary(reader.bytes(Math.ceil(n / 8)), n) };
  const glwe = { glweDimension, polynomialSize, bits: unpackBinary(reader.bytes(Math.ceil(bits / 8)), bits) };
  reader.end();
  return { keyId, parameters, lwe, glwe };
}

/**
 * The server's keys: two seeds and the bodies. Bodies that end in zeros (see `bodyBits`) travel without them.
 */
export function serializeEvaluationKeys(keys: EvaluationKeySet): Uint8Array<ArrayBuffer> {
  const { bootstrap, keyswitch } = keys;
  const writer = new ByteWriter();
  writeParameters(writer, keys.parameters);
  const bits = usedTopBits(bootstrap.bodies);
  writer.u8(bits).bytes(bootstrap.seed).bytes(packTopBits(bootstrap.bodies, bits));
  writer.bytes(keyswitch.seed).bytes(rawBytes(keyswitch.bodies));
  return seal({ kind: "evaluationKeys", circuitId: NO_ID, keyId: keys.keyId, payload: writer.finish() });
}

/**
 * @throws TruncatedDataError, CorruptedDataError for damaged bytes.
 * @throws KeyMismatchError for keys of another client or parameter set than expected.
 */
export function deserializeEvaluationKeys(bytes: Uint8Array, expected: ExpectedKeys = {}): EvaluationKeySet {
  const where = "evaluation keys";
  const { keyId, payload } = open(bytes, { kind: "evaluationKeys", ...idOf(expected) }, where);
  const reader = new ByteReader(payload, where);
  const parameters = readParameters(reader, where, expected.parameters);
  const { lweDimension: n, glweDimension: k, polynomialSize: size, keyswitch } = parameters;
  const bits = reader.u8();
  if (bits < 1 || bits > 64) throw malformed(where, `bodies of ${bits} bits`);
  const count = n * parameters.bootstrap.levels * (k + 1) * size;
  const bootstrap = {
    seed: reader.bytes(SEED_BYTES).slice(),
    domain: domains.bootstrapMask,
    bodies: unpackTopBits(reader.bytes(packedBytes(count, bits)), count, bits),
  };
  const seed = reader.bytes(SEED_BYTES).slice();
  const raw = reader.bytes((k * size * keyswitch.levels * keyswitch.modulusLog) / 8).slice().buffer;
  const bodies = keyswitch.modulusLog === 32 ? new Uint32Array(raw) : new BigUint64Array(raw);
  reader.end();
  return { keyId, parameters, bootstrap, keyswitch: { seed, domain: domains.keyswitchMask, bodies } };
}

function idOf({ keyId }: ExpectedKeys): { keyId?: ObjectId } {
  return keyId === undefined ? {} : { keyId };
}

function rawBytes(words: BigUint64Array | Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
