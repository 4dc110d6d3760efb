import { OptionValueError } from "../../../core/index.ts";
import { describeNoise, noiseVariance, type NoiseDistribution } from "./distribution.ts";
import type { GadgetShape } from "./noise/index.ts";
import { minimalNoise, MINIMAL_DIMENSION, type SecurityLevel } from "./security.ts";

/** All a bootstrapping key set is made of. Secrets are uniform binary; q = 2^64. */
export interface TfheParameters {
  /** n: dimension of the small LWE key, whose bits drive the blind rotation. */
  readonly lweDimension: number;
  /** k: mask polynomials of a GLWE ciphertext. */
  readonly glweDimension: number;
  /** N: a power of two from 128 to 32768. */
  readonly polynomialSize: number;
  /** Noise of the keyswitching key, on the integer scale of its modulus, and of small ciphertexts. */
  readonly lweNoise: NoiseDistribution;
  /** Noise of the bootstrapping key and of fresh ciphertexts under the large key (k N). */
  readonly glweNoise: NoiseDistribution;
  /** Gadget of the bootstrapping key. */
  readonly bootstrap: GadgetShape;
  /** Gadget of the keyswitching key and the modulus it switches to. */
  readonly keyswitch: GadgetShape & { readonly modulusLog: 32 | 64 };
}

/** What {@link secureParameters} needs: everything but the noise. */
export type ParameterSizes = Omit<TfheParameters, "lweNoise" | "glweNoise">;

/**
 * Fills in the least secure noise for both keys.
 *
 * @throws NoParametersError if n or k N is below 450.
 */
export function secureParameters(
  sizes: ParameterSizes,
  options: { security?: SecurityLevel; distribution?: NoiseDistribution["kind"] } = {},
): TfheParameters {
  return {
    ...sizes,
    lweNoise: minimalNoise(sizes.lweDimension, { ...options, logQ: sizes.keyswitch.modulusLog }),
    glweNoise: minimalNoise(sizes.glweDimension * sizes.polynomialSize, options),
  };
}

/** Whether both keys carry at least the noise their curve asks for. Test parameters do not. */
export function isSecure(parameters: TfheParameters, security: SecurityLevel = 128): boolean {
  const { lweDimension, glweDimension, polynomialSize, keyswitch } = parameters;
  return (
    enough(lweDimension, parameters.lweNoise, keyswitch.modulusLog) &&
    enough(glweDimension * polynomialSize, parameters.glweNoise, 64)
  );

  function enough(dimension: number, noise: NoiseDistribution, logQ: number): boolean {
    if (dimension < MINIMAL_DIMENSION) return false;
    const least = minimalNoise(dimension, { security, distribution: noise.kind, logQ });
    return noiseVariance(noise, logQ) >= noiseVariance(least, logQ) * (1 - 1e-9);
  }
}

/** One line for messages: `n=834 k=1 N=2048 bootstrap 2^23 x 1 keyswitch 2^3 x 5 (mod 2^32) ...`. */
export function describeParameters(p: TfheParameters): string {
  return (
    `n=${p.lweDimension} k=${p.glweDimension} N=${p.polynomialSize} ` +
    `bootstrap 2^${p.bootstrap.baseLog} x ${p.bootstrap.levels} ` +
    `keyswitch 2^${p.keyswitch.baseLog} x ${p.keyswitch.levels} (mod 2^${p.keyswitch.modulusLog}) ` +
    `${describeNoise(p.lweNoise)} / ${describeNoise(p.glweNoise)}`
  );
}

/**
 * Checks what every algorithm relies on, naming the first field that is wrong.
 *
 * @throws OptionValueError
 */
export function checkParameters(parameters: TfheParameters): void {
  const { lweDimension, glweDimension, polynomialSize, bootstrap, keyswitch } = parameters;
  integer("lweDimension", lweDimension, 1, 65_536);
  integer("glweDimension", glweDimension, 1, 64);
  integer("polynomialSize", polynomialSize, 128, 32_768);
  if (!Number.isInteger(Math.log2(polynomialSize))) bad("polynomialSize", polynomialSize, "a power of two");
  gadget("bootstrap", bootstrap, 62);
  gadget("keyswitch", keyswitch, keyswitch.modulusLog === 32 ? 31 : 62);
  const modulusLog: number = keyswitch.modulusLog;
  if (modulusLog !== 32 && modulusLog !== 64) bad("keyswitch.modulusLog", modulusLog, "32 or 64");
}

function gadget(name: string, { baseLog, levels }: GadgetShape, bits: number): void {
  integer(`${name}.baseLog`, baseLog, 1, 31);
  integer(`${name}.levels`, levels, 1, Math.floor(bits / baseLog));
}

function integer(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  bad(name, value, `an integer from ${least} to ${most}`);
}

function bad(name: string, value: number, allowed: string): never {
  throw new OptionValueError({
    where: `TFHE parameters, ${name}`,
    problem: `got ${value}`,
    allowed,
    remedy: "correct this field, or take a whole parameter set",
  });
}
