/** Writes an approximate solution of A x = r to `out`: the better, the fewer iterations. */
export type Preconditioner = (r: Float64Array, out: Float64Array) => void;

/** Division by the diagonal of A. */
export function byDiagonal(diagonal: Float64Array): Preconditioner {
  return (r, out) => {
    for (let i = 0; i < r.length; i++) out[i] = r[i] / diagonal[i];
  };
}

/**
 * Solves A x = b for a symmetric positive semi-definite A given by its products, until
 * |A x - b| <= accuracy |b| (preconditioned conjugate gradients: Nocedal, Wright (2006), algorithm 5.3).
 */
export function conjugateGradient(
  times: (v: Float64Array) => Float64Array,
  b: Float64Array,
  precondition: Preconditioner,
  accuracy: number,
): Float64Array {
  const n = b.length;
  const x = new Float64Array(n);
  const residual = b.slice();
  const better = new Float64Array(n);
  precondition(residual, better);
  const direction = better.slice();
  const target = accuracy ** 2 * inner(b, b);
  let product = inner(residual, better);
  for (let iteration = 0; iteration < 2 * n && inner(residual, residual) > target; iteration++) {
    const image = times(direction);
    const curvature = inner(direction, image);
    // Rounding leaves no positive curvature: nothing more can be gained in this direction.
    if (!(curvature > 0)) break;
    const step = product / curvature;
    for (let i = 0; i < n; i++) {
      x[i] += step * direction[i];
      residual[i] -= step * image[i];
    }
    precondition(residual, better);
    const next = inner(residual, better);
    for (let i = 0; i < n; i++) direction[i] = better[i] + (next / product) * direction[i];
    product = next;
  }
  return x;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
