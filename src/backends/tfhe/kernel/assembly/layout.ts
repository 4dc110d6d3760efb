// Where things lie; the engine (layout.ts) computes the same numbers.
import { N } from "./size";

// A transformed polynomial is N/2 complex numbers: real parts, then imaginary parts IM bytes on.
// The extra cache lines keep the two streams out of each other's cache sets.
export const M: usize = <usize>N / 2;
export const IM: usize = M * 8 + 128;
export const ROW: usize = M * 16 + 320;

// An accumulator polynomial is N words of 8 bytes. The word before it holds minus its last word,
// so that a pair read across index 0 needs no case of its own.
export const ACC: usize = <usize>N * 8 + 64;
export const ACC_PAD: usize = 64;

export const TWIDDLES: usize = 1024;

// Constants the engine writes: w, w^2, w^3 of the root as six vectors, 3 and 3/2 2^20 as f64.
export const ROOT: usize = 512;
export const THREE: usize = 608;
export const ROUNDING: usize = 616;
