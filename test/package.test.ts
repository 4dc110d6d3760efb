/** What the package promises whoever imports it, read from the sources' static import graph. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = new URL("../", import.meta.url);

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as Manifest;

/** Source files of the doors, by export name. */
const doors = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === "string"
    ? []
    : [[name, target.default.replace("./dist/", "src/").replace(/\.js$/, ".ts")] as const],
);

/** Modules that are loaded when `entry` is: relative ones followed, others as they are written. */
function staticImports(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: URL): void => {
    if (files.has(file.href)) return;
    files.add(file.href);
    const text = readFileSync(file, "utf8");
    // `import type` and `export type` vanish; dynamic import() is loaded later, if ever.
    for (const [, specifier] of text.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from\s+"([^"]+)"/gm)) {
      if (specifier.startsWith(".")) visit(new URL(specifier, file));
      else packages.add(specifier);
    }
  };
  visit(new URL(entry, root));
  return { files, packages };
}

test("every export has a source", () => {
  expect(doors.length).toBeGreaterThan(8);
  for (const [name, file] of doors) {
    expect(existsSync(fileURLToPath(new URL(file, root))), `${name}: ${file}`).toBe(true);
  }
});

describe.each(doors)("%s", (_, file) => {
  test("imports nothing that takes seconds, and only declared dependencies", () => {
    const { packages } = staticImports(file);
    expect(packages).not.toContain("mathjs");
    expect(packages).not.toContain("ml-matrix");
    for (const name of packages) {
      if (name.startsWith("node:")) continue;
      const owner = name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : name.split("/")[0];
      expect(Object.keys(manifest.dependencies)).toContain(owner);
    }
  });

  test("needs no node: module, so that it loads in a browser", () => {
    expect([...staticImports(file).packages].filter((name) => name.startsWith("node:"))).toEqual([]);
  });
});

test("the client door leaves training, tracing and lowering behind", () => {
  const files = [...staticImports("src/client.ts").files].map((href) => href.slice(root.href.length));
  const foreign = files.filter((file) =>
    /^src\/(graph|datasets)\/|\/(solvers|linear|lower|kernel\/(?!wasm))\//.test(file),
  );
  expect(foreign).toEqual([]);
});
