/**
 * Writes the data sets as TypeScript modules, so that they load the same way in Node, Deno and browsers.
 * Run: node scripts/build-datasets.ts
 */
import { readFile, writeFile } from "node:fs/promises";

const sources = {
  iris: "iris.csv",
  "breast-cancer": "breast_cancer.csv",
  diabetes: "diabetes.csv",
  "diabetes-raw": "diabetes_raw.csv",
  digits: "digits.csv",
  claims: "claims_small.csv",
};

for (const [name, file] of Object.entries(sources)) {
  const csv = await readFile(new URL(`../test/fixtures/datasets/${file}`, import.meta.url), "utf8");
  const code = [
    `// Generated from test/fixtures/datasets/${file} by scripts/build-datasets.ts. Do not edit.`,
    "",
    "/** Comma-separated values: a header line, then a row a line, the target last. */",
    "export const csv: string =",
    `  ${JSON.stringify(csv)};`,
    "",
  ].join("\n");
  await writeFile(new URL(`../src/datasets/data/${name}.ts`, import.meta.url), code);
}
