import { calibratedCosts } from "../cost/index.ts";
import type { NoiseKind } from "../distribution.ts";
import { boxHalfWidth } from "../failure.ts";
import type { SecurityLevel } from "../security.ts";
import { searchEngine } from "./engine-search.ts";
import type { NoiseConstraint } from "./problem.ts";

/**
 * The CPA-D preset: failures this rare that those who see decryptions learn nothing from them, the bound
 * tfhe-rs takes (2^-128 a lookup; see docs/security.md).
 */
export const CPA_D_LOG2_P_ERROR = -128;

/** What {@link reachableBits} is asked for. */
export interface ReachOptions {
  /** Of each lookup. Default that of the CPA-D preset, -128. */
  readonly log2PError?: number;
  /** Default 128. */
  readonly security?: SecurityLevel;
  /** Default `"tuniform"`. */
  readonly distribution?: NoiseKind;
  /** Bytes of memory the loaded keys may take. Default 4 GiB. */
  readonly memoryLimit?: number;
}

/**
 * Most bits a table lookup with a padding bit reads, when what is looked up is a sum of bootstrapped
 * values with weights of this 2-norm; 0 where not even one bit is possible.
 *
 * @param norm at least 1 for a value as it is.
 */
export function reachableBits(norm: number, options: ReachOptions = {}): number {
  const { log2PError = CPA_D_LOG2_P_ERROR, security = 128, distribution, memoryLimit } = options;
  let bits = 0;
  while (reaches(bits + 1)) bits++;
  return bits;

  function reaches(precision: number): boolean {
    const constraints = [lookupConstraint(precision, norm)];
    const asked = { constraints, rotations: 1, keyswitches: 1, log2PError, security };
    return (
      searchEngine({ ...asked, distribution, memoryLimit, where: "reachableBits" }, calibratedCosts) !==
      undefined
    );
  }
}

/** One lookup of `precision` bits, with a padding bit, of a sum of bootstrapped values of this 2-norm. */
export function lookupConstraint(precision: number, norm: number): NoiseConstraint {
  return {
    bootstrapNorm: norm ** 2,
    freshNorm: 0,
    keyswitched: true,
    droppedBits: 0,
    halfWidth: boxHalfWidth(precision),
    betweenCoefficients: false,
    count: 1,
    origin: `lookup of ${precision} bits`,
  };
}

/** Bits of a lookup with this half width and a padding bit, rounded down. */
export function bitsOf(halfWidth: number): number {
  return Math.max(0, Math.floor(-Math.log2(halfWidth) - 2 + 1e-9));
}
