/** a b modulo X^N + 1 and 2^64, by the definition. */
export function multiplyNegacyclic(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  const n = a.length;
  const out = Array<bigint>(n).fill(0n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const product = a[i] * b[j];
      out[(i + j) % n] += i + j < n ? product : -product;
    }
  }
  return out.map((value) => BigInt.asUintN(64, value));
}
