// Replaced by the build script: one module is compiled for every N, with and without relaxed SIMD.
export const N: i32 = 2048;
export const RELAXED: bool = true;
