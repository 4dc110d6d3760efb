/** Ciphertexts as plain words with their dimensions. Batches: one after the other in one array. */
import { KeyMismatchError, ShapeError } from "../../../../core/index.ts";

/** Encryptions of torus words under an LWE key: each is n mask words, then the body. */
export interface LweCiphertexts {
  /** n. */
  readonly dimension: number;
  /** [count][n + 1] words modulo 2^64. */
  readonly words: BigUint64Array<ArrayBuffer>;
}

/** Encryptions of polynomials: each is k mask polynomials of N words, then the body polynomial. */
export interface GlweCiphertexts {
  readonly glweDimension: number;
  readonly polynomialSize: number;
  /** [count][(k + 1) N] words modulo 2^64. */
  readonly words: BigUint64Array<ArrayBuffer>;
}

/**
 * LWE ciphertexts whose masks are a public stream: mask of number c is
 * `keyStream(seed, domain, c)`, n consecutive words.
 */
export interface SeededLweCiphertexts {
  readonly dimension: number;
  readonly seed: Uint8Array;
  readonly domain: number;
  /** [count] words. */
  readonly bodies: BigUint64Array<ArrayBuffer>;
}

/** GLWE ciphertexts whose masks are a public stream: mask of number c is k N words of stream c. */
export interface SeededGlweCiphertexts {
  readonly glweDimension: number;
  readonly polynomialSize: number;
  readonly seed: Uint8Array;
  readonly domain: number;
  /** [count][N] words. */
  readonly bodies: BigUint64Array<ArrayBuffer>;
}

/** Number of LWE ciphertexts. @throws ShapeError unless the words are whole ciphertexts. */
export function lweCount({ dimension, words }: LweCiphertexts, where = "LWE ciphertexts"): number {
  return wholeRows(where, words.length, dimension + 1);
}

/** Number of GLWE ciphertexts. @throws ShapeError unless the words are whole ciphertexts. */
export function glweCount(glwe: GlweCiphertexts, where = "GLWE ciphertexts"): number {
  return wholeRows(where, glwe.words.length, (glwe.glweDimension + 1) * glwe.polynomialSize);
}

/** @throws KeyMismatchError unless the LWE dimensions are equal. */
export function checkDimension(where: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new KeyMismatchError({
    where,
    problem: `the ciphertext has LWE dimension ${found}, the key ${expected}`,
    allowed: "a ciphertext and a key of one dimension",
    remedy: "use the key it was encrypted under, or switch it to this key first",
  });
}

/** @throws KeyMismatchError unless k and N are equal. */
export function checkGlweShape(
  where: string,
  found: { glweDimension: number; polynomialSize: number },
  expected: { glweDimension: number; polynomialSize: number },
): void {
  if (found.glweDimension === expected.glweDimension && found.polynomialSize === expected.polynomialSize) {
    return;
  }
  throw new KeyMismatchError({
    where,
    problem:
      `the ciphertext has k=${found.glweDimension} N=${found.polynomialSize}, ` +
      `the key k=${expected.glweDimension} N=${expected.polynomialSize}`,
    allowed: "a ciphertext and a key of one shape",
    remedy: "use the key it was encrypted under, or switch it to this key first",
  });
}

function wholeRows(where: string, length: number, row: number): number {
  if (length > 0 && length % row === 0) return length / row;
  throw new ShapeError({
    where,
    problem: `got ${length} words`,
    allowed: `one or more ciphertexts of ${row} words each`,
    remedy: "pass whole ciphertexts of the stated dimensions",
  });
}
