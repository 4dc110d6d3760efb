import type { ForestTask } from "./forest-tree.ts";

/** The task with its lists of rows in memory that threads share: they are copied once, not once a thread. */
export function withSharedMemory(task: ForestTask): ForestTask {
  const { matrix, cuts } = task.grid;
  const { targets } = task;
  return {
    ...task,
    grid: {
      matrix: { ...matrix, columns: matrix.columns.map(shared) },
      cuts: { ...cuts, lists: cuts.lists.map(shared) },
    },
    weight: shared(task.weight),
    targets:
      targets.kind === "classes"
        ? { ...targets, codes: shared(targets.codes) }
        : { ...targets, y: shared(targets.y) },
  };
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

function shared<A extends Numbers>(values: A): A {
  const Type = values.constructor as new (memory: SharedArrayBuffer) => A;
  const copy = new Type(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
