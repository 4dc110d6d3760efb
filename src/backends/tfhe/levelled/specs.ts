import { OptionValueError } from "../../../core/index.ts";
import type { ClientSpecs } from "../../backend.ts";
import { checkSpecsHeader, SPECS_VERSION } from "../exchange.ts";
import { elementCount } from "../../samples.ts";
import { minimalNoise, noiseVariance } from "../params/index.ts";
import { slotsOf } from "../program/slots.ts";
import type { OutputEncoding, TfheProgram } from "../program/index.ts";
import type { LevelledParameters } from "./shape.ts";

/**
 * What a client knows of a levelled circuit. All of it is public. The weights are not in it; precision and
 * dimensions follow from their range and norm, and tell that much.
 */
export interface LevelledSpecs extends ClientSpecs {
  readonly parameters: LevelledParameters &
    OutputEncoding & {
      readonly scheme: "levelled";
      /** Input elements that travel as bits; see `slotsOf`. */
      readonly thermometer: readonly number[];
      /** Numbers that travel: elements, and bits of thermometer elements. */
      readonly features: number;
      readonly outputCount: number;
    };
}

export function makeSpecs(
  program: TfheProgram,
  parameters: LevelledParameters,
  circuitId: string,
): LevelledSpecs {
  return {
    formatVersion: SPECS_VERSION,
    backend: "tfhe",
    circuitId,
    inputs: program.inputs,
    outputs: program.outputs,
    parameters: {
      ...parameters,
      ...program.encoding,
      scheme: "levelled",
      thermometer: program.thermometer,
      features: slotsOf(program.inputs, program.thermometer).length,
      outputCount: elementCount(program.outputs),
    },
  };
}

/**
 * Reads specifications that came from elsewhere, and refuses parameters below the security curve: a
 * client must not encrypt with noise a server chose too small.
 *
 * @throws CorruptedDataError
 */
export function checkSpecs(specs: ClientSpecs): LevelledSpecs {
  const { parameters } = specs as LevelledSpecs;
  const where = "client specification";
  checkSpecsHeader(specs, "levelled");
  const dimension = parameters.glweDimension * parameters.polynomialSize;
  const required = noiseVariance(minimalNoise(dimension, { security: parameters.security }));
  if (!(noiseVariance(parameters.noise) >= required)) {
    throw new OptionValueError({
      where,
      problem: `noise variance ${noiseVariance(parameters.noise).toExponential(2)} at dimension ${dimension}`,
      allowed: `at least ${required.toExponential(2)} for ${parameters.security} bits of security`,
      remedy: "do not encrypt for this server; ask for a specification with secure parameters",
    });
  }
  return specs as LevelledSpecs;
}
