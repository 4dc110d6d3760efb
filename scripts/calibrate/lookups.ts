import type { Engine } from "../../src/backends/tfhe/kernel/index.ts";
import {
  keyswitchMilliseconds,
  predictTime,
  rotationMilliseconds,
  type EngineCosts,
  type ParameterSizes,
} from "../../src/backends/tfhe/params/index.ts";
import { engineWithRandomKeys, processorTimes, randomWords, type Timed } from "./measure.ts";

function sizes(n: number, k: number, N: number, pbs: [number, number], ks: [number, number]): ParameterSizes {
  return {
    lweDimension: n,
    glweDimension: k,
    polynomialSize: N,
    bootstrap: { baseLog: pbs[0], levels: pbs[1] },
    keyswitch: { baseLog: ks[0], levels: ks[1], modulusLog: 32 },
  };
}

/** Sets the fit has not seen: lookups as the optimizer chooses them for 1 to 6 bits, and others. */
const unseen: Readonly<Record<string, ParameterSizes>> = {
  "n=641 k=5 N=256 l=1": sizes(641, 5, 256, [14, 1], [3, 4]),
  "n=680 k=3 N=512 l=1": sizes(680, 3, 512, [18, 1], [3, 4]),
  "n=719 k=3 N=512 l=2": sizes(719, 3, 512, [14, 2], [2, 7]),
  "n=797 k=2 N=1024 l=1": sizes(797, 2, 1024, [23, 1], [2, 7]),
  "n=797 k=3 N=1024 l=1": sizes(797, 3, 1024, [23, 1], [2, 7]),
  "n=836 k=1 N=2048 l=1": sizes(836, 1, 2048, [23, 1], [2, 8]),
  "n=836 k=1 N=2048 l=4": sizes(836, 1, 2048, [8, 4], [3, 5]),
  "n=914 k=1 N=4096 l=2": sizes(914, 1, 4096, [15, 2], [1, 18]),
  "n=887 k=1 N=8192 l=2": sizes(887, 1, 8192, [15, 2], [6, 3]),
  "n=300 k=1 N=16384 l=2": sizes(300, 1, 16_384, [15, 2], [3, 6]),
};
const BATCHES = [8, 1];

/** A lookup measured and predicted, milliseconds for one ciphertext. */
export interface Checked {
  readonly name: string;
  readonly measured: number;
  readonly predicted: number;
}

/** Whole lookups of sets that were not fitted. */
export async function checkLookups(costs: EngineCosts, rounds: number): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const [name, shape] of Object.entries(unseen)) {
    const engine = await engineWithRandomKeys(shape);
    try {
      const times = await processorTimes(
        BATCHES.map((batch) => lookup(engine, shape, batch)),
        rounds,
      );
      for (const [i, batch] of BATCHES.entries()) {
        const work = { rotations: 1, keyswitches: 1, batch };
        const predicted = predictTime(shape, work, costs).milliseconds;
        checked.push({ name: `${name}, batch ${batch}`, measured: times[i] / batch, predicted });
      }
    } finally {
      await engine.close();
    }
  }
  return checked;
}

/** Nanoseconds a word of an accumulator that a lookup takes besides keyswitch and rotation. */
export async function calibrateOverhead(rounds: number): Promise<number> {
  const shape = unseen["n=680 k=3 N=512 l=1"];
  const engine = await engineWithRandomKeys(shape);
  try {
    const batch = 8;
    const lwe = randomWords(batch * (3 * 512 + 1));
    const tables = randomWords(512);
    const small = await engine.keyswitch(lwe);
    const exponents = engine.modulusSwitch(small);
    const [whole, switching, rotating] = await processorTimes(
      [
        { name: "lookup", run: () => engine.bootstrap(lwe, { tables }) },
        { name: "keyswitch", run: () => engine.keyswitch(lwe) },
        { name: "rotation", run: () => engine.blindRotate(exponents, { tables }) },
      ],
      rounds,
    );
    return Math.max(0, ((whole - switching - rotating) * 1e6) / (batch * 4 * 512));
  } finally {
    await engine.close();
  }
}

/**
 * What a second thread gains, as a part of the first: how much less processor time the same work takes on one.
 * Two threads with a core each and equal shares of the work are done in half of what they take together.
 */
export async function calibrateThreads(rounds: number): Promise<number> {
  const shape = unseen["n=836 k=1 N=2048 l=1"];
  const engines = [await engineWithRandomKeys(shape, 1), await engineWithRandomKeys(shape, 2)];
  try {
    const [one, two] = await processorTimes(
      engines.map((engine) => lookup(engine, shape, 16)),
      rounds,
    );
    return Math.max(0, Math.min(1, (2 * one) / two - 1));
  } finally {
    await Promise.all(engines.map((engine) => engine.close()));
  }
}

function lookup(engine: Engine, shape: ParameterSizes, batch: number): Timed {
  const { glweDimension: k, polynomialSize: N } = shape;
  const lwe = randomWords(batch * (k * N + 1));
  const tables = randomWords(N);
  return { name: "lookup", run: () => engine.bootstrap(lwe, { tables }) };
}

/** Milliseconds of the sets above, by two tables of costs: what a new calibration changes. */
export function compareCosts(before: EngineCosts, after: EngineCosts): string[][] {
  return Object.entries(unseen).map(([name, shape]) => {
    const { lweDimension: n, glweDimension: k, polynomialSize: N, bootstrap, keyswitch } = shape;
    const of = (costs: EngineCosts): number[] => [
      rotationMilliseconds(costs, n, k, N, bootstrap.levels),
      keyswitchMilliseconds(costs, k * N, n, keyswitch),
    ];
    const [old, now] = [of(before), of(after)];
    return [name, ...old.flatMap((ms, i) => [ms.toFixed(2), now[i].toFixed(2)])];
  });
}
