/**
 * Lookup tables as accumulator polynomials of N words. Rotating by an exponent e brings coefficient e
 * to the front, so coefficient j holds the answer for phase j / 2N. Every message owns a box of
 * N / 2^p coefficients around its own phase; X^N = -1 turns the box of message 0 into half at the
 * front and half, negated, at the end.
 */
import { OutOfRangeError } from "../../../../core/index.ts";
import { halves, TWO32 } from "../torus/index.ts";

/**
 * A table of 2^p encoded words for messages with a padding bit.
 *
 * @param outputs f(0) .. f(2^p - 1) as torus words; see `encode`. 2^p at most N / 2.
 * @returns N words.
 * @throws OutOfRangeError if the length is no power of two or above N / 2.
 */
export function lookupTable(outputs: BigUint64Array, polynomialSize: number): BigUint64Array<ArrayBuffer> {
  const box = boxSize(outputs.length, polynomialSize);
  const table = new BigUint64Array(polynomialSize);
  for (let j = 0; j < polynomialSize; j++) {
    const message = Math.floor((j + box / 2) / box);
    // Past the last box begins the negated half of box 0.
    table[j] = message < outputs.length ? outputs[message] : negated(outputs[0]);
  }
  return table;
}

/**
 * A table for messages without a padding bit: f must be negacyclic, f(m + 2^(p-1)) = -f(m).
 *
 * @param outputs all 2^p words.
 * @throws OutOfRangeError where f is not negacyclic.
 */
export function negacyclicTable(
  outputs: BigUint64Array,
  polynomialSize: number,
): BigUint64Array<ArrayBuffer> {
  const half = outputs.length / 2;
  for (let m = 0; m < half; m++) {
    if (outputs[m + half] === negated(outputs[m])) continue;
    throw new OutOfRangeError({
      where: "negacyclicTable(outputs)",
      problem: `f(${m + half}) is not -f(${m})`,
      allowed: "tables with f(m + 2^(p-1)) = -f(m), such as a sign",
      remedy: "keep a padding bit to look up any other table",
    });
  }
  return lookupTable(outputs.subarray(0, half), polynomialSize);
}

/**
 * The sign of a signed message without padding bit: +amplitude from 0 on, -amplitude below.
 *
 * @param precision p, padding bit not there; the border lies half a message below 0.
 */
export function signTable(
  amplitude: bigint,
  precision: number,
  polynomialSize: number,
): BigUint64Array<ArrayBuffer> {
  return lookupTable(new BigUint64Array(2 ** (precision - 1)).fill(amplitude), polynomialSize);
}

/**
 * Several tables side by side in one accumulator, for inputs that leave the top bits unused: with
 * 2^p boxes and f tables, messages stay below 2^p / f. Noise and failure probability do not change.
 * Extract with {@link adjacentPositions}. As tfhe-rs' many-LUT.
 *
 * @param tables f tables of equal length 2^p / f; f a power of two.
 */
export function adjacentTables(
  tables: readonly BigUint64Array[],
  polynomialSize: number,
): BigUint64Array<ArrayBuffer> {
  const each = equalLength(tables);
  const joined = new BigUint64Array(each * tables.length);
  tables.forEach((table, t) => {
    joined.set(table, t * each);
  });
  return lookupTable(joined, polynomialSize);
}

/** Coefficients to extract, one a table, from a rotation of {@link adjacentTables}. */
export function adjacentPositions(count: number, polynomialSize: number): number[] {
  return Array.from({ length: count }, (_, t) => (t * polynomialSize) / count);
}

/**
 * 2^theta tables interleaved coefficient by coefficient, for any input; the modulus switch must drop
 * theta bits (`droppedBits`), so its noise counts 4^theta times. Extract coefficients
 * 0 .. 2^theta - 1. Source: eprint 2021/729 (PBSmanyLUT).
 */
export function interleavedTables(
  tables: readonly BigUint64Array[],
  polynomialSize: number,
): BigUint64Array<ArrayBuffer> {
  equalLength(tables);
  const count = tables.length;
  if (!Number.isInteger(Math.log2(count))) throw badCount(`${count} tables`, "a power of two of tables");
  const out = new BigUint64Array(polynomialSize);
  tables.forEach((outputs, t) => {
    lookupTable(outputs, polynomialSize / count).forEach((word, j) => {
      out[j * count + t] = word;
    });
  });
  return out;
}

/**
 * The common first polynomial of multi-value tables: unit / 2 everywhere, so that times (1 - X) f it
 * is f in units. Source: eprint 2018/622 section 3.
 *
 * @param unit output unit as a torus word; even.
 */
export function multiValueTable(unit: bigint, polynomialSize: number): BigUint64Array<ArrayBuffer> {
  if (unit % 2n !== 0n) throw badCount(`unit ${unit}`, "an even output unit");
  return new BigUint64Array(polynomialSize).fill(unit / 2n);
}

/** Coefficients of the rotated common polynomial that multi-value tables of 2^p entries combine. */
export function multiValuePositions(entries: number, polynomialSize: number): number[] {
  const box = boxSize(entries, polynomialSize);
  // Factor (1 - X) f has a term at every box border j; coefficient 0 of X^j G is -G[N - j].
  return Array.from({ length: entries }, (_, m) => polynomialSize - (m + 0.5) * box);
}

/**
 * Weights of the coefficients above for one table of integers: f(m) - f(m+1) at border m + 1/2, and
 * f(last) + f(0) at the last one, where the negated box 0 begins.
 */
export function multiValueWeights(table: ArrayLike<number>): number[] {
  const last = table.length - 1;
  return Array.from({ length: table.length }, (_, m) =>
    m < last ? table[m] - table[m + 1] : table[last] + table[0],
  );
}

function boxSize(entries: number, polynomialSize: number): number {
  if (Number.isInteger(Math.log2(entries)) && entries >= 1 && entries <= polynomialSize / 2) {
    return polynomialSize / entries;
  }
  throw badCount(`${entries} entries`, `a power of two from 1 to N / 2 = ${polynomialSize / 2}`);
}

function equalLength(tables: readonly BigUint64Array[]): number {
  const each = tables.length === 0 ? 0 : tables[0].length;
  const odd = tables.findIndex((table) => table.length !== each);
  if (odd < 0 && each > 0) return each;
  throw badCount(
    odd < 0 ? "no table" : `table ${odd} has ${tables[odd].length} entries`,
    "tables of one length",
  );
}

function badCount(problem: string, allowed: string): OutOfRangeError {
  return new OutOfRangeError({
    where: "lookup table",
    problem: `got ${problem}`,
    allowed,
    remedy: "use fewer bits of precision or a larger polynomial size",
  });
}

/** -word modulo 2^64. */
function negated(word: bigint): bigint {
  const pair = new BigUint64Array([word]);
  const parts = halves(pair);
  const low = TWO32 - parts[0];
  parts[0] = low;
  parts[1] = TWO32 - 1 - parts[1] + (low === TWO32 ? 1 : 0);
  return pair[0];
}
