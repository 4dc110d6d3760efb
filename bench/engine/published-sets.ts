import type { ParameterSizes } from "../../src/backends/tfhe/params/index.ts";
import { parameterSet, type ParameterSet } from "../lib/engine-set.ts";

/** [n, k, N, [bootstrap base log, levels], [keyswitch base log, levels]] */
type Row = [number, number, number, [number, number], [number, number]];

/**
 * The cheapest classic keyswitch-then-bootstrap set of tfhe-rs 1.6 at a failure probability of 2^-40
 * or less, by bits of message and carry (`test/fixtures/params`): 1 COMPACT_PK 1_0 2M64, 2 1_1 2M40,
 * 3 COMPACT_PK 2_1 2M64, 4 2_2 2M40, 5 COMPACT_PK 5_0 2M64, 6 COMPACT_PK 6_0 2M64,
 * 7 COMPACT_PK 5_2 2M64, 8 4_4 TUniform 2M40. Noise is ours, on the 128-bit curve.
 */
const rows: Readonly<Record<number, Row>> = {
  1: [684, 2, 512, [7, 2], [3, 4]],
  2: [750, 3, 512, [17, 1], [4, 3]],
  3: [857, 2, 1024, [23, 1], [5, 3]],
  4: [796, 1, 2048, [23, 1], [3, 5]],
  5: [945, 1, 4096, [23, 1], [4, 4]],
  6: [993, 1, 8192, [23, 1], [3, 6]],
  7: [1051, 1, 16384, [15, 2], [3, 7]],
  8: [1077, 1, 32768, [15, 2], [3, 7]],
};

/** @param modulusLog - 32 halves the memory of the keyswitching key. */
export function publishedSet(bits: number, modulusLog: 32 | 64 = 64): ParameterSet {
  const [lweDimension, glweDimension, polynomialSize, pbs, ks] = rows[bits];
  const sizes: ParameterSizes = {
    lweDimension,
    glweDimension,
    polynomialSize,
    bootstrap: { baseLog: pbs[0], levels: pbs[1] },
    keyswitch: { baseLog: ks[0], levels: ks[1], modulusLog },
  };
  return parameterSet(bits, sizes);
}
