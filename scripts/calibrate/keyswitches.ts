import type { Engine } from "../../src/backends/tfhe/kernel/index.ts";
import type { KeyswitchCosts } from "../../src/backends/tfhe/params/index.ts";
import { fitNonNegative, type Observation } from "./fit.ts";
import { engineWithRandomKeys, processorTimes, randomWords, type Timed } from "./measure.ts";

const shapes = [
  { N: 1024, n: 600, levels: 4 },
  { N: 2048, n: 760, levels: 7 },
  { N: 2048, n: 900, levels: 3 },
  { N: 4096, n: 850, levels: 8 },
  { N: 8192, n: 950, levels: 5 },
];
const BATCHES = [1, 8];

/** Times of keyswitches to one modulus, from several dimensions and levels. */
export async function calibrateKeyswitch(modulusLog: 32 | 64, rounds: number): Promise<KeyswitchCosts> {
  const engines: Engine[] = [];
  const tasks: Timed[] = [];
  const counts: number[][] = [];
  try {
    for (const { N, n, levels } of shapes) {
      const engine = await engineWithRandomKeys({
        glweDimension: 1,
        polynomialSize: N,
        lweDimension: n,
        keyswitch: { baseLog: Math.min(4, Math.floor(24 / levels)), levels, modulusLog },
      });
      engines.push(engine);
      for (const batch of BATCHES) {
        const lwe = randomWords(batch * (N + 1));
        // Several in a row: one takes a millisecond.
        const times = Math.ceil(20 / batch);
        const run = async (): Promise<void> => {
          for (let i = 0; i < times; i++) await engine.keyswitch(lwe);
        };
        tasks.push({ name: "keyswitch", run });
        const words = N * levels * (n + 1) * times;
        // In the order of `KeyswitchCosts`.
        counts.push([batch * words, words, batch * N * levels * times]);
      }
    }
    const times = await processorTimes(tasks, rounds);
    const [product, read, digit] = fitNonNegative(
      counts.map((count, i): Observation => ({ counts: count, measured: times[i] * 1e6 })),
    );
    return { product, read, digit };
  } finally {
    await Promise.all(engines.map((engine) => engine.close()));
  }
}
