import { expectSame } from "../lib/expect-same.ts";
import {
  decryptMessages,
  encryptMessages,
  expectedMessage,
  makeKeys,
  messages,
  openWithKeys,
  tableBody,
} from "../lib/engine-set.ts";
import type { BenchTask, Figure, SuiteBody } from "../lib/suite.ts";
import { publishedSet } from "./published-sets.ts";

/**
 * A table lookup (keyswitch and bootstrap) of each number of bits. Every message is checked first, above
 * 6 bits the first 16: all of them are the tests' work.
 */
export async function lookupByBits(sizes: readonly number[], modulusLog: 32 | 64): Promise<SuiteBody> {
  const tasks: Record<string, BenchTask> = {};
  const figures: Record<string, Figure> = {};
  const closing: (() => Promise<void>)[] = [];
  for (const bits of sizes) {
    const set = publishedSet(bits, modulusLog);
    const keys = await makeKeys(set, 2);
    const { engine, loadMs } = await openWithKeys(keys, 1);
    closing.push(() => engine.close());
    const lookups = { tables: tableBody(set) };
    const checked = bits <= 6 ? 2 ** bits : 16;
    const all = await engine.bootstrap(encryptMessages(keys, checked), lookups);
    const wanted = messages(checked, bits).map((message) => expectedMessage(message, bits));
    expectSame(`lookup of ${bits} bits`, decryptMessages(keys, all, "large"), wanted);
    for (const batch of [1, 8]) {
      const input = encryptMessages(keys, batch);
      tasks[`${bits} bits, batch ${batch}`] = { per: batch, run: () => engine.bootstrap(input, lookups) };
    }
    figures[`${bits} bits, key generation, 2 threads`] = { value: keys.generateMs, unit: "ms" };
    figures[`${bits} bits, key loading`] = { value: loadMs, unit: "ms" };
    figures[`${bits} bits, engine memory`] = { value: engine.memoryBytes, unit: "bytes" };
  }
  return {
    tasks,
    figures,
    slow: Math.max(...sizes) > 6,
    close: () => Promise.all(closing.map((close) => close())),
  };
}
