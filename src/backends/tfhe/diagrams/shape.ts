import type { GadgetShape, NoiseDistribution, SecurityLevel } from "../params/index.ts";

/** Everything both sides of a circuit of decision diagrams must agree on; public. q = 2^64. */
export interface DiagramParameters {
  readonly security: SecurityLevel;
  /** k: mask polynomials of a GLWE ciphertext. */
  readonly glweDimension: number;
  /** N: coefficients of a polynomial, a power of two. */
  readonly polynomialSize: number;
  /** Of fresh ciphertexts and of all keys. */
  readonly noise: NoiseDistribution;
  /** Packed ciphertexts of a query. */
  readonly ciphertexts: number;
  /** Keyswitch gadget of each step of the expansion; as many steps as a packed ciphertext has bits of index. */
  readonly expansion: readonly GadgetShape[];
  /** Gadget of the key that makes GGSW ciphertexts. */
  readonly schemeSwitch: GadgetShape;
  /** Gadget of the GGSW ciphertexts: its levels travel as one coefficient each. */
  readonly query: GadgetShape;
  /** Top bits of the torus that the results take: sums are modulo 2^precision. */
  readonly precision: number;
  /** Top bits of a query's body words that travel. */
  readonly queryBits: number;
  /** Top bits of the keys' body words that travel. */
  readonly keyBits: number;
  /** Top bits of an answer's words that travel. */
  readonly answerBits: number;
  /** f of the flooding noise, uniform on (-2^f, 2^f) / 2^64, or null where model privacy is off. */
  readonly floodLog2: number | null;
}

/** Steps of the expansion. */
export function expansionSteps({ expansion }: Pick<DiagramParameters, "expansion">): number {
  return expansion.length;
}
