/**
 * Seeded streams of bytes: ChaCha20 as in RFC 8439 section 2.4, encrypting zeros.
 * Key = the 32-byte seed; nonce = `domain` as u32 then `index` as u64, both little endian; block
 * counter from 0. Words are consecutive little-endian groups of the stream.
 */
import { chacha20 } from "@noble/ciphers/chacha.js";
import { InvalidInputError, OutOfRangeError } from "../../../../core/index.ts";
import { SEED_BYTES } from "./seed.ts";

const BLOCK_BYTES = 64;
/** 2^32 blocks of 64 bytes: the counter of RFC 8439 must not wrap. */
const STREAM_BYTES = 2 ** 38;
/** Bytes produced at a time for small requests. */
const BUFFER_BYTES = 16 * BLOCK_BYTES;

/** A cursor on one stream. Reading never repeats bytes; two streams of equal arguments are equal. */
export interface KeyStream {
  /** Overwrites `out` with the next bytes of the stream. */
  fillBytes(out: Uint8Array<ArrayBuffer>): void;
  /** The next `count` words of 64 bits. */
  u64(count: number): BigUint64Array<ArrayBuffer>;
  /** The next `count` words of 32 bits. */
  u32(count: number): Uint32Array<ArrayBuffer>;
}

/**
 * The stream of (seed, domain, index). One object, one stream: `domain` names the kind of object
 * (`domains.ts`), `index` its number or row.
 *
 * @throws InvalidInputError if the seed is not 32 bytes.
 * @throws OutOfRangeError if `domain` is not a u32 or `index` not an integer in [0, 2^53).
 */
export function keyStream(seed: Uint8Array, domain: number, index: number): KeyStream {
  const key = checkedSeed(seed);
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  checkRange("domain", domain, 2 ** 32 - 1);
  checkRange("index", index, Number.MAX_SAFE_INTEGER);
  view.setUint32(0, domain, true);
  view.setUint32(4, index >>> 0, true);
  view.setUint32(8, Math.floor(index / 2 ** 32), true);

  const buffer = new Uint8Array(BUFFER_BYTES);
  let position = 0; // Next byte of the stream to hand out.
  let buffered = -1; // Stream offset of buffer[0]; -1: nothing there yet.

  /** Whole blocks from a block border on, straight into `out`. */
  function blocks(offset: number, out: Uint8Array): void {
    out.fill(0);
    chacha20(key, nonce, out, out, offset / BLOCK_BYTES);
  }

  function fillBytes(out: Uint8Array<ArrayBuffer>): void {
    if (position + out.length > STREAM_BYTES) {
      throw new OutOfRangeError({
        where: "KeyStream.fillBytes",
        problem: `byte ${position + out.length} of one stream was asked for`,
        allowed: "at most 2^38 bytes a stream",
        remedy: "use another index for the rest",
      });
    }
    let done = 0;
    while (done < out.length) {
      const left = out.length - done;
      if (position % BLOCK_BYTES === 0 && left >= BUFFER_BYTES) {
        const whole = left - (left % BLOCK_BYTES);
        blocks(position, out.subarray(done, done + whole));
        done += whole;
        position += whole;
        continue;
      }
      const start = position - (position % BLOCK_BYTES);
      if (buffered < 0 || start < buffered || position >= buffered + BUFFER_BYTES) {
        blocks(start, buffer);
        buffered = start;
      }
      const from = position - buffered;
      const count = Math.min(left, BUFFER_BYTES - from);
      out.set(buffer.subarray(from, from + count), done);
      done += count;
      position += count;
    }
  }

  return {
    fillBytes,
    u64: (count) => {
      const words = new BigUint64Array(count);
      fillBytes(new Uint8Array(words.buffer));
      return words;
    },
    u32: (count) => {
      const words = new Uint32Array(count);
      fillBytes(new Uint8Array(words.buffer));
      return words;
    },
  };
}

function checkedSeed(seed: Uint8Array): Uint8Array {
  if (seed instanceof Uint8Array && seed.length === SEED_BYTES) return seed.slice();
  throw new InvalidInputError({
    where: "keyStream(seed)",
    problem: `got ${seed instanceof Uint8Array ? `${seed.length} bytes` : typeof seed}`,
    allowed: `a Uint8Array of ${SEED_BYTES} bytes`,
    remedy: "draw one with randomSeed()",
  });
}

function checkRange(name: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= max) return;
  throw new OutOfRangeError({
    where: `keyStream(${name})`,
    problem: `got ${value}`,
    allowed: `an integer from 0 to ${max}`,
    remedy: "number streams from 0 within a domain",
  });
}
