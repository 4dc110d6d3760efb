/** The Cholesky factor of a symmetric positive definite matrix, scaled to a unit diagonal first. */
export interface CholeskyFactor {
  /** Lower triangle of the scaled matrix's factor, row-major n x n. */
  readonly L: Float64Array;
  /** 1 / square root of the diagonal: variables of different units do not spoil each other. */
  readonly scale: Float64Array;
}

/**
 * Factorises A, or answers undefined when A is not positive definite to working precision.
 *
 * @param A - Row-major n x n; only the lower triangle is read; not changed.
 */
export function factorise(A: Float64Array, n: number): CholeskyFactor | undefined {
  const L = new Float64Array(n * n);
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (!(A[i * n + i] > 0)) return undefined;
    scale[i] = 1 / Math.sqrt(A[i * n + i]);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * n + j] * scale[i] * scale[j];
      for (let k = 0, a = i * n, b = j * n; k < j; k++) sum -= L[a++] * L[b++];
      if (i !== j) L[i * n + j] = sum / L[j * n + j];
      // The diagonal began as 1: what is left of it below this is rounding noise.
      else if (sum > n * 4 * Number.EPSILON) L[i * n + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return { L, scale };
}

/** Solves A x = b by the factor of A; writes x to `out`, which may be `b`. */
export function solveFactored({ L, scale }: CholeskyFactor, b: Float64Array, out: Float64Array): void {
  const n = scale.length;
  for (let i = 0; i < n; i++) {
    let sum = b[i] * scale[i];
    for (let k = 0, at = i * n; k < i; k++) sum -= L[at++] * out[k];
    out[i] = sum / L[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) out[i] -= L[k * n + i] * out[k];
    out[i] /= L[i * n + i];
  }
  for (let i = 0; i < n; i++) out[i] *= scale[i];
}

/** Solves A x = b for a symmetric positive definite A; undefined when A is not. */
export function solveCholesky(A: Float64Array, b: Float64Array): Float64Array | undefined {
  const factor = factorise(A, b.length);
  if (!factor) return undefined;
  const x = new Float64Array(b.length);
  solveFactored(factor, b, x);
  return x;
}
