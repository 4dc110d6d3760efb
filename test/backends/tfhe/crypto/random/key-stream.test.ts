import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError, OutOfRangeError } from "../../../../../src/core/index.ts";
import {
  domains,
  fillRandom,
  keyStream,
  randomSeed,
  unsafeSeedFrom,
} from "../../../../../src/backends/tfhe/crypto/random/index.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const fromHex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));

function bytesOf(seed: Uint8Array, domain: number, index: number, skip: number, count: number): Uint8Array {
  const stream = keyStream(seed, domain, index);
  stream.fillBytes(new Uint8Array(skip));
  const out = new Uint8Array(count);
  stream.fillBytes(out);
  return out;
}

// The nonce of the standard's vectors, read as our (domain, index): u32 then u64, little endian.
describe("RFC 8439 vectors", () => {
  const counting = fromHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  const zero = new Uint8Array(32);

  test("A.1 vector 1: zero key, zero nonce, block 0", () => {
    expect(hex(bytesOf(zero, 0, 0, 0, 64))).toBe(
      "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7" +
        "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586",
    );
  });
  test("A.1 vector 2: zero key, zero nonce, block 1", () => {
    expect(hex(bytesOf(zero, 0, 0, 64, 64))).toBe(
      "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed" +
        "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f",
    );
  });
  test("A.1 vector 3: key ending in 01, block 1", () => {
    const key = new Uint8Array(32);
    key[31] = 1;
    expect(hex(bytesOf(key, 0, 0, 64, 64))).toBe(
      "3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a" +
        "8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0",
    );
  });
  test("A.1 vector 5: nonce ending in 02, so index 2 << 56, is beyond what an index may be", () => {
    expect(() => keyStream(zero, 0, 2 * 2 ** 56)).toThrow(OutOfRangeError);
  });
  test("2.4.2: key stream of nonce 00 00 00 00 00 00 00 4a 00 00 00 00, blocks 1 and 2", () => {
    // Index bytes 00 00 00 4a 00 00 00 00 are 0x4a000000.
    expect(hex(bytesOf(counting, 0, 0x4a000000, 64, 114))).toBe(
      "224f51f3401bd9e12fde276fb8631ded8c131f823d2c06e27e4fcaec9ef3cf788a3b0aa372600a92b57974cded2b9334" +
        "794cba40c63e34cdea212c4cf07d41b769a6749f3f630f4122cafe28ec4dc47e26d4346d70b98c73f3e9c53ac40c5945398b6eda1a832c89c167eacd901d7e2bf363",
    );
  });
  test("2.3.2: a domain in the first word, block 1", () => {
    // Nonce 00 00 00 09 | 00 00 00 4a 00 00 00 00.
    expect(hex(bytesOf(counting, 0x09000000, 0x4a000000, 64, 64))).toBe(
      "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e" +
        "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e",
    );
  });
});

describe("streams", () => {
  test("however it is read, a stream is the same bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const total = sizes.reduce((a, b) => a + b, 0);
        const whole = bytesOf(unsafeSeedFrom(1), 5, 6, 0, total);
        const stream = keyStream(unsafeSeedFrom(1), 5, 6);
        const parts = sizes.map((size) => {
          const out = new Uint8Array(size);
          stream.fillBytes(out);
          return hex(out);
        });
        expect(parts.join("")).toBe(hex(whole));
      }),
      { numRuns: 40 },
    );
  });
  test("words are consecutive little-endian groups", () => {
    const bytes = bytesOf(unsafeSeedFrom(1), 2, 3, 0, 48);
    const view = new DataView(bytes.buffer);
    expect([...keyStream(unsafeSeedFrom(1), 2, 3).u64(6)]).toEqual(
      Array.from({ length: 6 }, (_, i) => view.getBigUint64(8 * i, true)),
    );
    expect([...keyStream(unsafeSeedFrom(1), 2, 3).u32(12)]).toEqual(
      Array.from({ length: 12 }, (_, i) => view.getUint32(4 * i, true)),
    );
  });
  test("seed, domain and index each give another stream, also above 2^32", () => {
    const starts = [
      bytesOf(unsafeSeedFrom(1), 1, 1, 0, 16),
      bytesOf(unsafeSeedFrom(2), 1, 1, 0, 16),
      bytesOf(unsafeSeedFrom(1), 2, 1, 0, 16),
      bytesOf(unsafeSeedFrom(1), 1, 2, 0, 16),
      bytesOf(unsafeSeedFrom(1), 1, 2 ** 32 + 1, 0, 16),
    ].map(hex);
    expect(new Set(starts).size).toBe(starts.length);
  });
  test("no two kinds of object share a domain; masks and secrets are apart", () => {
    const numbers = Object.values(domains);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const [name, number] of Object.entries(domains)) {
      expect(number >= 0x100, name).toBe(name.endsWith("Mask"));
    }
  });
  test("wrong seeds, domains and indices are refused", () => {
    expect(() => keyStream(new Uint8Array(16), 0, 0)).toThrow(InvalidInputError);
    expect(() => keyStream("seed" as never, 0, 0)).toThrow(/got string.*32 bytes.*randomSeed/s);
    expect(() => keyStream(new Uint8Array(32), -1, 0)).toThrow(OutOfRangeError);
    expect(() => keyStream(new Uint8Array(32), 0, 0.5)).toThrow(OutOfRangeError);
  });
});

describe("platform randomness", () => {
  test("seeds are 32 bytes and never repeat", () => {
    const seeds = Array.from({ length: 100 }, () => hex(randomSeed()));
    expect(seeds[0]).toHaveLength(64);
    expect(new Set(seeds).size).toBe(100);
  });
  test("requests above 65,536 bytes are split, and every part is filled", () => {
    const bytes = new Uint8Array(3 * 65_536 + 5);
    fillRandom(bytes);
    for (let at = 0; at + 32 <= bytes.length; at += 32_768) {
      expect(bytes.subarray(at, at + 32).some((b) => b !== 0)).toBe(true);
    }
  });
});
