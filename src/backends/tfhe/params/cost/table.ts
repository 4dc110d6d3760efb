// Made by `npm run calibrate -- --write`; do not edit.
import type { EngineCosts } from "./costs.ts";

/** Times of the machine the library was last calibrated on. */
export const calibratedCosts: EngineCosts = {
  machine: "estimate from published sets",
  measuredAt: "2026-11-21",
  sizes: {
    128: { forward: 0.3, inverse: 0.3, product: 0.05, read: 0.02 },
    256: { forward: 0.6, inverse: 0.6, product: 0.1, read: 0.04 },
    512: { forward: 1.3, inverse: 1.3, product: 0.2, read: 0.1 },
    1024: { forward: 2.7, inverse: 2.7, product: 0.4, read: 0.2 },
    2048: { forward: 5, inverse: 5, product: 0.8, read: 0.5 },
    4096: { forward: 11, inverse: 11, product: 1.7, read: 1 },
    8192: { forward: 24, inverse: 24, product: 3.5, read: 2 },
    16384: { forward: 52, inverse: 52, product: 7.5, read: 4 },
    32768: { forward: 115, inverse: 115, product: 16, read: 8 },
  },
  keyswitch: {
    32: { product: 0.09, read: 0.25, digit: 2 },
    64: { product: 0.17, read: 0.5, digit: 2 },
  },
  lookup: 10,
  secondThread: 0.9,
};
