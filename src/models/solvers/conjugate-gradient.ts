/**
 * Solves A x = b for a symmetric positive semi-definite A given by its products, with a diagonal
 * preconditioner, until |A x - b| <= accuracy |b| (Nocedal, Wright (2006), algorithm 5.3).
 */
export function conjugateGradient(
  times: (v: Float64Array) => Float64Array,
  b: Float64Array,
  diagonal: Float64Array,
  accuracy: number,
): Float64Array {
  const n = b.length;
  const x = new Float64Array(n);
  const residual = b.slice();
  const preconditioned = residual.map((r, i) => r / diagonal[i]);
  const direction = preconditioned.slice();
  const target = accuracy ** 2 * inner(b, b);
  let product = inner(residual, preconditioned);
  for (let iteration = 0; iteration < 2 * n && inner(residual, residual) > target; iteration++) {
    const image = times(direction);
    const curvature = inner(direction, image);
    // Rounding leaves no positive curvature: nothing more can be gained in this direction.
    if (!(curvature > 0)) break;
    const step = product / curvature;
    for (let i = 0; i < n; i++) {
      x[i] += step * direction[i];
      residual[i] -= step * image[i];
      preconditioned[i] = residual[i] / diagonal[i];
    }
    const next = inner(residual, preconditioned);
    for (let i = 0; i < n; i++) direction[i] = preconditioned[i] + (next / product) * direction[i];
    product = next;
  }
  return x;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
