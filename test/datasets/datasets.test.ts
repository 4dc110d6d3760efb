import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  loadBreastCancer,
  loadClaims,
  loadDiabetes,
  loadDigits,
  loadIris,
} from "../../src/datasets/index.ts";

interface Description {
  name: string;
  rows: number;
  columns: string[];
  features: string[];
  class_names: string[] | null;
}

const read = (file: string): string =>
  readFileSync(new URL(`../fixtures/datasets/${file}`, import.meta.url), "utf8");
const { datasets } = JSON.parse(read("datasets.json")) as { datasets: Description[] };

function reference(name: string): Description & { column: (name: string) => number[] } {
  const description = datasets.find((dataset) => dataset.name === name)!;
  const rows = read(`${name}.csv`)
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
  return { ...description, column: (title) => rows.map((row) => row[description.columns.indexOf(title)]) };
}

test.each([
  ["iris", loadIris, "target"],
  ["breast_cancer", loadBreastCancer, "target"],
  ["diabetes", loadDiabetes, "target"],
  ["diabetes_raw", () => loadDiabetes({ scaled: false }), "target"],
  ["digits", loadDigits, "target"],
  ["claims_small", loadClaims, "frequency"],
])("%s equals its reference file", async (name, load, target) => {
  const [ours, expected] = [await load(), reference(name)];
  expect(ours.X.shape).toEqual([expected.rows, expected.features.length]);
  expect(ours.featureNames).toEqual(expected.features);
  expected.features.forEach((feature, j) => {
    expect(Array.from(ours.X, (row) => row[j])).toEqual(expected.column(feature));
  });
  expect(Array.from(ours.y)).toEqual(expected.column(target));
  expect("targetNames" in ours ? ours.targetNames : null).toEqual(expected.class_names);
  expect(ours.description).toContain(String(expected.rows));
  expect(ours.licence).not.toBe("");
});

test("claims carries every column", async () => {
  const [claims, expected] = [await loadClaims(), reference("claims_small")];
  const columns = {
    exposure: claims.exposure,
    claim_nb: claims.claimNb,
    claim_amount: claims.claimAmount,
    frequency: claims.frequency,
    avg_claim: claims.avgClaim,
    pure_premium: claims.purePremium,
  };
  expect([...claims.featureNames, ...Object.keys(columns)]).toEqual(expected.columns);
  for (const [name, values] of Object.entries(columns))
    expect(Array.from(values)).toEqual(expected.column(name));
});

test("every call gives data of its own", async () => {
  const [first, second] = [await loadIris(), await loadIris()];
  first.X.data.fill(0);
  expect(second.X.at(0, 0)).toBe(5.1);
});
