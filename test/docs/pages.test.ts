import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import * as core from "../../src/core/index.ts";
import * as models from "../../src/models/index.ts";
import { anchors, links, pages, read, root } from "./support/markdown.ts";

interface PackageJson {
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(read("package.json")) as PackageJson;
const all = pages();

/** Codes by class name, read off the classes themselves. */
const codes = new Map(
  Object.entries(core).flatMap(([name, Kind]) => {
    if (!/^[A-Z]\w*Error$/.test(name) || name === "FheLearnError") return [];
    const parts = { where: "", problem: "", allowed: "", remedy: "" };
    const error = new (Kind as unknown as new (parts: core.ErrorParts) => core.FheLearnError)(parts);
    return [[name, error.code] as const];
  }),
);

describe.each(all)("%s", (page) => {
  const text = read(page);

  test("links lead somewhere", () => {
    const broken = links(text).filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [path, anchor] = target.split("#");
      const file = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(root, file))) return true;
      return target.includes("#") && !anchors(read(file)).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("scripts exist", () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)|npm (?=start|test)(\w+)/g)].map((match) =>
      match.slice(1).join(""),
    );
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  test("imported doors exist", () => {
    const doors = [...text.matchAll(/["`]fhe-learn((?:\/[\w/-]+)?)["`]/g)].map(([, path]) => `.${path}`);
    expect(doors.filter((door) => !(door in manifest.exports))).toEqual([]);
  });

  test("files of the repository that are named exist", () => {
    const named = [
      ...text.matchAll(/`((?:src|test|docs|examples|bench|scripts)\/[\w./-]+\.(?:ts|md|json))`/g),
    ];
    const missing = named.map(([, path]) => path).filter((path) => !existsSync(join(root, path)));
    // NAME stands for any name.
    expect(missing.filter((path) => !path.includes("NAME"))).toEqual([]);
  });

  test("error classes exist", () => {
    const named = [...text.matchAll(/`([A-Z]\w*Error)`/g)].map(([, name]) => name);
    const foreign = ["FheLearnError", "TypeError", "RangeError", "Error"];
    expect(named.filter((name) => !codes.has(name) && !foreign.includes(name))).toEqual([]);
  });
});

test("the user guide's table lists every error class with its code, and no other", () => {
  const listed = [...read("docs/user-guide.md").matchAll(/^\| `(\w+Error)`\s+\| `([A-Z_]+)`/gm)];
  expect(Object.fromEntries(listed.map(([, name, code]) => [name, code]))).toEqual(Object.fromEntries(codes));
});

test("the user guide's table lists every model that can be encrypted, with all its options", () => {
  const rows = read("docs/user-guide.md").split("\n");
  const missing = Object.values(models).flatMap((Model) => {
    const spec = "spec" in Model ? Model.spec : undefined;
    if (spec?.tags.fhe !== true) return [];
    const row = rows.find((line) => line.startsWith(`| \`${spec.name}\``));
    if (row === undefined) return [spec.name];
    const options = Object.keys(spec.options).filter((name) => name !== "nBits" && name !== "fitIntercept");
    return options.filter((name) => !row.includes(`\`${name}\``)).map((name) => `${spec.name}: ${name}`);
  });
  expect(missing).toEqual([]);
});

test("docs/dependencies.md lists every package of package.json", () => {
  const page = read("docs/dependencies.md");
  const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test("docs/decisions/README.md lists every decision", () => {
  const decisions = all.filter((page) => /^docs\/decisions\/\d{4}-/.test(page));
  const listed = links(read("docs/decisions/README.md"));
  expect(
    decisions.map((page) => page.slice("docs/decisions/".length)).filter((name) => !listed.includes(name)),
  ).toEqual([]);
  expect(new Set(decisions.map((page) => page.slice(15, 19))).size).toBe(decisions.length);
});

test("docs/architecture.md lists every door of the package", () => {
  const page = read("docs/architecture.md");
  const doors = Object.keys(manifest.exports).filter((door) => !door.endsWith(".json"));
  expect(doors.filter((door) => !page.includes(`\`fhe-learn${door.slice(1)}\``))).toEqual([]);
});
