import { OptionValueError } from "../../../core/index.ts";
import type { ClientSpecs } from "../../backend.ts";
import { checkSpecsHeader, SPECS_VERSION } from "../exchange.ts";
import { PACKED_SIZE } from "./packing.ts";
import {
  checkParameters,
  describeParameters,
  isSecure,
  minimalNoise,
  noiseVariance,
} from "../params/index.ts";
import { slotsOf } from "../program/slots.ts";
import type { StepProgram, TorusWord } from "../program/steps.ts";
import { outputCodes } from "./answers.ts";
import type { OutputCode } from "./answers.ts";
import type { BootstrappedParameters } from "./shape.ts";

/**
 * What a client knows of a circuit with lookups. All of it is public. Tables and weights are not in it; scales and
 * parameters follow from them, and tell that much.
 */
export interface BootstrappedSpecs extends ClientSpecs {
  readonly parameters: BootstrappedParameters & {
    readonly scheme: "bootstrapped";
    /** Input elements that travel as bits; see `slotsOf`. */
    readonly thermometer: readonly number[];
    /** What a step of each input element, or of each of its bits, is on the torus. */
    readonly elementUnits: readonly TorusWord[];
    readonly outputCodes: readonly OutputCode[];
  };
}

export function makeSpecs(
  program: StepProgram,
  parameters: BootstrappedParameters,
  circuitId: string,
): BootstrappedSpecs {
  const { inputs, outputs, thermometer, elements, units } = program;
  return {
    formatVersion: SPECS_VERSION,
    backend: "tfhe",
    circuitId,
    inputs,
    outputs,
    parameters: {
      ...parameters,
      scheme: "bootstrapped",
      thermometer,
      elementUnits: elements.map((element) =>
        element === null
          ? "0"
          : String(BigInt.asUintN(64, BigInt(element.scale) * BigInt(units[element.unit]))),
      ),
      outputCodes: outputCodes(program),
    },
  };
}

/**
 * Reads specifications that came from elsewhere, and refuses parameters below the security curve: a client must not
 * make keys with noise a server chose too small.
 *
 * @throws CorruptedDataError
 * @throws OptionValueError for parameters that are not secure.
 */
export function checkSpecs(specs: ClientSpecs): BootstrappedSpecs {
  const { parameters } = specs as BootstrappedSpecs;
  const where = "client specification";
  checkSpecsHeader(specs, "bootstrapped");
  checkParameters(parameters.tfhe);
  const { packing, security } = parameters;
  const isPackingSecure =
    packing === null ||
    noiseVariance(packing.noise) >=
      noiseVariance(minimalNoise(packing.glweDimension * PACKED_SIZE, { security })) * (1 - 1e-9);
  if (!isSecure(parameters.tfhe, security) || !isPackingSecure) {
    throw new OptionValueError({
      where,
      problem: `parameters ${describeParameters(parameters.tfhe)}`,
      allowed: `at least the noise of the ${parameters.security}-bit security curve`,
      remedy: "do not encrypt for this server; ask for a specification with secure parameters",
    });
  }
  return specs as BootstrappedSpecs;
}

/** How the slots of a sample are spread over packed ciphertexts: equal shares, none beyond N. */
export function packing({ inputs, parameters }: BootstrappedSpecs): {
  slots: number;
  width: number;
  ciphertexts: number;
} {
  const slots = slotsOf(inputs, parameters.thermometer).length;
  const ciphertexts = Math.max(1, Math.ceil(slots / parameters.tfhe.polynomialSize));
  return { slots, width: Math.ceil(slots / ciphertexts), ciphertexts };
}
