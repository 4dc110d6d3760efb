import { wrap } from "./torus.ts";

/**
 * The LWE ciphertext of coefficient `position` of a GLWE ciphertext, under the flattened key:
 * coefficient p of A S is sum over j <= p of A_(p-j) S_j minus sum over j > p of A_(N+p-j) S_j.
 *
 * @returns k N + 1 words, mask then body.
 */
export function sampleExtract(glwe: BigUint64Array, position: number, size: number): BigUint64Array {
  const dimension = glwe.length - size;
  const lwe = new BigUint64Array(dimension + 1);
  for (let start = 0; start < dimension; start += size) {
    for (let j = 0; j < size; j++) {
      lwe[start + j] = j <= position ? glwe[start + position - j] : wrap(-glwe[start + size + position - j]);
    }
  }
  lwe[dimension] = glwe[dimension + position]!;
  return lwe;
}
