/**
 * Products with a row-major matrix X of shape [n, d]: where fits spend their time. Several rows and outputs
 * are worked on at once, so that each number is loaded once for all of them and sums do not wait for each
 * other. Inner loops declare their variables one by one: destructuring there costs a factor of six.
 */

/** Z = X V^T: z[i * K + a] = sum over j of x[i * d + j] v[a * d + j], for V of shape [K, d]. */
export function timesTransposed(
  x: Float64Array,
  d: number,
  v: Float64Array,
  K: number,
  z: Float64Array,
): Float64Array {
  const n = z.length / K;
  // Tiles of two rows and four outputs, then four rows for each output left over.
  const tiled = K - (K % 4);
  const [pairs, fours] = [n - (n % 2), n - (n % 4)];
  for (let i = 0; i < pairs; i += 2) {
    for (let a = 0; a < tiled; a += 4) twoByFour(x, i * d, v, a * d, d, z, i * K + a, K);
  }
  if (pairs < n) for (let a = 0; a < tiled; a++) z[pairs * K + a] = dotAt(x, pairs * d, v, a * d, d);
  for (let a = tiled; a < K; a++) {
    for (let i = 0; i < fours; i += 4) fourByOne(x, i * d, v, a * d, d, z, i * K + a, K);
    for (let i = fours; i < n; i++) z[i * K + a] = dotAt(x, i * d, v, a * d, d);
  }
  return z;
}

function twoByFour(
  x: Float64Array,
  from: number,
  v: Float64Array,
  at: number,
  d: number,
  z: Float64Array,
  to: number,
  K: number,
): void {
  let p0 = 0;
  let p1 = 0;
  let p2 = 0;
  let p3 = 0;
  let q0 = 0;
  let q1 = 0;
  let q2 = 0;
  let q3 = 0;
  const from1 = from + d;
  const at1 = at + d;
  const at2 = at1 + d;
  const at3 = at2 + d;
  for (let j = 0; j < d; j++) {
    const s = x[from + j];
    const t = x[from1 + j];
    const v0 = v[at + j];
    const v1 = v[at1 + j];
    const v2 = v[at2 + j];
    const v3 = v[at3 + j];
    p0 += s * v0;
    p1 += s * v1;
    p2 += s * v2;
    p3 += s * v3;
    q0 += t * v0;
    q1 += t * v1;
    q2 += t * v2;
    q3 += t * v3;
  }
  z[to] = p0;
  z[to + 1] = p1;
  z[to + 2] = p2;
  z[to + 3] = p3;
  z[to + K] = q0;
  z[to + K + 1] = q1;
  z[to + K + 2] = q2;
  z[to + K + 3] = q3;
}

function fourByOne(
  x: Float64Array,
  from: number,
  v: Float64Array,
  at: number,
  d: number,
  z: Float64Array,
  to: number,
  K: number,
): void {
  let p0 = 0;
  let p1 = 0;
  let p2 = 0;
  let p3 = 0;
  const from1 = from + d;
  const from2 = from1 + d;
  const from3 = from2 + d;
  for (let j = 0; j < d; j++) {
    const s = v[at + j];
    p0 += s * x[from + j];
    p1 += s * x[from1 + j];
    p2 += s * x[from2 + j];
    p3 += s * x[from3 + j];
  }
  z[to] = p0;
  z[to + K] = p1;
  z[to + 2 * K] = p2;
  z[to + 3 * K] = p3;
}

/** Sum of x[from + j] v[at + j] over j below d. */
function dotAt(x: Float64Array, from: number, v: Float64Array, at: number, d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += x[from + j] * v[at + j];
  return sum;
}

/** Adds R^T X to `out` of shape [K, d]: out[a * d + j] += sum over i of r[i * K + a] x[i * d + j]. */
export function addTransposedTimes(
  r: Float64Array,
  K: number,
  x: Float64Array,
  d: number,
  out: Float64Array,
): Float64Array {
  const n = r.length / K;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    let a = 0;
    for (; a + 2 <= K; a += 2) addFourRows(r, i * K + a, K, x, i * d, d, out, a * d, 1);
    for (; a < K; a++) addFourRows(r, i * K + a, K, x, i * d, d, out, a * d, 0);
  }
  for (; i < n; i++) {
    for (let a = 0; a < K; a++) {
      const s = r[i * K + a];
      for (let j = 0, to = a * d; j < d; j++) out[to++] += s * x[i * d + j];
    }
  }
  return out;
}

/** Four rows of X times their factors, added to one output, and to the next one too where `more` is 1. */
function addFourRows(
  r: Float64Array,
  at: number,
  K: number,
  x: Float64Array,
  from: number,
  d: number,
  out: Float64Array,
  to: number,
  more: 0 | 1,
): void {
  const s0 = r[at];
  const s1 = r[at + K];
  const s2 = r[at + 2 * K];
  const s3 = r[at + 3 * K];
  const from1 = from + d;
  const from2 = from1 + d;
  const from3 = from2 + d;
  if (more === 0) {
    for (let j = 0; j < d; j++) {
      out[to + j] += s0 * x[from + j] + s1 * x[from1 + j] + (s2 * x[from2 + j] + s3 * x[from3 + j]);
    }
    return;
  }
  const t0 = r[at + 1];
  const t1 = r[at + 1 + K];
  const t2 = r[at + 1 + 2 * K];
  const t3 = r[at + 1 + 3 * K];
  const next = to + d;
  for (let j = 0; j < d; j++) {
    const y0 = x[from + j];
    const y1 = x[from1 + j];
    const y2 = x[from2 + j];
    const y3 = x[from3 + j];
    out[to + j] += s0 * y0 + s1 * y1 + (s2 * y2 + s3 * y3);
    out[next + j] += t0 * y0 + t1 * y1 + (t2 * y2 + t3 * y3);
  }
}

/**
 * Adds X^T diag(h) X to the lower triangle of the square matrix whose entry (j, k) is at
 * out[start + j * stride + k], for the rows listed. What it leaves above the diagonal means nothing.
 */
export function addWeightedGram(
  x: Float64Array,
  d: number,
  h: Float64Array,
  rows: Uint32Array,
  out: Float64Array,
  stride: number = d,
  start = 0,
): void {
  const n = rows.length;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const [i0, i1, i2, i3] = [rows[i], rows[i + 1], rows[i + 2], rows[i + 3]];
    const [x0, x1, x2, x3] = [i0 * d, i1 * d, i2 * d, i3 * d];
    const [h0, h1, h2, h3] = [h[i0], h[i1], h[i2], h[i3]];
    for (let j = 0; j < d; j += 2) {
      // Two rows of the result at once; the last one of an odd number is paired with nothing.
      const more = j + 1 < d ? 1 : 0;
      const s0 = h0 * x[x0 + j];
      const s1 = h1 * x[x1 + j];
      const s2 = h2 * x[x2 + j];
      const s3 = h3 * x[x3 + j];
      const t0 = more * h0 * x[x0 + j + more];
      const t1 = more * h1 * x[x1 + j + more];
      const t2 = more * h2 * x[x2 + j + more];
      const t3 = more * h3 * x[x3 + j + more];
      const to = start + j * stride;
      const next = to + more * stride;
      for (let k = 0; k <= j + more; k++) {
        const y0 = x[x0 + k];
        const y1 = x[x1 + k];
        const y2 = x[x2 + k];
        const y3 = x[x3 + k];
        out[to + k] += s0 * y0 + s1 * y1 + (s2 * y2 + s3 * y3);
        out[next + k] += t0 * y0 + t1 * y1 + (t2 * y2 + t3 * y3);
      }
    }
  }
  for (; i < n; i++) {
    const from = rows[i] * d;
    for (let j = 0; j < d; j++) {
      const s = h[rows[i]] * x[from + j];
      for (let k = 0, to = start + j * stride; k <= j; k++) out[to++] += s * x[from + k];
    }
  }
}
