import type { NoiseKind } from "../distribution.ts";
import type { SecurityLevel } from "../security.ts";

/**
 * One thing that must not fail: a table lookup, or an output at decryption. Its noise is
 * bootstrapNorm V_br + freshNorm V_fresh + [keyswitched] V_ks + [droppedBits] V_ms,
 * and must stay below half a box but for the probability asked for.
 */
export interface NoiseConstraint {
  /** Squared 2-norm of the integer weights on bootstrapped ciphertexts, those of one rotation added first. */
  readonly bootstrapNorm: number;
  /** Squared 2-norm of the integer weights on fresh ciphertexts under the large key. */
  readonly freshNorm: number;
  /** Whether a keyswitch to the small key comes before the decision. */
  readonly keyswitched: boolean;
  /**
   * Bits the modulus switch to 2N drops besides, for interleaved tables (0 for a single one); null where there
   * is no switch to 2N: an output.
   */
  readonly droppedBits: number | null;
  /** Distance from the right value to the border of its box, as a fraction of the torus. */
  readonly halfWidth: number;
  /**
   * Whether borders may lie between two coefficients of a table, so that half a coefficient, 2^droppedBits / 4N,
   * is lost of the half width. False for boxes of a power of two.
   */
  readonly betweenCoefficients: boolean;
  /** How often a sample meets it: for the probability of a whole sample. */
  readonly count: number;
  /** What it is in the user's words, for messages: `relu: lookup of 5 bits`. */
  readonly origin: string;
}

/** What the optimizer is asked: the constraints of a program, what it counts, and the probability. */
export interface OptimizationProblem {
  readonly constraints: readonly NoiseConstraint[];
  /** Keyswitches and blind rotations a sample takes; the first may be fewer, where rotations share one. */
  readonly keyswitches: number;
  readonly rotations: number;
  /** Largest log2 probability of each constraint, or of all of a sample together. Exactly one is given. */
  readonly log2PError?: number | undefined;
  readonly log2GlobalPError?: number | undefined;
  readonly security: SecurityLevel;
  /** Default `"tuniform"`. */
  readonly distribution?: NoiseKind | undefined;
  /** Bytes of memory the loaded keys may take. Default 4 GiB, what WebAssembly addresses. */
  readonly memoryLimit?: number | undefined;
  /** What is being compiled, for messages. */
  readonly where: string;
}
