import cliProgress from "cli-progress";
import type { Progress } from "../../src/index.ts";

/** Shows progress: a bar on a terminal, a line a stage when piped, nothing when `quiet`. */
export interface ProgressDisplay {
  readonly show: (progress: Progress) => void;
  readonly stop: () => void;
}

export function createDisplay(quiet: boolean): ProgressDisplay {
  if (quiet) return { show: () => undefined, stop: () => undefined };
  const { isTTY } = process.stderr;
  let stage = "";
  const bar = isTTY
    ? new cliProgress.SingleBar({
        format: "{stage} [{bar}] {value}/{total}",
        clearOnComplete: true,
        hideCursor: true,
      })
    : undefined;
  return {
    show: ({ stage: next, done, total }) => {
      if (next !== stage) {
        bar?.stop();
        if (bar === undefined) console.error(`${next} …`);
        bar?.start(total, done, { stage: next });
        stage = next;
      }
      bar?.update(done);
    },
    stop: () => {
      bar?.stop();
      stage = "";
    },
  };
}
