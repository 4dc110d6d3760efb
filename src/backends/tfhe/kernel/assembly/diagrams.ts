// Decision diagrams on ciphertexts that stay in this memory: expansion of a packed query, switch of its ciphertexts to
// GGSW, CMUX by groups that share a bit. A tape is a list of i32: an operation and its arguments, addresses in bytes.
// A GLWE ciphertext is k + 1 polynomials of N words, one behind the other.
import { centredDigits, PREPARED, prepareDigits } from "./centred-digits";
import { balancedStart } from "./digits";
import { automorphism, rotateInto, subtract } from "./glwe";
import { inverseExact } from "./inverse-exact";
import { inverseLast } from "./inverse-last";
import { IM, M, ROW } from "./layout";
import { forwardBlocks, forwardFirst, forwardTop, inverseRoot, inverseTop, multiplyBlocks } from "./schedule";
import { N } from "./size";
import { scatter } from "./transform";

const POLY: usize = <usize>N * 8;

// Runs a tape. rows: transformed polynomials, as many as the largest operation asks for; polys: k + 4 polynomials.
// outputs: words of a leaf.
export function runTape(tape: usize, bytes: i32, rows: usize, polys: usize, k: i32, outputs: i32): void {
  const end = tape + <usize>bytes;
  while (tape < end) {
    const op = load<i32>(tape);
    if (op == 0) tape = split(tape + 4, rows, polys, k);
    else if (op == 1) tape = switchScheme(tape + 4, rows, polys, k);
    else if (op == 2) tape = choose(tape + 4, rows, polys, k, outputs);
    else if (op == 3) tape = accumulate(tape + 4, k);
    else if (op == 4) tape = rotate(tape + 4, rows, polys, k);
    else tape = copy(tape + 4, k);
  }
}

// @ts-ignore: decorator
@inline function arg(tape: usize, index: usize): i32 {
  return load<i32>(tape + (index << 2));
}
// @ts-ignore: decorator
@inline function address(tape: usize, index: usize): usize {
  return <usize>load<u32>(tape + (index << 2));
}

function product(rows: usize, key: usize, count: i32, height: i32, columns: i32): void {
  // Products overwrite the digits' rows: with fewer of those than columns the buffer starts behind both.
  multiplyBlocks(rows, key, rows + <usize>(count * max(height, columns)) * ROW, count, height, columns);
}

// One step of expansion: zero = c + t(c), one = X^rotation (c - t(c)), t the automorphism X -> X^exponent and the
// keyswitch back. The key is in two parts, its columns' high halves and their low halves as signed words, side by side:
// sums of digits times 32-bit words are exact but for the rounding of the transforms, which the last pass
// takes off. Of the low halves only what reaches the torus is left, exact enough as it is. Arguments: source, zero, one (0: not wanted), key, constants, levels, exponent, rotation. `zero` may
// be the source.
function split(tape: usize, rows: usize, polys: usize, k: i32): usize {
  const source = address(tape, 0);
  const constants = address(tape, 4);
  const levels = arg(tape, 5);
  const exponent = arg(tape, 6);
  const work = polys + PREPARED;
  const moved = work + POLY;
  for (let i = 0; i < k; i++) {
    automorphism(source + <usize>i * POLY, work, exponent);
    prepareDigits(work, polys, constants);
    for (let level = 0; level < levels; level++) {
      const row = rows + <usize>(level * k + i) * ROW;
      centredDigits(polys, row, constants, level);
      forwardTop(row);
    }
  }
  memory.fill(moved, 0, <usize>k * POLY);
  automorphism(source + <usize>k * POLY, moved + <usize>k * POLY, exponent);
  product(rows, address(tape, 3), 1, k * levels, 2 * (k + 1));
  for (let c = 0; c <= k; c++) {
    const high = rows + <usize>c * ROW;
    inverseTop(high);
    inverseExact(high, moved + <usize>c * POLY);
    const low = rows + <usize>(k + 1 + c) * ROW;
    inverseTop(low);
    inverseLast(low, moved + <usize>c * POLY);
  }
  const zero = address(tape, 1);
  const one = address(tape, 2);
  const bytes = <usize>(k + 1) * POLY;
  if (one != 0) {
    for (let c: usize = 0; c < bytes; c += POLY) {
      subtract(source + c, moved + c, work, POLY);
      rotateInto(work, one + c, arg(tape, 7));
    }
  }
  if (zero != 0) add(source, moved, zero, bytes);
  return tape + 32;
}

// RLWE(m g) to its rows of GGSW(m): row k is the ciphertext itself, row i < k its product with GGSW(-s_i), side by side
// in one key. Arguments: source, ggsw, first row, rows of ggsw, key, constants, levels.
function switchScheme(tape: usize, rows: usize, polys: usize, k: i32): usize {
  const source = address(tape, 0);
  const ggsw = address(tape, 1);
  const first = arg(tape, 2);
  const height = arg(tape, 3);
  const constants = address(tape, 5);
  const levels = arg(tape, 6);
  const inputs = k + 1;
  const columns = k * inputs;
  transformDigits(source, rows, polys, constants, levels, inputs);
  product(rows, address(tape, 4), 1, inputs * levels, columns);
  for (let c = 0; c < columns; c++) {
    const row = rows + <usize>c * ROW;
    inverseTop(row);
    inverseRoot(row);
    fractions(row);
    forwardFirst(row);
    forwardTop(row);
    forwardBlocks(row);
    scatter(row, ggsw, first + c / inputs, c % inputs, height, inputs);
  }
  for (let c = 0; c < inputs; c++) {
    torus(source + <usize>c * POLY, rows);
    forwardFirst(rows);
    forwardTop(rows);
    forwardBlocks(rows);
    scatter(rows, ggsw, first + k, c, height, inputs);
  }
  return tape + 28;
}

// CMUX of several pairs by one bit: out = zero + GGSW (one - zero). A branch is a ciphertext or, where its address is 0,
// the leaf given besides: words of the body's first coefficients. Arguments: ggsw, constants, levels, base log, count;
// for each pair: out, zero, its leaf, one, its leaf.
function choose(tape: usize, rows: usize, polys: usize, k: i32, outputs: i32): usize {
  const constants = address(tape, 1);
  const levels = arg(tape, 2);
  const baseLog = arg(tape, 3);
  const count = arg(tape, 4);
  const inputs = k + 1;
  const height = inputs * levels;
  const step = <usize>max(height, inputs) * ROW;
  let pair = tape + 20;
  let row = rows;
  for (let i = 0; i < count; i++) {
    const zero = address(pair, 1);
    const one = address(pair, 3);
    if (zero == 0 && one == 0) {
      leafDigits(address(pair, 2), address(pair, 4), row, k, baseLog, levels, outputs);
    } else {
      difference(pair, polys + PREPARED, k, outputs);
      transformDigits(polys + PREPARED, row, polys, constants, levels, inputs);
    }
    start(pair, k, outputs);
    row += step;
    pair += 20;
  }
  product(rows, address(tape, 0), count, height, inputs);
  pair = tape + 20;
  row = rows;
  for (let i = 0; i < count; i++) {
    const out = address(pair, 0);
    for (let c = 0; c < inputs; c++) {
      inverseTop(row + <usize>c * ROW);
      inverseLast(row + <usize>c * ROW, out + <usize>c * POLY);
    }
    row += step;
    pair += 20;
  }
  return pair;
}

// out = X^exponent source where the bit is 1, else source. Arguments: ggsw, constants, levels, out, source, exponent. `out`
// is not the source.
function rotate(tape: usize, rows: usize, polys: usize, k: i32): usize {
  const levels = arg(tape, 2);
  const out = address(tape, 3);
  const source = address(tape, 4);
  const inputs = k + 1;
  const moved = polys + PREPARED;
  for (let c = 0; c < inputs; c++) {
    const at = <usize>c * POLY;
    rotateInto(source + at, moved + at, arg(tape, 5));
    subtract(moved + at, source + at, moved + at, POLY);
  }
  transformDigits(moved, rows, polys, address(tape, 1), levels, inputs);
  memory.copy(out, source, <usize>inputs * POLY);
  product(rows, address(tape, 0), 1, inputs * levels, inputs);
  for (let c = 0; c < inputs; c++) {
    inverseTop(rows + <usize>c * ROW);
    inverseLast(rows + <usize>c * ROW, out + <usize>c * POLY);
  }
  return tape + 24;
}

// target = source. Arguments: source, target.
function copy(tape: usize, k: i32): usize {
  memory.copy(address(tape, 1), address(tape, 0), <usize>(k + 1) * POLY);
  return tape + 8;
}

// target += source. Arguments: source, target.
function accumulate(tape: usize, k: i32): usize {
  const target = address(tape, 1);
  add(target, address(tape, 0), target, <usize>(k + 1) * POLY);
  return tape + 8;
}

// Digits of `inputs` polynomials, rows [level][input], all but the inner forward passes done.
function transformDigits(
  source: usize, rows: usize, prepared: usize, constants: usize, levels: i32, inputs: i32,
): void {
  for (let i = 0; i < inputs; i++) {
    prepareDigits(source, prepared, constants);
    for (let level = 0; level < levels; level++) {
      const row = rows + <usize>(level * inputs + i) * ROW;
      centredDigits(prepared, row, constants, level);
      forwardTop(row);
    }
    source += POLY;
  }
}

// The balanced digits of one leaf minus another: zero but for the first coefficients of the body.
function leafDigits(
  zero: usize, one: usize, rows: usize, k: i32, baseLog: i32, levels: i32, outputs: i32,
): void {
  memory.fill(rows, 0, <usize>((k + 1) * levels) * ROW);
  const mask = (<i64>1 << baseLog) - 1;
  for (let c: usize = 0; c < <usize>outputs; c++) {
    const word = load<u64>(one + (c << 3)) - load<u64>(zero + (c << 3));
    let state = balancedStart(word, <u64>(baseLog * levels));
    const place = c < M ? c << 3 : IM + ((c - M) << 3);
    for (let level = levels - 1; level >= 0; level--) {
      const field = state & mask;
      state >>= <i64>baseLog;
      const carry = (((field - 1) | state) & field) >> <i64>(baseLog - 1);
      state += carry;
      store<f64>(rows + <usize>(level * (k + 1) + k) * ROW + place, <f64>(field - (carry << <i64>baseLog)));
    }
  }
  for (let level = 0; level < levels; level++) {
    const row = rows + <usize>(level * (k + 1) + k) * ROW;
    forwardFirst(row);
    forwardTop(row);
  }
}

// dst = one - zero, where not both are leaves.
function difference(pair: usize, dst: usize, k: i32, outputs: i32): void {
  const zero = address(pair, 1);
  const one = address(pair, 3);
  const bytes = <usize>(k + 1) * POLY;
  const body = dst + <usize>k * POLY;
  if (one == 0) {
    negate(zero, dst, bytes);
    addLeaf(address(pair, 4), body, outputs);
  } else if (zero == 0) {
    memory.copy(dst, one, bytes);
    subtractLeaf(address(pair, 2), body, outputs);
  } else {
    subtract(one, zero, dst, bytes);
  }
}

// out = zero.
function start(pair: usize, k: i32, outputs: i32): void {
  const out = address(pair, 0);
  const zero = address(pair, 1);
  const bytes = <usize>(k + 1) * POLY;
  if (zero != 0) {
    memory.copy(out, zero, bytes);
  } else {
    memory.fill(out, 0, bytes);
    addLeaf(address(pair, 2), out + <usize>k * POLY, outputs);
  }
}

function addLeaf(leaf: usize, body: usize, outputs: i32): void {
  for (let c: usize = 0; c < (<usize>outputs) << 3; c += 8) {
    store<i64>(body + c, load<i64>(body + c) + load<i64>(leaf + c));
  }
}

function subtractLeaf(leaf: usize, body: usize, outputs: i32): void {
  for (let c: usize = 0; c < (<usize>outputs) << 3; c += 8) {
    store<i64>(body + c, load<i64>(body + c) - load<i64>(leaf + c));
  }
}

// dst = a + b; dst may be either.
function add(a: usize, b: usize, dst: usize, bytes: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    v128.store(dst + j, i64x2.add(v128.load(a + j), v128.load(b + j)));
  }
}

function negate(a: usize, dst: usize, bytes: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, i64x2.neg(v128.load(a + j)));
}

// Torus fractions of any size to those in [-1/2, 1/2], scaled for the way back from a later product.
function fractions(row: usize): void {
  const scale = f64x2.splat(1.0 / <f64>M);
  for (let j: usize = 0; j < M << 3; j += 16) {
    const re = v128.load(row + j);
    const im = v128.load(row + j, IM);
    v128.store(row + j, f64x2.mul(f64x2.sub(re, f64x2.nearest(re)), scale));
    v128.store(row + j, f64x2.mul(f64x2.sub(im, f64x2.nearest(im)), scale), IM);
  }
}

// Words as signed fractions of the torus, scaled alike: halves of 32 bits convert exactly and meet in one rounding.
function torus(src: usize, row: usize): void {
  const low = f64x2.splat(5.421010862427522e-20 / <f64>M); // 2^-64
  const high = f64x2.splat(2.3283064365386963e-10 / <f64>M); // 2^-32
  for (let j: usize = 0; j < M << 3; j += 16) {
    v128.store(row + j, fraction(v128.load(src + j), low, high));
    v128.store(row + j, fraction(v128.load(src + j + (M << 3)), low, high), IM);
  }
}

// @ts-ignore: decorator
@inline function fraction(words: v128, low: v128, high: v128): v128 {
  const lows = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(words, words, 0, 2, 0, 2));
  const highs = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(words, words, 1, 3, 1, 3));
  return f64x2.add(f64x2.mul(lows, low), f64x2.mul(highs, high));
}
