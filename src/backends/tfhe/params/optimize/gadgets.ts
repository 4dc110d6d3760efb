import type { GadgetShape, Variance } from "../noise/index.ts";
import type { GadgetPoint } from "./search-model.ts";

/** Which gadgets there are. */
export interface GadgetLimits {
  /** Largest log2 B. */
  readonly baseLog: number;
  /** Smallest log2 B. Default 1. */
  readonly leastBaseLog?: number;
  /** Largest baseLog * levels. */
  readonly bits: number;
  readonly levels: number;
}

/**
 * The gadgets that no other beats in both noise and levels: for every number of levels the base of least
 * noise, kept where it is below the noise of all fewer levels. Work depends on the levels only, so
 * nothing else can be optimal.
 */
export function paretoGadgets(
  { baseLog: largest, leastBaseLog = 1, bits, levels: most }: GadgetLimits,
  noiseOf: (gadget: GadgetShape) => Variance,
): GadgetPoint[] {
  const front: GadgetPoint[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let levels = 1; levels <= most; levels++) {
    let best: GadgetPoint | undefined;
    for (let baseLog = Math.min(largest, Math.floor(bits / levels)); baseLog >= leastBaseLog; baseLog--) {
      const noise = noiseOf({ baseLog, levels });
      if (noise < (best?.noise ?? least)) best = { baseLog, levels, noise };
    }
    if (best === undefined) continue;
    front.push(best);
    least = best.noise;
  }
  return front;
}
