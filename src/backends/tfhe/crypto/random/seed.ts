import { UnsupportedOperationError } from "../../../../core/index.ts";

/** Length of a seed: the 256-bit key of ChaCha20. */
export const SEED_BYTES = 32;

/** The platform refuses larger requests (Web Cryptography API, getRandomValues). */
const CHUNK = 65_536;

/**
 * Fills `bytes` from the platform's cryptographic generator.
 *
 * @throws UnsupportedOperationError where `globalThis.crypto.getRandomValues` does not exist: there is
 * no other source of secrets.
 */
export function fillRandom(bytes: Uint8Array<ArrayBuffer>): void {
  const platform = (globalThis as { crypto?: Crypto }).crypto;
  if (typeof platform?.getRandomValues !== "function") {
    throw new UnsupportedOperationError({
      where: "randomSeed()",
      problem: "this platform has no globalThis.crypto.getRandomValues",
      allowed: "a platform with the Web Cryptography API",
      remedy: "run on Node >= 22.18, Deno 2 or a current browser",
    });
  }
  for (let at = 0; at < bytes.length; at += CHUNK) {
    platform.getRandomValues(bytes.subarray(at, Math.min(at + CHUNK, bytes.length)));
  }
}

/** 32 fresh bytes of the platform's cryptographic generator: the key of a {@link keyStream}. */
export function randomSeed(): Uint8Array<ArrayBuffer> {
  const seed = new Uint8Array(SEED_BYTES);
  fillRandom(seed);
  return seed;
}

/**
 * A seed anyone can guess, for reproducible tests and nothing else: `label` as bytes, padded with
 * zeros. **Never use it for data that matters.**
 */
export function unsafeSeedFrom(label: string | number): Uint8Array<ArrayBuffer> {
  const seed = new Uint8Array(SEED_BYTES);
  seed.set(new TextEncoder().encode(String(label)).subarray(0, SEED_BYTES));
  return seed;
}
