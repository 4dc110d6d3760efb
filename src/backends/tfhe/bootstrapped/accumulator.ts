/**
 * Tables as polynomials for boxes of any width. Coefficient j answers for phases [j, j + 1) / 2N: the centred modulus
 * switch rounds down. Beyond half a torus less half a box begins the negative of box 0.
 */
import type { LookupStep, TorusWord } from "../program/steps.ts";

/** Which entry each position of half the torus reads, shared by ciphertexts and simulation. */
export interface Boxes {
  /** A box as a fraction of the torus. */
  readonly step: number;
  readonly entries: number;
  /** Added to positions before rounding, see `LookupStep`. */
  readonly shift: number;
}

/** The boxes of a lookup. */
export function boxesOf({ unit, box, shift, targets }: LookupStep, units: readonly TorusWord[]): Boxes {
  return { step: box * Number(units[unit]) * 2 ** -64, entries: targets[0].values.length, shift };
}

/**
 * The entry for a position in boxes, from -1/2 to the half torus less 1/2: the nearest one. Positions are whole
 * numbers where shift is 0; with a shift of 1/2 box i holds positions from i to i + 1.
 */
export function entryAt(position: number, { entries, shift }: Boxes): number {
  return Math.min(Math.max(Math.floor(position + 0.5 - shift), 0), entries - 1);
}

/** Of each of `size` coefficients the entry, less one and negated where the negative half begins: -1 - entry. */
export function coefficientEntries(boxes: Boxes, size: number): Int32Array {
  const half = 1 / (2 * boxes.step);
  return Int32Array.from({ length: size }, (_, j) => {
    const position = (j + 0.5) / (2 * size * boxes.step);
    return position < half - 0.5 ? entryAt(position, boxes) : -1 - entryAt(position - half, boxes);
  });
}

/** Torus words of multiples of a unit; halves are exact, units are even. */
export function torusWords(values: readonly number[], unit: TorusWord): BigUint64Array<ArrayBuffer> {
  const half = BigInt(unit) / 2n;
  return BigUint64Array.from(values, (value) => BigInt.asUintN(64, BigInt(2 * value) * half));
}

/** The polynomial of one table. */
export function tablePolynomial(words: BigUint64Array, entries: Int32Array): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(entries, (entry) =>
    entry >= 0 ? words[entry] : BigInt.asUintN(64, -words[-1 - entry]),
  );
}

/** 2^theta tables interleaved coefficient by coefficient; missing ones repeat the first. */
export function interleavedPolynomial(
  tables: readonly BigUint64Array[],
  boxes: Boxes,
  size: number,
): BigUint64Array<ArrayBuffer> {
  const ways = 2 ** Math.ceil(Math.log2(tables.length));
  const entries = coefficientEntries(boxes, size / ways);
  const out = new BigUint64Array(size);
  for (let t = 0; t < ways; t++) {
    const table = tablePolynomial(tables[t < tables.length ? t : 0], entries);
    for (let j = 0; j < table.length; j++) out[j * ways + t] = table[j];
  }
  return out;
}

/** A common polynomial for several tables, and how each table combines coefficients of its rotation. */
export interface MultiValue {
  readonly polynomial: BigUint64Array<ArrayBuffer>;
  readonly positions: readonly number[];
  /** [table][position], whole. */
  readonly weights: readonly (readonly number[])[];
}

/**
 * (1 - X) F has a term wherever the table F changes, and F = (1 - X) F times half the sum of all X^i: so all tables
 * share a rotation of that sum. Source: eprint 2018/622 section 3, here for borders anywhere.
 *
 * @param values - [table][entry] in multiples of `unit`.
 */
export function multiValue(
  values: readonly (readonly number[])[],
  unit: bigint,
  boxes: Boxes,
  size: number,
): MultiValue {
  const entries = coefficientEntries(boxes, size);
  const borders: number[] = [];
  for (let j = 1; j < size; j++) if (entries[j] !== entries[j - 1]) borders.push(j);
  const valueAt = (table: readonly number[], entry: number): number =>
    entry >= 0 ? table[entry] : -table[-1 - entry];
  return {
    polynomial: new BigUint64Array(size).fill(unit / 2n),
    // Coefficient 0 of X^j G is -G[N - j].
    positions: borders.map((border) => size - border),
    weights: values.map((table) =>
      borders.map((border) => valueAt(table, entries[border - 1]) - valueAt(table, entries[border])),
    ),
  };
}
