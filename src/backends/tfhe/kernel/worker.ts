/** Entry of a worker thread: gets a module and a memory, then lists of calls. No secret logic here. */
import { perform, type FromWorker, type ToWorker } from "./calls.ts";
import { instantiate, type KernelExports } from "./instantiate.ts";

interface Port {
  postMessage(message: FromWorker): void;
}

let kernel: KernelExports | undefined;

async function handle(port: Port, message: ToWorker): Promise<void> {
  try {
    if ("module" in message) kernel = await instantiate(message.module, message.memory);
    else perform(kernel!, message.calls);
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
