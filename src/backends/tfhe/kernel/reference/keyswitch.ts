import { usesBalancedKeyswitchDigits, type KeyswitchShape } from "../shape.ts";
import { balancedDigits, offsetDigits } from "./decomposition.ts";

/**
 * One LWE ciphertext to another key: out = (0, ..., 0, b) - sum over i, j of digit_ij KSK_ij.
 *
 * @param input n_in + 1 words, mask then body.
 * @param key [n_in][levels][n_out + 1] words modulo 2^modulusLog.
 * @returns n_out + 1 words modulo 2^modulusLog; a 32-bit target keeps the top 32 bits of b, rounded.
 */
export function keyswitch(
  input: BigUint64Array,
  key: BigUint64Array | Uint32Array,
  shape: KeyswitchShape,
): BigUint64Array {
  const { inputDimension, outputDimension, levels, modulusLog } = shape;
  const width = outputDimension + 1;
  const decompose = usesBalancedKeyswitchDigits(shape) ? balancedDigits : offsetDigits;
  const sums = new Array<bigint>(width).fill(0n);
  const body = input[inputDimension];
  sums[outputDimension] = modulusLog === 64 ? body : (body + (1n << 31n)) >> 32n;
  for (let i = 0; i < inputDimension; i++) {
    decompose(input[i], shape).forEach((digit, j) => {
      const row = (i * levels + j) * width;
      for (let c = 0; c < width; c++) sums[c] -= digit * BigInt(key[row + c]);
    });
  }
  return BigUint64Array.from(sums, (sum) => BigInt.asUintN(modulusLog, sum));
}
