// Made by `npm run calibrate -- --write`. Do not edit.
import type { EngineCosts } from "./costs.ts";

/** Times of the machine the library was last calibrated on. */
export const calibratedCosts: EngineCosts = {
  machine: "AMD EPYC, 2 cores, 23.5 GiB, Node 24.21.0, linux 6.18.44-fc-v669 x64",
  measuredAt: "2026-11-21T07:27:46.428Z",
  sizes: {
    "256": { forward: 0.393, inverse: 0.3965, product: 0.02607, read: 0.1069 },
    "512": { forward: 0.6643, inverse: 0.7011, product: 0.07264, read: 0.2413 },
    "1024": { forward: 1.627, inverse: 1.599, product: 0.02865, read: 0.432 },
    "2048": { forward: 3.21, inverse: 2.879, product: 0.1947, read: 0.8322 },
    "4096": { forward: 7.443, inverse: 7.327, product: 0.2855, read: 1.502 },
    "8192": { forward: 16.02, inverse: 14.44, product: 0.3216, read: 2.742 },
    "16384": { forward: 33.05, inverse: 31.68, product: 1.082, read: 6.758 },
    "32768": { forward: 67.09, inverse: 53.59, product: 9.779, read: 8.574 },
  },
  keyswitch: {
    "32": { product: 0.05103, read: 0.1071, digit: 0 },
    "64": { product: 0.2632, read: 0.9189, digit: 0 },
  },
  lookup: 10.53,
  secondThread: 0.9,
};
