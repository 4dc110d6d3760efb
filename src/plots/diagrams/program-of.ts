import type { Circuit } from "../../backends/index.ts";
import type { DiagramProgram } from "../../backends/tfhe/diagrams/index.ts";
import { UnsupportedOperationError } from "../../core/index.ts";

/** The diagrams of a circuit: those it runs as, or those its graph would be. */
export async function programOf(given: Circuit | DiagramProgram, where: string): Promise<DiagramProgram> {
  if (isProgram(given)) return given;
  if (given.isExecutable) {
    const { lowered } = given.executable as { readonly lowered?: { readonly program?: unknown } };
    if (isProgram(lowered?.program)) return lowered.program;
  }
  // The compiler is heavy, and programs alone can be drawn without it.
  const { lowerDiagrams, scalarize } = await import("../../backends/tfhe/lower/index.ts");
  const program = lowerDiagrams(given.graph, scalarize(given.graph));
  if (program) return program;
  throw new UnsupportedOperationError({
    where,
    problem: "the circuit has no decision diagram: it would take too many nodes or bits",
    allowed: "trees, comparisons and lookups of few bits",
    remedy: "lower nBits or the number of inputs, or print circuit.graph instead",
  });
}

function isProgram(value: unknown): value is DiagramProgram {
  return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "diagrams";
}
