// Made by `npm run calibrate -- --write`. Do not edit.
import type { EngineCosts } from "./costs.ts";

/** Times of the machine the library was last calibrated on. */
export const calibratedCosts: EngineCosts = {
  machine: "AMD EPYC, 2 cores, 23.5 GiB, Node 24.21.0, linux 6.18.44-fc-v669 x64",
  measuredAt: "2026-11-21T07:52:02.931Z",
  sizes: {
    "256": { forward: 0.3717, inverse: 0.407, product: 0.03082, read: 0.1094 },
    "512": { forward: 0.6821, inverse: 0.6797, product: 0.07922, read: 0.2274 },
    "1024": { forward: 1.5, inverse: 1.544, product: 0.1364, read: 0.4332 },
    "2048": { forward: 3.251, inverse: 2.896, product: 0.2478, read: 0.812 },
    "4096": { forward: 7.833, inverse: 6.858, product: 0.2916, read: 1.545 },
    "8192": { forward: 12.75, inverse: 14.02, product: 1.651, read: 3.887 },
    "16384": { forward: 32.7, inverse: 29.47, product: 1.965, read: 8.028 },
    "32768": { forward: 72.38, inverse: 50.86, product: 9.104, read: 8.633 },
  },
  keyswitch: {
    "32": { product: 0.04628, read: 0.1338, digit: 0 },
    "64": { product: 0.2619, read: 0.969, digit: 0 },
  },
  lookup: 0,
  secondThread: 1,
};
