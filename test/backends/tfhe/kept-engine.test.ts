import { describe, expect, test } from "vitest";
import { MemoryLimitError, OptionValueError } from "../../../src/core/index.ts";
import { checkMemory, KeptEngine } from "../../../src/backends/tfhe/kept-engine.ts";

interface Fake {
  readonly number: number;
  keys: string;
}

/** A maker that writes down what it is asked to do; keys named "bad" cannot be loaded. */
function recorder(canLoad: boolean): { kept: KeptEngine<string, Fake>; log: string[] } {
  const log: string[] = [];
  let made = 0;
  const load = (engine: Fake, keys: string): Promise<void> => {
    log.push(`load ${keys} into ${engine.number}`);
    if (keys === "bad") return Promise.reject(new RangeError("as planned"));
    engine.keys = keys;
    return Promise.resolve();
  };
  const kept = new KeptEngine<string, Fake>({
    open: (keys, threads) => {
      log.push(`open ${++made} for ${keys}, ${threads}`);
      return keys === "bad"
        ? Promise.reject(new RangeError("as planned"))
        : Promise.resolve({ number: made, keys });
    },
    ...(canLoad ? { load } : {}),
    close: ({ number }) => {
      log.push(`close ${number}`);
      return Promise.resolve();
    },
  });
  return { kept, log };
}

describe("a server's engine", () => {
  const keysOf = ({ keys }: Fake): Promise<string> => Promise.resolve(keys);

  test("stays open for the same keys and threads", async () => {
    const { kept, log } = recorder(true);
    for (let i = 0; i < 3; i++) expect(await kept.run("a", { threads: 2 }, keysOf)).toBe("a");
    await kept.close();
    await kept.close();
    expect(log).toEqual(["open 1 for a, 2", "close 1"]);
  });

  test("takes other keys in its place, but not another number of threads", async () => {
    const { kept, log } = recorder(true);
    expect(await kept.run("a", { threads: 2 }, keysOf)).toBe("a");
    expect(await kept.run("b", { threads: 2 }, keysOf)).toBe("b");
    expect(await kept.run("b", { threads: 1 }, keysOf)).toBe("b");
    expect(log).toEqual(["open 1 for a, 2", "load b into 1", "close 1", "open 2 for b, 1"]);
  });

  test("is opened anew for other keys where they cannot be replaced", async () => {
    const { kept, log } = recorder(false);
    expect(await kept.run("a", { threads: 1 }, keysOf)).toBe("a");
    expect(await kept.run("b", { threads: 1 }, keysOf)).toBe("b");
    expect(log).toEqual(["open 1 for a, 1", "close 1", "open 2 for b, 1"]);
  });

  test.each([true, false])("is never used with keys that failed to load: load %s", async (canLoad) => {
    const { kept, log } = recorder(canLoad);
    expect(await kept.run("a", { threads: 1 }, keysOf)).toBe("a");
    await expect(kept.run("bad", { threads: 1 }, keysOf)).rejects.toThrow("as planned");
    expect(await kept.look(({ number }) => number)).toBeUndefined();
    expect(log.filter((line) => line.startsWith("close"))).toEqual(["close 1"]);
    expect(await kept.run("a", { threads: 1 }, keysOf)).toBe("a");
  });

  test("refuses a number of threads that is none, and goes on", async () => {
    const { kept, log } = recorder(true);
    await expect(kept.run("a", { threads: 0 }, keysOf)).rejects.toThrow(OptionValueError);
    expect(log).toEqual([]);
    expect(await kept.run("a", { threads: 1 }, keysOf)).toBe("a");
  });
});

test("more memory than a run may take is refused with the figure", () => {
  checkMemory(2 ** 31, "it takes", "use less");
  expect(() => {
    checkMemory(2 ** 31 + 1, "it takes", "use less");
  }).toThrow(MemoryLimitError);
  expect(() => {
    checkMemory(3 * 2 ** 30, "it takes", "use less");
  }).toThrow(/it takes 3072 MB[^]*at most 2048 MB[^]*use less/);
});
