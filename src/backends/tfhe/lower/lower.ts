import { BitWidthError, NoParametersError, OptionValueError } from "../../../core/index.ts";
import { check, violations } from "../../../graph/index.ts";
import type { Graph } from "../../../graph/index.ts";
import { localPError, statisticalBits } from "../../options.ts";
import type { BackendOptions } from "../../options.ts";
import { chooseDiagramParameters, statisticalRoom } from "../diagrams/index.ts";
import type { DiagramParameters, DiagramPrediction, DiagramProgram } from "../diagrams/index.ts";
import { lowerSteps } from "./bootstrapped.ts";
import type { LoweredSteps } from "./bootstrapped.ts";
import { lowerDiagrams, MOST_BITS, NODE_LIMIT, suitsDiagrams } from "./diagrams.ts";
import { bootstrapLimits } from "./limits.ts";
import { lowerLinear } from "./linear.ts";
import type { LoweredLinear } from "./linear.ts";
import type { ScalarCircuit } from "./scalar-circuit.ts";
import { scalarize } from "./scalarize.ts";

/** Decision diagrams and the parameters they were lowered for. */
export interface LoweredDiagrams {
  readonly kind: "diagrams";
  readonly program: DiagramProgram;
  readonly parameters: DiagramParameters;
  readonly prediction: DiagramPrediction;
  /** Bits of statistical distance that model privacy could give at most. */
  readonly statisticalRoom: number;
}

/** A program, and the parameters it was lowered for. */
export type Lowered = LoweredLinear | LoweredSteps | LoweredDiagrams;

/**
 * Lowers a graph: to packed products where nothing has to be looked up, to decision diagrams for trees, tables of pairs
 * of inputs, and tables wider than a bootstrap holds, else to bootstraps. The option `lookups` decides otherwise.
 *
 * @throws NoParametersError, BitWidthError
 * @throws OptionValueError for `modelPrivacy` on a circuit with bootstraps.
 */
export function lower(graph: Graph, options: BackendOptions = {}): Lowered {
  const circuit = scalarize(graph);
  if (circuit.lookups.length === 0) return lowerLinear(graph, options, circuit);
  const { lookups: method = "automatic" } = options;
  const isTooWide = violations(graph, bootstrapLimits).length > 0;
  // Trees and pairs by bootstraps take seconds instead of milliseconds: only for those who ask.
  const isFixed = method === "diagrams" || (method === "automatic" && suitsDiagrams(circuit));
  if (isFixed || (method === "automatic" && isTooWide)) {
    const lowered = asDiagrams(graph, circuit, options, isFixed);
    if (lowered !== undefined) return lowered;
    if (isFixed) throw tooLarge(graph);
  }
  if (statisticalBits(options) !== undefined) throw noPrivacy(circuit);
  check(graph, method === "automatic" ? limitsBesideDiagrams : bootstrapLimits);
  return lowerSteps(graph, circuit, options);
}

/** What is too wide for bootstraps where diagrams were tried in vain. */
const limitsBesideDiagrams = {
  ...bootstrapLimits,
  lookupCost: (bits: number): string =>
    `${bootstrapLimits.lookupCost(bits)} (lookups: "diagrams" says why decision diagrams cannot hold it either)`,
};

/**
 * Undefined where there would be too many nodes, or no parameters are precise enough and the method is not fixed.
 *
 * @throws NoParametersError
 */
function asDiagrams(
  graph: Graph,
  circuit: ScalarCircuit,
  options: BackendOptions,
  isFixed: boolean,
): LoweredDiagrams | undefined {
  const program = lowerDiagrams(graph, circuit);
  if (program === undefined) return undefined;
  const problem = {
    program,
    log2PError: Math.log2(localPError(options, program.bias.length)),
    security: options.security ?? 128,
    statisticalBits: statisticalBits(options),
    where: graph.outputs[0].source || "backend tfhe",
  };
  try {
    const choice = chooseDiagramParameters(problem);
    return { kind: "diagrams", program, ...choice, statisticalRoom: statisticalRoom(problem) };
  } catch (error) {
    // Bootstraps have no model privacy: nothing to fall back on.
    const isFinal = isFixed || problem.statisticalBits !== undefined;
    if (error instanceof NoParametersError && !isFinal) return undefined;
    throw error;
  }
}

function noPrivacy({ lookups }: ScalarCircuit): OptionValueError {
  return new OptionValueError({
    where: "compile option modelPrivacy",
    problem: `asked for on a circuit with ${lookups.length} lookups by bootstraps`,
    allowed: "linear models, sums of functions of single inputs, and decision diagrams such as trees",
    remedy:
      "leave modelPrivacy out, and read docs/security.md on what replies tell: hiding them takes noise 2^20 times" +
      ' that of bootstraps, which a torus of 64 bits has no room for; lookups: "diagrams" may have some',
  });
}

function tooLarge(graph: Graph): BitWidthError {
  return new BitWidthError({
    where: graph.outputs[0].source || "backend tfhe",
    problem: `the decision diagrams of this circuit have more than ${NODE_LIMIT} nodes, or ${MOST_BITS} bits of inputs`,
    allowed:
      "functions of few input bits, such as trees, products of small numbers, tables of one or two inputs",
    remedy: 'use fewer or shallower trees, fewer features or bits, or pass lookups: "bootstraps"',
  });
}
