import { detectFeatures } from "../../../backends/tfhe/kernel/index.ts";
import { InternalError } from "../../../core/index.ts";
import type { Checkpoints } from "../../base/index.ts";
import { forestGrower } from "./forest-tree.ts";
import type { ForestTask, ForestTree } from "./forest-tree.ts";
import { growingTime } from "./growing-time.ts";
import type { FromGrower } from "./messages.ts";
import { withSharedMemory } from "./shared-task.ts";
import { startThread } from "./thread.ts";

/** Milliseconds threads take to start and to run as fast as this one does: what they save has to be more. */
const STARTING_THREADS = 300;

/** Grows the tree of a number, here or on another thread. */
type Grow = (tree: number) => ForestTree | Promise<ForestTree>;

/**
 * The trees of a forest in the order of their numbers, grown over several threads; without threads where the work is
 * short.
 *
 * @throws CancelledError between trees; the threads are ended.
 */
export async function growTrees(
  task: ForestTask,
  threads: number,
  checkpoints: Checkpoints,
): Promise<ForestTree[]> {
  const count = task.params.nEstimators;
  const trees: ForestTree[] = [];
  let [next, done] = [0, 0];
  const growRest = async (grow: Grow): Promise<void> => {
    while (next < count) {
      const tree = next++;
      trees[tree] = await grow(tree);
      await checkpoints.reach(++done);
    }
  };
  const helpers = detectFeatures().workers ? Math.min(threads, count) : 1;
  if (growingTime(task) * (1 - 1 / helpers) > STARTING_THREADS) await overThreads(task, helpers, growRest);
  // All of them, or none where threads did the work.
  await growRest(forestGrower(task));
  return trees;
}

/** Starts threads and lets each that is ready work; ends them whatever happens. */
async function overThreads(
  task: ForestTask,
  count: number,
  work: (grow: Grow) => Promise<void>,
): Promise<void> {
  const sent = detectFeatures().sharedMemory ? withSharedMemory(task) : task;
  const started = await Promise.all(Array.from({ length: count }, startThread));
  const threads = started.filter((thread) => thread !== undefined);
  try {
    await Promise.all(
      threads.map(async (thread) => {
        if (!("ready" in (await thread.ask({ task: sent })))) return;
        await work(async (tree) => treeOf(await thread.ask({ tree })));
      }),
    );
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

function treeOf(answer: FromGrower): ForestTree {
  if ("grown" in answer) return answer.grown;
  throw new InternalError({
    where: "thread of a forest",
    problem: "error" in answer ? answer.error : "no tree",
    allowed: "trees that can be grown",
    remedy: "fit with threads: 1, and report what led here",
  });
}
