/**
 * What `new Worker` of node:worker_threads takes for the worker file beside the module at `url`. The caller makes the
 * worker, so that no type of Node is in the package's declarations.
 */
export function nodeWorkerArguments(url: string): [file: URL, options: { execArgv?: string[] }] {
  const extension = url.endsWith(".ts") ? "ts" : "js";
  const file = new URL(`./worker.${extension}`, url);
  const { execArgv } = globalThis.process;
  const others = execArgv.filter((flag) => !flag.startsWith("--input-type"));
  // A parent started with --eval has flags that no worker file may have. All others are inherited: given again, those of
  // V8 are refused.
  return [file, others.length === execArgv.length ? {} : { execArgv: others }];
}
