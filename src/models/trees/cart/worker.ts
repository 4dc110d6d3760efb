/** Entry of a worker thread that grows trees of a forest. */
import { forestGrower } from "./forest-tree.ts";
import type { ForestTree } from "./forest-tree.ts";
import type { FromGrower, ToGrower } from "./messages.ts";

interface Port {
  postMessage(message: FromGrower, transfer: ArrayBuffer[]): void;
}

let grow: ((tree: number) => ForestTree) | undefined;

function handle(port: Port, message: ToGrower): void {
  try {
    if ("task" in message) {
      grow = forestGrower(message.task);
      port.postMessage({ ready: true }, []);
    } else {
      const grown = grow!(message.tree);
      port.postMessage({ grown }, buffersOf(grown));
    }
  } catch (error) {
    port.postMessage({ error: String(error) }, []);
  }
}

/** The memory of a tree: it is moved to the other thread, not copied. */
function buffersOf({ tree, importances, drawn }: ForestTree): ArrayBuffer[] {
  const arrays = [tree.feature, tree.edge, tree.left, tree.right, tree.values, importances];
  return [...arrays, ...(drawn ? [drawn] : [])].map(({ buffer }) => buffer as ArrayBuffer);
}

const { process } = globalThis as { process?: { versions?: { node?: string } } };
if (process?.versions?.node === undefined) {
  const scope = globalThis as unknown as Port & { onmessage: (event: MessageEvent<ToGrower>) => void };
  scope.onmessage = ({ data }) => {
    handle(scope, data);
  };
} else {
  const { parentPort } = await import("node:worker_threads");
  parentPort!.on("message", (message: ToGrower) => {
    handle(parentPort!, message);
  });
}
