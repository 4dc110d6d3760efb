import { CorruptedDataError, OptionValueError } from "../../../core/index.ts";
import type { ClientSpecs } from "../../backend.ts";
import { elementCount } from "../../samples.ts";
import { checkSpecsHeader, SPECS_VERSION } from "../exchange.ts";
import { hasOwnCoins } from "../kernel/index.ts";
import { describeNoise, minimalNoise, noiseVariance } from "../params/index.ts";
import { sentBits } from "./bits.ts";
import type { DiagramProgram } from "./program.ts";
import type { DiagramParameters } from "./shape.ts";

/**
 * What a client knows of a circuit of diagrams. All of it is public. Nodes and leaves are not in it, nor which bits they
 * read; the least value of each output and the parameters follow from them, and tell that much.
 */
export interface DiagramSpecs extends ClientSpecs {
  readonly parameters: DiagramParameters & {
    readonly scheme: "diagrams";
    /** Least value of each output element. */
    readonly minimums: readonly number[];
  };
}

export function makeSpecs(
  program: DiagramProgram,
  parameters: DiagramParameters,
  circuitId: string,
): DiagramSpecs {
  return {
    formatVersion: SPECS_VERSION,
    backend: "tfhe",
    circuitId,
    inputs: program.inputs,
    outputs: program.outputs,
    parameters: { ...parameters, scheme: "diagrams", minimums: program.ranges.map(({ min }) => min) },
  };
}

/** Bits of a sample that travel, in order. */
export function sentBitCount({ inputs }: Pick<ClientSpecs, "inputs">): number {
  return sentBits(inputs).length;
}

/**
 * Reads specifications that came from elsewhere, and refuses parameters below the security curve: a client must not
 * encrypt, nor make keys, with noise a server chose too small.
 *
 * @throws CorruptedDataError
 * @throws OptionValueError for parameters that are not secure, or that no kernel runs.
 */
export function checkSpecs(specs: ClientSpecs): DiagramSpecs {
  const { parameters } = specs as DiagramSpecs;
  const where = "client specification";
  checkSpecsHeader(specs, "diagrams");
  const problem = malformed(specs as DiagramSpecs);
  if (problem !== undefined) {
    throw new CorruptedDataError({
      where,
      problem,
      allowed: "parameters as this library writes them",
      remedy: "fetch the specification of this circuit again",
    });
  }
  const dimension = parameters.glweDimension * parameters.polynomialSize;
  const required = minimalNoise(dimension, { security: parameters.security });
  if (!(noiseVariance(parameters.noise) >= noiseVariance(required))) {
    throw new OptionValueError({
      where,
      problem: `noise ${describeNoise(parameters.noise)} at dimension ${dimension}`,
      allowed: `at least ${describeNoise(required)} for ${parameters.security} bits of security`,
      remedy: "do not encrypt for this server; ask for a specification with secure parameters",
    });
  }
  return specs as DiagramSpecs;
}

/** The first field that cannot be right, in words. */
function malformed({ parameters, outputs, inputs }: DiagramSpecs): string | undefined {
  const { glweDimension, polynomialSize, ciphertexts, expansion, schemeSwitch, query } = parameters;
  const whole = (value: unknown, least: number, most: number): boolean =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  const gadget = (g: { baseLog: number; levels: number }): boolean =>
    whole(g.baseLog, 1, 31) && whole(g.levels, 1, 50) && g.baseLog * g.levels <= 48;
  if (!whole(glweDimension, 1, 8)) return `k = ${String(glweDimension)}`;
  if (!whole(Math.log2(polynomialSize), 7, 15)) return `N = ${String(polynomialSize)}`;
  if (!whole(expansion.length, 1, Math.log2(polynomialSize))) return `${expansion.length} steps of expansion`;
  if (![...expansion, schemeSwitch, query].every(gadget)) return "a gadget out of range";
  if (!hasOwnCoins(query)) return "a query gadget out of range";
  if (!whole(ciphertexts, 1, 65_536)) return `${String(ciphertexts)} ciphertexts`;
  const room = 2 ** expansion.length * ciphertexts;
  if (Math.ceil(sentBitCount({ inputs }) / ciphertexts) * query.levels * ciphertexts > room) {
    return `${sentBitCount({ inputs })} bits in ${ciphertexts} ciphertexts`;
  }
  const { queryBits, keyBits, answerBits, precision, minimums, floodLog2 } = parameters;
  if (![queryBits, keyBits, answerBits].every((bits) => whole(bits, 1, 64)))
    return "bits of words out of range";
  if (!whole(precision, 1, 53)) return `precision ${String(precision)}`;
  if (floodLog2 !== null && !whole(floodLog2, 0, 62 - precision))
    return `flooding of ${String(floodLog2)} bits`;
  return minimums.length === elementCount(outputs) ? undefined : `${minimums.length} least values`;
}
