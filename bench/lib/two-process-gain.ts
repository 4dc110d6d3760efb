import { fileURLToPath } from "node:url";
import { LineProcess } from "./line-process.ts";
import { median } from "./stats.ts";

/**
 * How much more work two processes do than one in the same time: 2 where two cores are free, 1 where
 * they are shared. Two threads cannot gain more than this, so thread gains are read beside it.
 */
export async function twoProcessGain(pairs = 7): Promise<number> {
  const script = fileURLToPath(new URL("spin.ts", import.meta.url));
  const both = [1, 2].map((n) => new LineProcess(process.execPath, [script], { name: `spin ${n}` }));
  const request = { op: "spin", rounds: 4000 };
  const run = async (who: readonly LineProcess[]): Promise<number> => {
    const start = performance.now();
    await Promise.all(who.map((one) => one.ask(request)));
    return performance.now() - start;
  };
  try {
    await run(both);
    const gains: number[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      // The order changes every time: drift of the clock hits both alike.
      const alone = pair % 2 === 0 ? await run([both[0]]) : 0;
      const together = await run(both);
      gains.push((2 * (alone || (await run([both[1]])))) / together);
    }
    return median(gains);
  } finally {
    await Promise.all(both.map((one) => one.close()));
  }
}
