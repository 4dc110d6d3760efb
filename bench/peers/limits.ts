/** What the project asks of linear models beside the peers, and which of it a run missed. */
import { bytes, duration, times } from "../lib/table.ts";
import type { CaseResult } from "./model-suite.ts";

/** Times faster than the peer; with ten classes the run may be a little slower. */
const asked = { simulate: 300, encrypt: 8, run: 8, decrypt: 8, runOfManyClasses: 5 } as const;
const keygenMs = 5;
/** A fit may take three times scikit-learn's where that needs more than 50 ms. */
const fit = { timesScikitLearn: 3, fromMs: 50 } as const;

/** One line for each limit that `ours` misses. */
export function missedLimits({ id, features, bySide }: CaseResult, peer: string, ours: string): string[] {
  const [theirs, mine] = [bySide[peer], bySide[ours]];
  const missed: string[] = [];
  const isMany = id.includes("digits");
  for (const phase of ["simulate", "encrypt", "run", "decrypt"] as const) {
    const least = phase === "run" && isMany ? asked.runOfManyClasses : asked[phase];
    const [a, b] = [theirs.phases[phase], mine.phases[phase]];
    if (a && b && a.median / b.median < least) {
      missed.push(`${id}: ${phase} is ${times(a.median / b.median)} faster, ${least} times are asked`);
    }
  }
  const keygen = mine.phases.keygen?.median ?? 0;
  if (keygen > keygenMs) missed.push(`${id}: keygen takes ${duration(keygen)}, ${keygenMs} ms are allowed`);

  const sizes = isMany ? { input: 7000, output: 8000 } : { input: 8 * features + 160, output: 6000 };
  for (const [what, size] of [
    ["input", mine.inputBytes],
    ["output", mine.outputBytes],
  ] as const) {
    if (size === undefined || size <= sizes[what]) continue;
    missed.push(`${id}: ${what} has ${bytes(size)}, ${bytes(sizes[what])} are allowed`);
  }

  const [a, b] = [theirs.phases.fit?.median ?? 0, mine.phases.fit?.median ?? 0];
  if (a > fit.fromMs && b > fit.timesScikitLearn * a) {
    missed.push(
      `${id}: fit takes ${times(b / a)} scikit-learn's time, ${fit.timesScikitLearn} times are allowed`,
    );
  }
  return missed;
}
