/** What the project asks of models beside the peers, and which of it a run missed. */
import { bytes, duration, number, times } from "../lib/table.ts";
import type { Asked } from "./cases/index.ts";
import type { CaseResult } from "./model-suite.ts";
import { phases } from "./protocol.ts";

/** A fit may take three times scikit-learn's where that needs more than 50 ms. */
const fit = { timesScikitLearn: 3, fromMs: 50 } as const;

/** Of linear models; with ten classes the run may be a little slower and more may travel. */
function linearAsked({ id, features }: CaseResult): Asked {
  const isMany = id.includes("digits");
  return {
    faster: { simulate: 300, encrypt: 8, run: isMany ? 5 : 8, decrypt: 8 },
    keygenMs: 5,
    inputBytes: isMany ? 7000 : 8 * features + 160,
    outputBytes: isMany ? 8000 : 6000,
  };
}

/** One line for each limit that `ours` misses. */
export function missedLimits(result: CaseResult, peer: string, ours: string): string[] {
  const { id, bySide, asked = linearAsked(result) } = result;
  const [theirs, mine] = [bySide[peer], bySide[ours]];
  const missed: string[] = [];
  for (const phase of phases) {
    const least = asked.faster[phase] ?? 0;
    const [a, b] = [theirs.phases[phase], mine.phases[phase]];
    if (a && b && a.median / b.median < least) {
      missed.push(`${id}: ${phase} is ${times(a.median / b.median)} faster, ${least} times are asked`);
    }
  }
  const keygen = mine.phases.keygen?.median ?? 0;
  if (keygen > asked.keygenMs)
    missed.push(`${id}: keygen takes ${duration(keygen)}, ${asked.keygenMs} ms are allowed`);

  for (const [what, size, most] of [
    ["input has", mine.inputBytes, asked.inputBytes],
    ["output has", mine.outputBytes, asked.outputBytes],
    ["evaluation keys have", mine.evaluationKeyBytes, asked.evaluationKeyBytes],
  ] as const) {
    if (size === undefined || most === undefined || size <= most) continue;
    missed.push(`${id}: ${what} ${bytes(size)}, ${bytes(most)} are allowed`);
  }
  const [rate, least] = [mine.simulatedRowsPerSecond, asked.simulatedRowsPerSecond ?? 0];
  if (rate !== undefined && rate < least)
    missed.push(`${id}: ${number(rate)} simulated rows/s, ${number(least)} are asked`);

  const [a, b] = [theirs.phases.fit?.median ?? 0, mine.phases.fit?.median ?? 0];
  if (a > fit.fromMs && b > fit.timesScikitLearn * a) {
    missed.push(
      `${id}: fit takes ${times(b / a)} scikit-learn's time, ${fit.timesScikitLearn} times are allowed`,
    );
  }
  return missed;
}
