/**
 * What `new Worker` of node:worker_threads takes for the worker file beside the module at `url`. The caller makes the
 * worker, so that no type of Node is in the package's declarations.
 */
export function nodeWorkerArguments(url: string): [file: URL, options: { execArgv: string[] }] {
  const extension = url.endsWith(".ts") ? "ts" : "js";
  // A parent started with --eval has flags that no worker file may have.
  const execArgv = globalThis.process.execArgv.filter((flag) => !flag.startsWith("--input-type"));
  return [new URL(`./worker.${extension}`, url), { execArgv }];
}
