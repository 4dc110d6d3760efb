// Complex products on two lanes. With relaxed SIMD the second product is fused into the sum.
import { RELAXED } from "./size";

// a b + c, rounded once where the machine can.
// @ts-ignore: decorator
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

// c - a b.
// @ts-ignore: decorator
@inline export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f64x2.relaxed_nmadd(a, b, c);
  return f64x2.sub(c, f64x2.mul(a, b));
}

// Real and imaginary part of (xr + i xi)(wr + i wi).
// @ts-ignore: decorator
@inline export function mulRe(xr: v128, xi: v128, wr: v128, wi: v128): v128 {
  return nmadd(xi, wi, f64x2.mul(xr, wr));
}
// @ts-ignore: decorator
@inline export function mulIm(xr: v128, xi: v128, wr: v128, wi: v128): v128 {
  return madd(xi, wr, f64x2.mul(xr, wi));
}

// The same with the conjugate of w.
// @ts-ignore: decorator
@inline export function conjRe(xr: v128, xi: v128, wr: v128, wi: v128): v128 {
  return madd(xi, wi, f64x2.mul(xr, wr));
}
// @ts-ignore: decorator
@inline export function conjIm(xr: v128, xi: v128, wr: v128, wi: v128): v128 {
  return nmadd(xr, wi, f64x2.mul(xi, wr));
}
