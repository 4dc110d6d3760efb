import type { Tensor } from "../../core/index.ts";

/** Solution of a least-squares problem. */
export interface LeastSquares {
  /** Length d; of all minimisers the one of least norm. */
  readonly coef: Float64Array;
  /** Number of linearly independent columns, to working precision. */
  readonly rank: number;
}

/** A pivot below this share of its column's norm may mean a collinear column: then the SVD decides. */
const DOUBTFUL_PIVOT = 1e-9;

/**
 * Minimises |A x - b|: Householder QR (Golub, Van Loan (2013), section 5.2), or, where columns are nearly
 * collinear or outnumber the rows, the singular value decomposition of its triangle, with singular values
 * below max(n, d) * 2^-52 times the greatest taken as zero (LAPACK's and scikit-learn's rule).
 *
 * @param A - Shape [n, d].
 * @param b - Length n.
 */
export async function leastSquares(A: Tensor, b: Float64Array): Promise<LeastSquares> {
  const [rows, columns] = A.shape;
  const { R, rhs, doubtful } = triangularise(A, b);
  if (rows < columns || doubtful) return minimumNorm(R, rhs, Math.max(rows, columns));
  const coef = rhs.slice(0, columns);
  for (let j = columns - 1; j >= 0; j--) {
    for (let k = j + 1; k < columns; k++) coef[j] -= R[k][j] * coef[k];
    coef[j] /= R[j][j];
  }
  return { coef, rank: columns };
}

interface Triangle {
  /** Columns of the triangle: R[j][i] is row i of column j; shape [d][min(n, d)]. */
  readonly R: Float64Array[];
  /** Q^T b, its first min(n, d) entries. */
  readonly rhs: Float64Array;
  readonly doubtful: boolean;
}

function triangularise(A: Tensor, b: Float64Array): Triangle {
  const [rows, columns] = A.shape;
  // Column by column, so that the inner loops run over neighbouring memory.
  const Q = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => A.data[i * columns + j]),
  );
  const norms = Q.map((column) => norm(column, 0));
  const rhs = b.slice();
  const height = Math.min(rows, columns);
  let doubtful = false;
  for (let j = 0; j < height; j++) {
    const v = Q[j];
    const length = norm(v, j);
    if (!(length > DOUBTFUL_PIVOT * norms[j])) doubtful = true;
    if (length === 0) continue;
    const pivot = v[j] > 0 ? -length : length;
    // v becomes the reflector (its pivot kept aside); beta = 2 / |v|^2.
    v[j] -= pivot;
    const beta = -1 / (pivot * v[j]);
    for (let k = j + 1; k < columns; k++) reflect(Q[k], v, beta, j);
    reflect(rhs, v, beta, j);
    v[j] = pivot;
    v.fill(0, j + 1);
  }
  return { R: Q.map((column) => column.slice(0, height)), rhs: rhs.slice(0, height), doubtful };
}

function reflect(column: Float64Array, v: Float64Array, beta: number, from: number): void {
  let sum = 0;
  for (let i = from; i < column.length; i++) sum += v[i] * column[i];
  sum *= beta;
  for (let i = from; i < column.length; i++) column[i] -= sum * v[i];
}

function norm(column: Float64Array, from: number): number {
  let largest = 0;
  for (let i = from; i < column.length; i++) largest = Math.max(largest, Math.abs(column[i]));
  if (largest === 0) return 0;
  let sum = 0;
  for (let i = from; i < column.length; i++) sum += (column[i] / largest) ** 2;
  return largest * Math.sqrt(sum);
}

async function minimumNorm(R: Float64Array[], rhs: Float64Array, size: number): Promise<LeastSquares> {
  const { Matrix, SingularValueDecomposition } = await import("ml-matrix");
  const svd = new SingularValueDecomposition(new Matrix(R).transpose(), { autoTranspose: true });
  const { leftSingularVectors: U, rightSingularVectors: V, diagonal } = svd;
  const cutoff = Math.max(...diagonal) * size * Number.EPSILON;
  const coef = new Float64Array(R.length);
  let rank = 0;
  for (let k = 0; k < diagonal.length; k++) {
    if (diagonal[k] <= cutoff) continue;
    rank++;
    let projection = 0;
    for (let i = 0; i < rhs.length; i++) projection += U.get(i, k) * rhs[i];
    for (let j = 0; j < coef.length; j++) coef[j] += (projection / diagonal[k]) * V.get(j, k);
  }
  return { coef, rank };
}
