/** Entry of a worker thread that simulates blocks of rows. */
import { Tensor } from "../../core/index.ts";
import type { Lowered } from "../tfhe/lower/index.ts";
import { simulateBlock } from "./blocks.ts";
import type { FromSimulator, ToSimulator } from "./messages.ts";

interface Port {
  postMessage(message: FromSimulator): void;
}

let lowered: Lowered | undefined;

function handle(port: Port, message: ToSimulator): void {
  if ("lowered" in message) {
    lowered = message.lowered;
    return;
  }
  try {
    const { first, features, seed } = message;
    const block = { first, features: new Tensor(features.data, features.shape), seed };
    const { outputs, report } = simulateBlock(lowered!, block);
    port.postMessage({ outputs: { data: outputs.data, shape: outputs.shape }, report });
  } catch (error) {
    port.postMessage({ error: String(error) });
  }
}

const { process } = globalThis as { process?: { versions?: { node?: string } } };
if (process?.versions?.node === undefined) {
  const scope = globalThis as unknown as Port & { onmessage: (event: MessageEvent<ToSimulator>) => void };
  scope.onmessage = ({ data }) => {
    handle(scope, data);
  };
} else {
  const { parentPort } = await import("node:worker_threads");
  parentPort!.on("message", (message: ToSimulator) => {
    handle(parentPort!, message);
  });
}
