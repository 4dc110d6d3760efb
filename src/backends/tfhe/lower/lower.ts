import { OptionValueError } from "../../../core/index.ts";
import type { Graph } from "../../../graph/index.ts";
import { statisticalBits } from "../../options.ts";
import type { BackendOptions } from "../../options.ts";
import { lowerSteps } from "./bootstrapped.ts";
import type { LoweredSteps } from "./bootstrapped.ts";
import { lowerLinear } from "./linear.ts";
import type { LoweredLinear } from "./linear.ts";
import { scalarize } from "./scalarize.ts";

/** A program, and the parameters it was lowered for. */
export type Lowered = LoweredLinear | LoweredSteps;

/**
 * Lowers a graph: to packed products where nothing has to be looked up, else to bootstraps.
 *
 * @throws NoParametersError, BitWidthError
 * @throws OptionValueError for `modelPrivacy` on a circuit with lookups.
 */
export function lower(graph: Graph, options: BackendOptions = {}): Lowered {
  const circuit = scalarize(graph);
  if (circuit.lookups.length === 0) return lowerLinear(graph, options, circuit);
  if (statisticalBits(options) !== undefined) {
    throw new OptionValueError({
      where: "compile option modelPrivacy",
      problem: `asked for on a circuit with ${circuit.lookups.length} lookups`,
      allowed: "circuits without bootstraps: linear models and sums of functions of single inputs",
      remedy: "leave modelPrivacy out, and read docs/security.md on what replies tell",
    });
  }
  return lowerSteps(graph, circuit, options);
}
