import type { BenchTask, SuiteBody } from "../lib/suite.ts";
import {
  decryptMessages,
  encryptMessages,
  expectedMessage,
  makeKeys,
  messages,
  openWithKeys,
  tableBody,
  type ParameterSet,
} from "../lib/engine-set.ts";
import { expectSame } from "../lib/expect-same.ts";
import { seededKeyBytes } from "../../src/backends/tfhe/crypto/index.ts";

/** Keyswitch, bootstrap and both on one set, for several batch sizes and numbers of threads. */
export async function lookupTasks(
  set: ParameterSet,
  variants: readonly { readonly batch: number; readonly threads: number }[],
): Promise<SuiteBody> {
  const keys = await makeKeys(set, 2);
  const threadCounts = [...new Set(variants.map(({ threads }) => threads))];
  const opened = await Promise.all(threadCounts.map((threads) => openWithKeys(keys, threads)));
  const tasks: Record<string, BenchTask> = {};
  const lookups = { tables: tableBody(set) };
  for (const { batch, threads } of variants) {
    const { engine } = opened[threadCounts.indexOf(threads)];
    const big = encryptMessages(keys, batch);
    const small = await engine.keyswitch(big);
    const out = await engine.bootstrap(big, lookups);
    expectSame(
      "keyswitch + bootstrap",
      decryptMessages(keys, out, "large"),
      messages(batch, set.precision).map((message) => expectedMessage(message, set.precision)),
    );
    const name = `batch ${batch}, ${threads} thread${threads === 1 ? "" : "s"}`;
    tasks[`keyswitch, ${name}`] = { per: batch, run: () => engine.keyswitch(big) };
    tasks[`bootstrap, ${name}`] = {
      per: batch,
      run: async () =>
        engine.sampleExtract(await engine.blindRotate(engine.modulusSwitch(small), lookups), [0]),
    };
    tasks[`both, ${name}`] = { per: batch, run: () => engine.bootstrap(big, lookups) };
  }
  const seeded = seededKeyBytes(set);
  return {
    tasks,
    figures: {
      "key generation, 2 threads": { value: keys.generateMs, unit: "ms" },
      ...Object.fromEntries(
        opened.map(({ loadMs }, i) => [
          `key loading, ${threadCounts[i]} threads`,
          { value: loadMs, unit: "ms" },
        ]),
      ),
      "seeded keys": {
        value: seeded.bootstrap + seeded.keyswitch,
        unit: "bytes",
      },
      "engine memory": { value: opened[0].engine.memoryBytes, unit: "bytes" },
      "LWE ciphertext": { value: 8 * (set.glweDimension * set.polynomialSize + 1), unit: "bytes" },
    },
    close: () => Promise.all(opened.map(({ engine }) => engine.close())),
  };
}
