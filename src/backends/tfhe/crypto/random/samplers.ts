/** Draws from a key stream: secret bits and errors. No branch depends on a drawn value. */
import { OutOfRangeError } from "../../../../core/index.ts";
import type { NoiseDistribution } from "../../params/index.ts";
import type { KeyStream } from "./key-stream.ts";

const TWO32 = 2 ** 32;

/** `count` uniform bits, one a byte; bit i of the stream, least significant first, is entry i. */
export function sampleBinary(stream: KeyStream, count: number): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(Math.ceil(count / 8));
  stream.fillBytes(packed);
  const bits = new Uint8Array(count);
  for (let i = 0; i < count; i++) bits[i] = (packed[i >> 3] >> (i & 7)) & 1;
  return bits;
}

/**
 * `count` errors on the integer scale of Z/2^64, in two's complement.
 *
 * TUniform(b) takes b + 2 bits of one 64-bit word a sample: x >> 1 plus the lowest bit, minus 2^b.
 * Gaussian takes two words for two samples by Box-Muller in double precision, rounded to the nearest
 * integer; its tail ends at 9.4 standard deviations.
 *
 * @param logQ log2 of the modulus the Gaussian's torus fraction refers to. Default 64.
 * @throws OutOfRangeError for a bound outside 0 .. 61 or a deviation outside (0, 1/16).
 */
export function sampleNoise(
  stream: KeyStream,
  distribution: NoiseDistribution,
  count: number,
  logQ = 64,
): BigInt64Array<ArrayBuffer> {
  const out = new BigInt64Array(count);
  const halves = new Uint32Array(out.buffer); // Low word first.
  if (distribution.kind === "tuniform") fillTUniform(stream, distribution.boundLog2, halves);
  else fillGaussian(stream, distribution.standardDeviation, logQ, halves);
  return out;
}

function fillTUniform(stream: KeyStream, bound: number, out: Uint32Array): void {
  checkParameter(
    "boundLog2",
    bound,
    Number.isInteger(bound) && bound >= 0 && bound <= 61,
    "an integer from 0 to 61",
  );
  stream.fillBytes(new Uint8Array(out.buffer as ArrayBuffer));
  const bits = bound + 2;
  const lowMask = bits >= 32 ? 0xffffffff : 2 ** bits - 1;
  const highMask = bits > 32 ? 2 ** (bits - 32) - 1 : 0;
  const minusLow = bound < 32 ? TWO32 - 2 ** bound : 0; // -2^b in two's complement, low word
  const minusHigh = bound < 32 ? 0xffffffff : TWO32 - 2 ** (bound - 32);
  for (let i = 0; i < out.length; i += 2) {
    const low = out[i] & lowMask;
    const high = out[i + 1] & highMask;
    // (x >> 1) + (x & 1) - 2^b on 64 bits; the sum of three 32-bit terms is exact in a double.
    const sum = (((low >>> 1) | (high << 31)) >>> 0) + (low & 1) + minusLow;
    out[i] = sum;
    out[i + 1] = (high >>> 1) + minusHigh + Math.floor(sum / TWO32);
  }
}

function fillGaussian(stream: KeyStream, deviation: number, logQ: number, out: Uint32Array): void {
  checkParameter(
    "standardDeviation",
    deviation,
    deviation > 0 && deviation < 1 / 16,
    "a torus fraction in (0, 1/16)",
  );
  const scale = deviation * 2 ** logQ;
  const pairs = Math.ceil(out.length / 4);
  const words = stream.u32(pairs * 4);
  for (let p = 0; p < pairs; p++) {
    // u in (0, 1]: never log 0.
    const u = (words[4 * p + 1] * TWO32 + words[4 * p] + 1) / TWO32 / TWO32;
    const angle = 2 * Math.PI * ((words[4 * p + 3] + words[4 * p + 2] / TWO32) / TWO32);
    const radius = scale * Math.sqrt(-2 * Math.log(u));
    store(out, 4 * p, Math.round(radius * Math.cos(angle)));
    if (4 * p + 2 < out.length) store(out, 4 * p + 2, Math.round(radius * Math.sin(angle)));
  }
}

/** Writes an integer of magnitude below 2^63 as two 32-bit words; ToUint32 wraps them as we want. */
function store(out: Uint32Array, at: number, value: number): void {
  const high = Math.floor(value / TWO32);
  out[at] = value - high * TWO32;
  out[at + 1] = high;
}

function checkParameter(name: string, value: number, ok: boolean, allowed: string): void {
  if (ok) return;
  throw new OutOfRangeError({
    where: `noise distribution, ${name}`,
    problem: `got ${value}`,
    allowed,
    remedy: "take the distribution from minimalNoise(dimension)",
  });
}
