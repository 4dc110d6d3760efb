import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ByteReader,
  ByteWriter,
  CircuitMismatchError,
  CorruptedDataError,
  crc32,
  ENVELOPE_BYTES,
  KeyMismatchError,
  open,
  randomId,
  seal,
  TruncatedDataError,
} from "../../src/core/index.ts";

const envelope = (payload: Uint8Array) =>
  ({ kind: "secretKey", circuitId: "0123456789abcdef", keyId: "fedcba9876543210", payload }) as const;

test("crc32 gives the check value of CRC-32/ISO-HDLC", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

test("values are read back in the order they were written", () => {
  const bytes = new ByteWriter()
    .u8(255)
    .u16(65535)
    .u32(4294967295)
    .f64(-0.1)
    .text("é∞")
    .block(Uint8Array.of(1, 2))
    .finish();
  const reader = new ByteReader(bytes, "test");
  expect([reader.u8(), reader.u16(), reader.u32(), reader.f64(), reader.text()]).toEqual([
    255,
    65535,
    4294967295,
    -0.1,
    "é∞",
  ]);
  expect([...reader.block()]).toEqual([1, 2]);
  reader.end();
});

test("a reader names what is missing and what is left over", () => {
  expect(() => new ByteReader(new Uint8Array(3), "key").u32()).toThrow(
    /key: expected 4 more bytes at offset 0, found 3/,
  );
  expect(() => {
    new ByteReader(new Uint8Array(3), "key").end();
  }).toThrow(CorruptedDataError);
});

describe("envelope", () => {
  test("opens what was sealed, and adds exactly the stated bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => {
        const bytes = seal(envelope(payload));
        expect(bytes.length).toBe(ENVELOPE_BYTES + payload.length);
        expect(open(bytes, { kind: "secretKey" }, "test")).toEqual(envelope(payload));
      }),
    );
  });

  test("every truncation is noticed", () => {
    const bytes = seal(envelope(new Uint8Array(40)));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => open(bytes.subarray(0, length), { kind: "secretKey" }, "test")).toThrow(
        TruncatedDataError,
      );
    }
  });

  test("every flipped bit is noticed", () => {
    const bytes = seal(envelope(Uint8Array.from({ length: 40 }, (_, i) => i)));
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const altered = bytes.slice();
      altered[bit >> 3] ^= 1 << (bit & 7);
      expect(() => open(altered, { kind: "secretKey" }, "test")).toThrow(CorruptedDataError);
    }
  });

  test("another kind, circuit or key set has an error of its own", () => {
    const bytes = seal(envelope(new Uint8Array(1)));
    expect(() => open(bytes, { kind: "evaluationKeys" }, "test")).toThrow(
      /this is secretKey, not evaluationKeys/,
    );
    expect(() => open(bytes, { kind: "secretKey", circuitId: randomId() }, "test")).toThrow(
      CircuitMismatchError,
    );
    expect(() => open(bytes, { kind: "secretKey", keyId: randomId() }, "test")).toThrow(KeyMismatchError);
  });
});
