import { UnsupportedOperationError } from "../../core/index.ts";
import type { Explanation } from "../explanation.ts";
import type { Circuit } from "./circuit.ts";

/**
 * Which place of a circuit costs what, which one decides the parameters, and what one bit less there would save.
 *
 * ```ts
 * console.log(explain(circuit).toString());
 * ```
 *
 * @throws UnsupportedOperationError for backends without a cost model.
 */
export function explain(circuit: Circuit): Explanation {
  const { executable } = circuit;
  const explanation = executable.explain?.();
  if (explanation !== undefined) return explanation;
  throw new UnsupportedOperationError({
    where: "explain",
    problem: `backend "${executable.backend}" has no cost model`,
    allowed: 'circuits compiled for "tfhe"',
    remedy: 'compile with backend: "tfhe"',
  });
}
