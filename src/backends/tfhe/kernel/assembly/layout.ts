// Where things lie; the engine (layout.ts) computes the same numbers.
import { N } from "./size";

// A transformed polynomial is N/2 complex numbers: real parts, then imaginary parts IM bytes on.
// The extra cache line keeps the two streams out of each other's cache sets.
export const M: usize = <usize>N / 2;
export const IM: usize = M * 8 + 64;
export const ROW: usize = M * 16 + 128;

// An accumulator polynomial is N words of 8 bytes. The word before it holds minus its last word,
// so that a pair read across index 0 needs no case of its own.
export const ACC: usize = <usize>N * 8 + 64;
export const ACC_PAD: usize = 64;

export const TWIDDLES: usize = 1024;

// Constants the engine writes: 3 as f64.
export const THREE: usize = 512;
