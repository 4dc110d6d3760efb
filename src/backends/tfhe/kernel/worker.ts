/** Entry of a worker thread: gets a module and a memory, then lists of calls or plans. No secret logic here. */
import { perform, type FromWorker, type ToWorker } from "./calls.ts";
import { instantiate, type KernelExports } from "./instantiate.ts";
import { walk } from "./plan.ts";

interface Port {
  postMessage(message: FromWorker): void;
}

let kernel: KernelExports | undefined;
let memory: WebAssembly.Memory | undefined;

async function handle(port: Port, message: ToWorker): Promise<void> {
  try {
    if ("module" in message) {
      memory = message.memory;
      kernel = await instantiate(message.module, memory);
    } else if ("plan" in message) {
      // The view of memory that another thread let grow is renewed by growing it.
      memory!.grow(0);
      walk(kernel!, memory!.buffer, message.plan);
    } else perform(kernel!, message.calls);
    port.postMessage({});
  } catch (error) {
    port.postMessage({ error: String(error) });
  }
}

const { process } = globalThis as { process?: { versions?: { node?: string } } };
if (process?.versions?.node === undefined) {
  const scope = globalThis as unknown as Port & { onmessage: (event: MessageEvent<ToWorker>) => void };
  scope.onmessage = ({ data }) => void handle(scope, data);
} else {
  const { parentPort } = await import("node:worker_threads");
  parentPort!.on("message", (message: ToWorker) => void handle(parentPort!, message));
}
