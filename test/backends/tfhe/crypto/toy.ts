/** Small, insecure parameter sets: right answers in milliseconds, formulas exact all the same. */
import type { TfheParameters } from "../../../../src/backends/tfhe/params/index.ts";

/** One GLWE polynomial, one level: the shape of the fast sets. */
export const toy: TfheParameters = {
  lweDimension: 24,
  glweDimension: 1,
  polynomialSize: 256,
  lweNoise: { kind: "tuniform", boundLog2: 8 },
  glweNoise: { kind: "tuniform", boundLog2: 12 },
  bootstrap: { baseLog: 18, levels: 1 },
  keyswitch: { baseLog: 4, levels: 4, modulusLog: 32 },
};

/** Two polynomials and levels, and a 64-bit keyswitch. */
export const toyWide: TfheParameters = {
  lweDimension: 20,
  glweDimension: 2,
  polynomialSize: 128,
  lweNoise: { kind: "gaussian", standardDeviation: 2 ** -24 },
  glweNoise: { kind: "gaussian", standardDeviation: 2 ** -50 },
  bootstrap: { baseLog: 12, levels: 2 },
  keyswitch: { baseLog: 5, levels: 3, modulusLog: 64 },
};
