/** Engines with keys of random words: nothing here is encrypted, only timed. */
import { openEngine, type Engine, type EngineShape } from "../../src/backends/tfhe/kernel/index.ts";
import { median } from "../../bench/lib/stats.ts";

/** Work whose processor time is wanted. */
export interface Timed {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** An engine with keys for its shape. */
export async function engineWithRandomKeys(shape: EngineShape, threads = 1): Promise<Engine> {
  const engine = await openEngine(shape, { threads });
  const { lweDimension: n = 0, glweDimension: k, polynomialSize: N, bootstrap, keyswitch } = shape;
  const seed = crypto.getRandomValues(new Uint8Array(32));
  if (bootstrap !== undefined) {
    const bodies = randomWords(n * bootstrap.levels * (k + 1) * N);
    await engine.loadSeededBootstrapKey({ seed, domain: 1, bodies });
  }
  if (keyswitch !== undefined) {
    const words = randomWords(k * N * keyswitch.levels);
    const bodies = keyswitch.modulusLog === 64 ? words : new Uint32Array(words.buffer).slice(0, words.length);
    await engine.loadSeededKeyswitchKey({ seed, domain: 2, bodies });
  }
  return engine;
}

export function randomWords(count: number): BigUint64Array<ArrayBuffer> {
  const words = new BigUint64Array(count);
  const bytes = new Uint8Array(words.buffer);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return words;
}

/**
 * Median processor milliseconds of each, taken in turn for some rounds after one to warm up. The clock
 * would count what other programs take.
 */
export async function processorTimes(tasks: readonly Timed[], rounds: number): Promise<number[]> {
  const taken: number[][] = tasks.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, { run }] of tasks.entries()) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      if (round > 0) taken[i].push((user + system) / 1000);
    }
  }
  return taken.map(median);
}
