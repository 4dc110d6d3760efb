/** Arithmetic modulo 2^64 on bigints: what every reference here is written with. Slow, readable. */

const MASK = (1n << 64n) - 1n;

/** x modulo 2^64, in [0, 2^64). */
export function wrap(x: bigint): bigint {
  return x & MASK;
}

/** The representative of x modulo 2^64 in [-2^63, 2^63). */
export function signed(x: bigint): bigint {
  return BigInt.asIntN(64, x);
}

/** The representative of x modulo 2N in [0, 2N). */
export function modulo(x: number, period: number): number {
  return ((x % period) + period) % period;
}
