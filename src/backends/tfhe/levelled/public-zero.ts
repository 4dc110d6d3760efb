/** The public encryption of zero that a client gives a server which is to re-randomise its answers. */
import { SEED_BYTES } from "../crypto/random/index.ts";
import type { LevelledParameters } from "./shape.ts";

/** k encryptions of zero under the client's key: a mask seed, and k body polynomials of N words. */
export interface PublicZero {
  readonly seed: Uint8Array;
  readonly bodies: BigUint64Array;
}

/** Bytes of {@link publicZeroPayload}. */
export function publicZeroBytes({
  glweDimension,
  polynomialSize,
}: Pick<LevelledParameters, "glweDimension" | "polynomialSize">): number {
  return SEED_BYTES + 8 * glweDimension * polynomialSize;
}

/** As it travels: the seed, then the words, the lowest byte first. */
export function publicZeroPayload({ seed, bodies }: PublicZero): Uint8Array {
  const payload = new Uint8Array(SEED_BYTES + bodies.byteLength);
  payload.set(seed);
  payload.set(new Uint8Array(bodies.slice().buffer), SEED_BYTES);
  return payload;
}

/** @param payload - {@link publicZeroBytes} bytes. */
export function readPublicZero(payload: Uint8Array): PublicZero {
  const bodies = new BigUint64Array(payload.slice(SEED_BYTES).buffer);
  return { seed: payload.slice(0, SEED_BYTES), bodies };
}
