// Rotations, automorphisms and sums of torus polynomials. Nothing here is hot: once a ciphertext.
import { ACC } from "./layout";
import { N } from "./size";

// dst = X^exponent src for 0 <= exponent < 2N. N words each, no overlap.
export function rotateInto(src: usize, dst: usize, exponent: i32): void {
  const full = exponent & (N - 1);
  const flip = exponent >= N;
  const count = (<usize>(N - full)) << 3;
  const head = (<usize>full) << 3;
  for (let j: usize = 0; j < count; j += 8) {
    const word = load<i64>(src + j);
    store<i64>(dst + head + j, flip ? -word : word);
  }
  for (let j: usize = 0; j < head; j += 8) {
    const word = load<i64>(src + count + j);
    store<i64>(dst + j, flip ? word : -word);
  }
}

// dst = src(X^exponent) for odd exponent. N words each, no overlap.
export function automorphism(src: usize, dst: usize, exponent: i32): void {
  let to = 0;
  for (let j = 0; j < N; j++) {
    const word = load<i64>(src + ((<usize>j) << 3));
    store<i64>(dst + ((<usize>(to & (N - 1))) << 3), to >= N ? -word : word);
    to = (to + exponent) & (2 * N - 1);
  }
}

// dst = a - b, `bytes` bytes, a multiple of 16.
export function subtract(a: usize, b: usize, dst: usize, bytes: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    v128.store(dst + j, i64x2.sub(v128.load(a + j), v128.load(b + j)));
  }
}

// LWE mask and body of coefficient `position`; glwe: k + 1 polynomials `stride` bytes apart.
export function sampleExtract(glwe: usize, stride: usize, dst: usize, k: i32, position: i32): void {
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= position; j++) {
      store<i64>(dst + ((<usize>j) << 3), load<i64>(glwe + ((<usize>(position - j)) << 3)));
    }
    for (let j = position + 1; j < N; j++) {
      store<i64>(dst + ((<usize>j) << 3), -load<i64>(glwe + ((<usize>(N + position - j)) << 3)));
    }
    dst += (<usize>N) << 3;
    glwe += stride;
  }
  store<i64>(dst, load<i64>(glwe + ((<usize>position) << 3)));
}

// accs = X^(-b) times the lookups, b the last of n + 1 exponents. src: for every ciphertext one
// polynomial (trivial: the masks are zero) or `columns` of them; accs: ACC bytes apart.
export function startAccumulators(
  src: usize,
  accs: usize,
  exponents: usize,
  n: i32,
  count: i32,
  columns: i32,
  trivial: bool,
): void {
  const bytes = (<usize>N) << 3;
  for (let c = 0; c < count; c++) {
    const exponent = -load<i32>(exponents + ((<usize>n) << 2)) & (2 * N - 1);
    for (let i = 0; i < columns; i++) {
      if (trivial && i < columns - 1) {
        memory.fill(accs, 0, bytes);
      } else {
        rotateInto(src, accs, exponent);
        src += bytes;
      }
      accs += ACC;
    }
    exponents += (<usize>(n + 1)) << 2;
  }
}

// The last of `columns` polynomials of N words; the ones before stay.
export function copyBody(src: usize, dst: usize, columns: i32): void {
  const start = (<usize>(columns - 1) * <usize>N) << 3;
  memory.copy(dst + start, src + start, (<usize>N) << 3);
}
