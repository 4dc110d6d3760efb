import { readFile } from "node:fs/promises";
import { InvalidInputError } from "../../src/core/index.ts";

/** What scikit-learn did and got, as a file of `test/fixtures/linear` has it. */
export interface LinearFixture {
  readonly id: string;
  readonly dataset: string;
  readonly target: string;
  readonly prep: { readonly columns: readonly number[] | null; readonly standardize: boolean };
  readonly params: Readonly<Record<string, unknown>>;
  readonly test: { readonly score: number };
}

const folder = new URL("../../test/fixtures/linear/", import.meta.url);

/**
 * Reads a stored case; its name begins with that of its file.
 *
 * @throws InvalidInputError for a case that is not there.
 */
export async function readFixture(id: string): Promise<LinearFixture> {
  const file = new URL(`${id.split("/")[0]}.json`, folder);
  const stored = JSON.parse(await readFile(file, "utf8")) as Partial<
    Record<"cases" | "deterministic_cases", readonly LinearFixture[]>
  >;
  const all = [...(stored.cases ?? []), ...(stored.deterministic_cases ?? [])];
  const found = all.find((each) => each.id === id);
  if (found) return found;
  throw new InvalidInputError({
    where: "readFixture",
    problem: `no case "${id}"`,
    allowed: all.map((each) => each.id).join("; "),
    remedy: "correct the fixture of the benchmark case",
  });
}
