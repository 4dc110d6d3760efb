/**
 * Solves A x = b for a symmetric positive definite A, scaled to a unit diagonal first, so that variables
 * of very different units do not spoil each other.
 *
 * @param A - Row-major n x n; only the lower triangle is read; not changed.
 * @returns The solution, or undefined when A is not positive definite to working precision.
 */
export function solveCholesky(A: Float64Array, b: Float64Array): Float64Array | undefined {
  const n = b.length;
  const L = new Float64Array(n * n);
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (!(A[i * n + i] > 0)) return undefined;
    scale[i] = 1 / Math.sqrt(A[i * n + i]);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * n + j] * scale[i] * scale[j];
      for (let k = 0; k < j; k++) sum -= L[i * n + k] * L[j * n + k];
      if (i !== j) L[i * n + j] = sum / L[j * n + j];
      // The diagonal began as 1: what is left of it below this is rounding noise.
      else if (sum > n * 4 * Number.EPSILON) L[i * n + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  const x = b.map((value, i) => value * scale[i]);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= L[i * n + k] * x[k];
    x[i] /= L[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= L[k * n + i] * x[k];
    x[i] /= L[i * n + i];
  }
  for (let i = 0; i < n; i++) x[i] *= scale[i];
  return x;
}
