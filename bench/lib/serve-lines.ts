import { createInterface } from "node:readline";
import type { LineRequest } from "./line-process.ts";

/** The other end of `LineProcess`: answers each line of stdin with one line on stdout. */
export async function serveLines(answer: (request: LineRequest) => object | Promise<object>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    let result: object;
    try {
      result = await answer(JSON.parse(line) as LineRequest);
    } catch (error) {
      result = { error: String(error instanceof Error ? (error.stack ?? error) : error) };
    }
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}
