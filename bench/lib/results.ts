import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const folder = new URL("../results/", import.meta.url);

/** Writes `bench/results/NAME-TIME.json` and gives its path. The folder is not under version control. */
export async function storeResults(name: string, results: object): Promise<string> {
  await mkdir(folder, { recursive: true });
  const time = new Date().toISOString().replaceAll(":", "").replace(/\..*/, "Z");
  const file = new URL(`${name}-${time}.json`, folder);
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  return fileURLToPath(file);
}
