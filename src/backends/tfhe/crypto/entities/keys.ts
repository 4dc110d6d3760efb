/** Public evaluation material, seeded: masks are streams, bodies travel. Row orders are the engine's. */
import type { Gadget } from "../../kernel/index.ts";
import type { SeededGlweCiphertexts } from "./ciphertexts.ts";

/**
 * GGSW encryptions of bits, [count][levels][k + 1] GLWE rows: for level j (weight q/B^j), row r < k
 * encrypts -S_r m q/B^j and row k encrypts m q/B^j.
 */
export interface SeededGgsw extends SeededGlweCiphertexts {
  readonly gadget: Gadget;
}

/**
 * GLWE keyswitching keys, [count][k][levels] GLWE rows: row (i, j) encrypts S_i q/B^j of the key
 * switched from. Automorphism keys hold S_i(X^g) of the same key; one key a g.
 */
export interface SeededGlweKeyswitchKeys extends SeededGlweCiphertexts {
  readonly gadget: Gadget;
}

/** Keyswitching keys with the exponents g they are for. */
export interface AutomorphismKeys extends SeededGlweKeyswitchKeys {
  /** Odd, in (0, 2N). */
  readonly exponents: readonly number[];
}

/**
 * Packs LWE ciphertexts of dimension n_in into a GLWE ciphertext: [n_in][levels] GLWE rows, row (i, j)
 * encrypts the constant s_i q/B^j.
 */
export interface PackingKey extends SeededGlweCiphertexts {
  readonly gadget: Gadget;
  /** n_in. */
  readonly inputDimension: number;
}
