import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { LineProcess } from "../../bench/lib/line-process.ts";
import { UnsupportedOperationError } from "../../src/core/index.ts";

const lib = new URL("../../bench/lib/serve-lines.ts", import.meta.url).href;
const script = `
  const { serveLines } = await import(${JSON.stringify(lib)});
  await serveLines(({ op, x }) => {
    if (op === "fail") throw new Error("no such thing");
    if (op === "exit") { console.error("going down"); process.exit(3); }
    return { doubled: 2 * x };
  });`;

let running: LineProcess | undefined;
afterEach(() => running?.close());

function open(): LineProcess {
  running = new LineProcess(process.execPath, ["--input-type=module", "-e", script], { name: "double" });
  return running;
}

describe("a program that answers line by line", () => {
  test("answers each request in order", async () => {
    const double = open();
    expect(await double.ask({ op: "double", x: 4 })).toEqual({ doubled: 8 });
    expect(await double.ask({ op: "double", x: -1 })).toEqual({ doubled: -2 });
  });

  test("an error there is an error here, and the program lives on", async () => {
    const double = open();
    await expect(double.ask({ op: "fail" })).rejects.toThrow(/double, request "fail".*no such thing/s);
    expect(await double.ask({ op: "double", x: 1 })).toEqual({ doubled: 2 });
  });

  test("its end is reported with its last words", async () => {
    const double = open();
    await expect(double.ask({ op: "exit" })).rejects.toThrow(/it ended; last words: going down/);
    await double.close();
  });

  test("a program that does not exist is reported, not thrown past the caller", async () => {
    const nobody = new LineProcess(fileURLToPath(new URL("nobody", import.meta.url)), [], { name: "nobody" });
    await expect(nobody.ask({ op: "hello" })).rejects.toThrow(UnsupportedOperationError);
    await nobody.close();
  });
});
