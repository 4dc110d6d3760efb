/** CPU-bound work in a process of its own, for `twoProcessGain`. */
import { serveLines } from "./serve-lines.ts";

let sink = 0;

/** The same arithmetic for the same count; mixes float and memory work as a kernel does. */
function work(rounds: number): void {
  const values = new Float64Array(1 << 14).map((_, i) => i / (1 << 14));
  for (let round = 0; round < rounds; round++) {
    for (let i = 1; i < values.length; i++) values[i] = values[i - 1] * 0.5 + values[i] * 0.49;
  }
  sink += values[values.length - 1];
}

await serveLines(({ rounds }) => {
  const start = performance.now();
  work(rounds as number);
  return { ms: performance.now() - start, sink };
});
