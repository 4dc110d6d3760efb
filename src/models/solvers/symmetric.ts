import { solveCholesky } from "./cholesky.ts";

/** Eigenvalues of a unit-diagonal matrix below this share of the greatest count as zero. */
const RELATIVE_CUTOFF = 1e-13;

/**
 * Solves A x = b for a symmetric positive semi-definite A: by Cholesky where it is definite, otherwise the
 * least-squares solution of least norm (in variables scaled to a unit diagonal) by its eigenvectors.
 *
 * @param A - Row-major n x n; only the lower triangle is read.
 */
export async function solveSymmetric(A: Float64Array, b: Float64Array): Promise<Float64Array> {
  return solveCholesky(A, b) ?? (await solveByEigenvectors(A, b));
}

async function solveByEigenvectors(A: Float64Array, b: Float64Array): Promise<Float64Array> {
  // Collinear columns are rare: the package is loaded when one turns up.
  const { EigenvalueDecomposition, Matrix } = await import("ml-matrix");
  const n = b.length;
  const scale = Float64Array.from({ length: n }, (_, i) =>
    A[i * n + i] > 0 ? 1 / Math.sqrt(A[i * n + i]) : 0,
  );
  const scaled = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = A[i * n + j] * scale[i] * scale[j];
      scaled.set(i, j, value);
      scaled.set(j, i, value);
    }
  }
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(scaled, {
    assumeSymmetric: true,
  });
  const cutoff = RELATIVE_CUTOFF * n * Math.max(...values);
  const x = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (values[k] <= cutoff) continue;
    let projection = 0;
    for (let i = 0; i < n; i++) projection += vectors.get(i, k) * b[i] * scale[i];
    for (let i = 0; i < n; i++) x[i] += (projection / values[k]) * vectors.get(i, k) * scale[i];
  }
  return x;
}
