import type { Engine } from "../../src/backends/tfhe/kernel/index.ts";
import type { SizeCosts } from "../../src/backends/tfhe/params/index.ts";
import { fitNonNegative, type Observation } from "./fit.ts";
import { engineWithRandomKeys, processorTimes, randomWords, type Timed } from "./measure.ts";

/** Key bytes of a measured rotation: more than the caches hold, as in real sets. */
const KEY_BYTES = 64e6;
const BATCHES = [1, 8];

/** k of the measured rotations: the ends of what is chosen, so that others lie between. */
const glweDimensions: Readonly<Record<number, readonly number[]>> = {
  256: [3, 8],
  512: [2, 5],
  1024: [1, 4],
  2048: [1, 3],
};

/** Times of blind rotations of one polynomial size, from whole rotations with several k and l. */
export async function calibrateSize(polynomialSize: number, rounds: number): Promise<SizeCosts> {
  const shapes = (glweDimensions[polynomialSize] ?? [1, 2]).flatMap((k) =>
    [1, 2, 3].map((levels) => ({ k, levels })),
  );
  const engines: Engine[] = [];
  const tasks: Timed[] = [];
  const counts: number[][] = [];
  try {
    for (const { k, levels } of shapes) {
      const bytes = levels * (k + 1) ** 2 * polynomialSize * 8;
      const n = Math.max(48, Math.min(800, Math.round(KEY_BYTES / bytes)));
      const bootstrap = { baseLog: Math.floor(48 / Math.max(2, levels)) - 1, levels };
      const engine = await engineWithRandomKeys({
        glweDimension: k,
        polynomialSize,
        lweDimension: n,
        bootstrap,
      });
      engines.push(engine);
      const tables = randomWords(polynomialSize);
      for (const batch of BATCHES) {
        const exponents = new Uint32Array(randomWords(batch * (n + 1)).buffer).slice(0, batch * (n + 1));
        tasks.push({ name: "rotation", run: () => engine.blindRotate(exponents, { tables }) });
        // In the order of `SizeCosts`, for the whole batch.
        const products = (k + 1) ** 2 * levels * n;
        counts.push([batch * (k + 1) * levels * n, batch * (k + 1) * n, batch * products, products]);
      }
    }
    const times = await processorTimes(tasks, rounds);
    const [forward, inverse, product, read] = fitNonNegative(
      counts.map((count, i): Observation => ({ counts: count, measured: times[i] * 1000 })),
    );
    return { forward, inverse, product, read };
  } finally {
    await Promise.all(engines.map((engine) => engine.close()));
  }
}
