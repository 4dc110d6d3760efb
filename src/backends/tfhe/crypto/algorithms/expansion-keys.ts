import { KeyMismatchError } from "../../../../core/index.ts";
import type { Gadget } from "../../kernel/index.ts";
import type { NoiseDistribution } from "../../params/index.ts";
import type { GlweSecretKey, SeededGlweCiphertexts } from "../entities/index.ts";
import { domains } from "../random/index.ts";
import { halves, storeShifted } from "../torus/index.ts";
import { automorphedBits } from "./glwe-keyswitch-key.ts";
import { encryptRows, type BinaryMultiplier, type RowOptions } from "./glwe-rows.ts";

/** The automorphism X -> X^(N / 2^i + 1) of step i of the expansion of a packed ciphertext, for N coefficients. */
export function expansionExponent(polynomialSize: number, step: number): number {
  return polynomialSize / 2 ** step + 1;
}

/**
 * Automorphism keys of the first steps of an expansion, each with a gadget of its own, behind one another:
 * [step][level][k] GLWE rows, row (i, j, m) encrypts S_m(X^g) q/B^j for g = {@link expansionExponent}.
 */
export function generateExpansionKeys(
  key: GlweSecretKey,
  gadgets: readonly Gadget[],
  noise: NoiseDistribution,
  multiplier: BinaryMultiplier,
  options: RowOptions = {},
): Promise<SeededGlweCiphertexts> {
  const { glweDimension: k, polynomialSize: size } = key;
  const rows = gadgets.reduce((sum, { levels }) => sum + levels * k, 0);
  const words = new BigUint64Array(rows * size);
  const out = halves(words);
  let at = 0;
  gadgets.forEach(({ baseLog, levels }, step) => {
    const moved = automorphedBits(key, expansionExponent(size, step));
    for (let level = 1; level <= levels; level++) {
      for (let i = 0; i < k * size; i++) storeShifted(out, at++, moved[i], 64 - baseLog * level);
    }
  });
  const rowDomains = { mask: domains.automorphismMask, noise: domains.automorphismNoise };
  return encryptRows(key, words, noise, rowDomains, multiplier, options);
}

/**
 * The key that makes GGSW ciphertexts of GLWE ones: GGSW(-S_i) for every i side by side, [level][input m][i] GLWE rows.
 * Row (j, m, i) encrypts S_m S_i q/B^j for m < k, and -S_i q/B^j for m = k. Source: eprint 2019/736 section 4.
 *
 * @throws KeyMismatchError if the multiplier's polynomials are of another size.
 */
export async function generateSchemeSwitchKey(
  key: GlweSecretKey,
  { baseLog, levels }: Gadget,
  noise: NoiseDistribution,
  multiplier: BinaryMultiplier,
  options: RowOptions = {},
): Promise<SeededGlweCiphertexts> {
  const { glweDimension: k, polynomialSize: size, bits } = key;
  const part = (i: number): Uint8Array => bits.subarray(i * size, (i + 1) * size);
  const products: BigInt64Array[][] = [];
  for (let m = 0; m < k; m++) {
    const row: BigInt64Array[] = [];
    for (let i = 0; i < k; i++) {
      const words = BigUint64Array.from(part(i), (bit) => BigInt(bit));
      const product = await multiplier.multiplyByBinary(words, part(m).slice(), { signal: options.signal });
      if (product.length !== size) throw otherSize(product.length, size);
      row.push(new BigInt64Array(product.buffer));
    }
    products.push(row);
  }
  const words = new BigUint64Array(levels * (k + 1) * k * size);
  const out = halves(words);
  let at = 0;
  for (let level = 1; level <= levels; level++) {
    for (let m = 0; m <= k; m++) {
      for (let i = 0; i < k; i++) {
        for (let c = 0; c < size; c++) {
          const value = m === k ? -bits[i * size + c] : Number(products[m][i][c]);
          storeShifted(out, at++, value, 64 - baseLog * level);
        }
      }
    }
  }
  const rowDomains = { mask: domains.schemeSwitchMask, noise: domains.schemeSwitchNoise };
  return encryptRows(key, words, noise, rowDomains, multiplier, options);
}

function otherSize(found: number, size: number): KeyMismatchError {
  return new KeyMismatchError({
    where: "generateSchemeSwitchKey(multiplier)",
    problem: `products of ${found} words`,
    allowed: `an engine for polynomials of size ${size}`,
    remedy: "open the engine with the key's shape",
  });
}
