import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeSections, pages, read } from "./support/markdown.ts";
import {
  ensureBuilt,
  outputPattern,
  programOf,
  removePrograms,
  run,
  runSection,
  typeErrors,
  writeProgram,
} from "./support/programs.ts";

const EXAMPLES = ["quickstart", "own-function", "client-server", "bootstrap", "pipeline", "lookups"];

const sections = pages().flatMap((page) =>
  codeSections(read(page)).map((section) => ({ name: `${page}, ${section.title}`, section })),
);
const files = new Map<string, string>();

beforeAll(() => {
  ensureBuilt();
  for (const { name, section } of sections) files.set(name, writeProgram(name, programOf(section)));
}, 120_000);
afterAll(removePrograms);

test("README and user guide have code to run", () => {
  const found = sections.map(({ name }) => name);
  expect(found.filter((name) => name.startsWith("README.md"))).not.toHaveLength(0);
  expect(found.filter((name) => name.startsWith("docs/user-guide.md")).length).toBeGreaterThan(5);
});

describe("code in the documentation", () => {
  test("type-checks", () => {
    expect(typeErrors([...files.values()])).toEqual([]);
  });

  test.each(sections)("$name: runs and prints what is stated", ({ name, section }) => {
    const printed = runSection(files.get(name)!);
    section.blocks.forEach(({ output }, i) => {
      if (output !== undefined) expect(printed[i]).toMatch(outputPattern(output));
    });
  });
});

describe("examples", () => {
  test.each(EXAMPLES)("%s runs", (name) => {
    expect(run(`examples/${name}.ts`)).not.toBe("");
  });

  test("lookups.ts decrypts what the circuit computes in the clear", () => {
    const found = /^decrypted: (\[.*\]) in the clear: (\[.*\])$/m.exec(run("examples/lookups.ts"));
    expect(found?.[1]).toBe("[ 13, 15, 1, 32 ]");
    expect(found?.[2]).toBe("[ 13, 15, 1, 32 ]");
  });

  test("the README shows quickstart.ts and what it prints", () => {
    const [block] = codeSections(read("README.md")).flatMap(({ blocks }) => blocks);
    const source = read("examples/quickstart.ts").replace(/^\/\*\*.*\*\/\n/, "");
    expect(block.code).toBe(source);
    expect(run("examples/quickstart.ts").trimEnd()).toMatch(outputPattern(block.output!));
  });
});

describe("outputPattern", () => {
  test("accepts what is stated, anything for …, and nothing else", () => {
    expect("took 12 ms (1.5)").toMatch(outputPattern("took … ms (1.5)\n"));
    expect("took 12 ms (125)").not.toMatch(outputPattern("took … ms (1.5)\n"));
    expect("a\nb").not.toMatch(outputPattern("a…\n"));
  });
});
