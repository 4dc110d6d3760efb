import type { NoiseDistribution, SecurityLevel } from "../params/index.ts";

/** Everything both sides must agree on; public. Dimensions as usual in TFHE, q = 2^64. */
export interface LevelledParameters {
  readonly security: SecurityLevel;
  /** k: mask polynomials of a GLWE ciphertext. */
  readonly glweDimension: number;
  /** N: coefficients of a polynomial, a power of two. */
  readonly polynomialSize: number;
  readonly noise: NoiseDistribution;
  /** Torus units squared. */
  readonly noiseVariance: number;
  /** Features a ciphertext holds; the last one may hold fewer. */
  readonly width: number;
  /** Outputs computed in one answer ciphertext. */
  readonly outputsPerAnswer: number;
  /** Bits of a body word that travel to the server. */
  readonly bodyBits: number;
  /** Bits of an answer's words that travel back. */
  readonly answerBits: number;
  /** f of the flooding noise, uniform on (-2^f, 2^f) / 2^64, or null where model privacy is off. */
  readonly floodLog2: number | null;
}
