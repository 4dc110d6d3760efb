/** Programmable bootstraps on an engine with both keys loaded; see `openEngineWith`. */
import { OptionValueError, type RunOptions } from "../../../../core/index.ts";
import type { BootstrapOptions, Engine } from "../../kernel/index.ts";
import { checkDimension, type LweCiphertexts } from "../entities/index.ts";
import { combineLwe } from "./linear.ts";
import {
  adjacentPositions,
  adjacentTables,
  interleavedTables,
  multiValuePositions,
  multiValueTable,
  multiValueWeights,
} from "./tables.ts";

/**
 * Looks every ciphertext up in a table and refreshes its noise: keyswitch, centred modulus switch,
 * blind rotation, extraction of coefficient 0.
 *
 * @param lwe under the flattened large key, dimension k N.
 * @param tables accumulators of `lookupTable` and its kin.
 * @param index for every ciphertext, which table. Default: all use the first.
 * @returns ciphertexts under the same key, in the same order.
 */
export async function bootstrap(
  engine: Engine,
  lwe: LweCiphertexts,
  tables: readonly BigUint64Array[],
  index?: ArrayLike<number>,
  options: BootstrapOptions = {},
): Promise<LweCiphertexts> {
  checkDimension("bootstrap", lwe.dimension, largeDimension(engine));
  const lookups = { tables: joined(tables), ...(index === undefined ? {} : { index }) };
  const words = await engine.bootstrap(lwe.words, lookups, options);
  return { dimension: lwe.dimension, words: words as BigUint64Array<ArrayBuffer> };
}

/**
 * Several tables of small inputs from one rotation each: ciphertexts [count][tables].
 *
 * @param tables encoded outputs, f tables of 2^p / f entries (f a power of two); inputs are encoded
 * with precision p and stay below 2^p / f.
 */
export async function bootstrapAdjacent(
  engine: Engine,
  lwe: LweCiphertexts,
  tables: readonly BigUint64Array[],
  options: RunOptions = {},
): Promise<LweCiphertexts> {
  const size = engine.shape.polynomialSize;
  const positions = adjacentPositions(tables.length, size);
  return bootstrap(engine, lwe, [adjacentTables(tables, size)], undefined, { ...options, positions });
}

/**
 * 2^theta tables of any inputs from one rotation each, with 2^theta times the modulus switch's
 * deviation: ciphertexts [count][tables].
 *
 * @param tables encoded outputs, 2^theta tables of 2^p entries.
 */
export async function bootstrapInterleaved(
  engine: Engine,
  lwe: LweCiphertexts,
  tables: readonly BigUint64Array[],
  options: RunOptions = {},
): Promise<LweCiphertexts> {
  const accumulator = interleavedTables(tables, engine.shape.polynomialSize);
  const positions = Array.from(tables.keys());
  const droppedBits = Math.log2(tables.length);
  return bootstrap(engine, lwe, [accumulator], undefined, { ...options, positions, droppedBits });
}

/**
 * Any number of integer tables on one input from one rotation each: ciphertexts [count][tables].
 * The noise of an output is `multiValueVariance(table, rotation)`: it grows with the 2-norm of the
 * table's differences.
 *
 * @param tables integers in units of `unit`, 2^p entries each.
 * @param unit the outputs' Delta as a torus word: 2^(63 - p) for p bits and padding.
 */
export async function bootstrapMultiValue(
  engine: Engine,
  lwe: LweCiphertexts,
  tables: readonly ArrayLike<number>[],
  unit: bigint,
  options: RunOptions = {},
): Promise<LweCiphertexts> {
  const size = engine.shape.polynomialSize;
  const entries = tables.length === 0 ? 0 : tables[0].length;
  if (tables.some((table) => table.length !== entries)) {
    throw new OptionValueError({
      where: "bootstrapMultiValue(tables)",
      problem: "tables of different lengths",
      allowed: "tables of one length 2^p",
      remedy: "pad or group the tables by the precision of their input",
    });
  }
  const positions = multiValuePositions(entries, size);
  const common = await bootstrap(engine, lwe, [multiValueTable(unit, size)], undefined, {
    ...options,
    positions,
  });
  const row = lwe.dimension + 1;
  const count = lwe.words.length / row;
  const weights = tables.map(multiValueWeights);
  const out = new BigUint64Array(count * tables.length * row);
  for (let c = 0; c < count; c++) {
    const borders = common.words.subarray(c * entries * row, (c + 1) * entries * row);
    const values = combineLwe({ dimension: lwe.dimension, words: borders }, weights);
    out.set(values.words, c * tables.length * row);
  }
  return { dimension: lwe.dimension, words: out };
}

function largeDimension({ shape }: Engine): number {
  return shape.glweDimension * shape.polynomialSize;
}

function joined(tables: readonly BigUint64Array[]): BigUint64Array {
  const all = new BigUint64Array(tables.reduce((sum, table) => sum + table.length, 0));
  let at = 0;
  for (const table of tables) {
    all.set(table, at);
    at += table.length;
  }
  return all;
}
