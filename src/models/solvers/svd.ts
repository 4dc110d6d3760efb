import { Tensor } from "../../core/index.ts";

/** Singular values, greatest first, and the right singular vectors that belong to them. */
export interface RightSvd {
  readonly values: Float64Array;
  /** One vector a row, shape [d, d]. */
  readonly vectors: Tensor;
}

/**
 * Singular values and right singular vectors of a matrix with any number of rows: columns are rotated in
 * pairs until all are orthogonal (one-sided Jacobi; Demmel, Veselic (1992), Jacobi's method is more
 * accurate than QR).
 */
export function rightSvd(X: Tensor): RightSvd {
  const d = X.shape[1];
  const columns = Array.from({ length: d }, (_, j) => Float64Array.from(X, (row) => row[j]));
  const vectors = Array.from({ length: d }, (_, j) =>
    Float64Array.from({ length: d }, (_, i) => (i === j ? 1 : 0)),
  );
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false;
    for (let p = 0; p < d; p++) {
      for (let q = p + 1; q < d; q++) {
        const [a, b, c] = [
          dot(columns[p], columns[p]),
          dot(columns[q], columns[q]),
          dot(columns[p], columns[q]),
        ];
        if (Math.abs(c) <= 1e-15 * Math.sqrt(a * b)) continue;
        rotated = true;
        const zeta = (b - a) / (2 * c);
        const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const cosine = 1 / Math.hypot(1, t);
        rotate(columns[p], columns[q], cosine, cosine * t);
        rotate(vectors[p], vectors[q], cosine, cosine * t);
      }
    }
  }
  const sizes = columns.map((column) => Math.sqrt(dot(column, column)));
  const order = Array.from(sizes.keys()).sort((i, j) => sizes[j] - sizes[i]);
  const sorted = Tensor.zeros([d, d]);
  order.forEach((j, k) => {
    sorted.row(k).set(vectors[j]);
  });
  return { values: Float64Array.from(order, (j) => sizes[j]), vectors: sorted };
}

function rotate(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < x.length; i++) {
    const kept = x[i];
    x[i] = cosine * kept - sine * y[i];
    y[i] = sine * kept + cosine * y[i];
  }
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}
