import { OptionValueError } from "../../../src/core/index.ts";
import type { ModelCase } from "./case.ts";
import { fitCases } from "./fit.ts";
import { linearCases } from "./linear/index.ts";
import { treeCases } from "./trees.ts";

export type { Asked, ModelCase } from "./case.ts";
export { linearCases } from "./linear/index.ts";
export { treeCases } from "./trees.ts";

/** Cases of each suite, in the order of the table. A new case is a file and a line in its folder's index. */
export const modelSuites: Readonly<Record<string, readonly ModelCase[]>> = {
  linear: linearCases,
  trees: treeCases,
  fit: fitCases,
};

/**
 * The cases of a suite with a text in their name, whatever its letters' case.
 *
 * @throws OptionValueError where none has it.
 */
export function selectCases(suite: string, only: string): readonly ModelCase[] {
  const all = modelSuites[suite];
  const found = all.filter(({ id }) => id.toLowerCase().includes(only.toLowerCase()));
  if (found.length > 0) return found;
  throw new OptionValueError({
    where: "--only",
    problem: `no case of "${suite}" has "${only}" in its name`,
    allowed: `a part of: ${all.map(({ id }) => id).join("; ")}`,
    remedy: "correct the text, or leave --only out",
  });
}
