import { OptionValueError } from "../../../core/index.ts";

/** A gadget: digits in base B = 2^baseLog, levels of weight q/B, q/B^2, ..., q/B^levels. */
export interface Gadget {
  readonly baseLog: number;
  readonly levels: number;
}

/** LWE keyswitch from `inputDimension` modulo 2^64 to `outputDimension` modulo 2^modulusLog. */
export interface KeyswitchShape extends Gadget {
  readonly inputDimension: number;
  readonly outputDimension: number;
  readonly modulusLog: 32 | 64;
}

/** What an engine is made for: one GLWE size, and the gadgets of the keys it will hold. */
export interface EngineShape {
  /** k, at least 1. */
  readonly glweDimension: number;
  /** N, a power of two from 128 to 32768. */
  readonly polynomialSize: number;
  /** n, dimension of the small LWE key that rotates; needed by `bootstrap` and `keyswitch`. */
  readonly lweDimension?: number;
  /** Gadget of the bootstrapping key; absent: no blind rotation. */
  readonly bootstrap?: Gadget;
  /** Gadget and target modulus of the keyswitching key (k N -> n); absent: no keyswitch. */
  readonly keyswitch?: Gadget & { readonly modulusLog: 32 | 64 };
  /** Bytes kept free for GGSW and GLWE keyswitching keys loaded later. Default 0. */
  readonly extraKeyBytes?: number;
}

/** How exponents are rounded: see `reference/modulus-switch.ts`. */
export type ModulusSwitchMode = "centred" | "standard";

/** One-sided digits have mean -1/2: an offset common to all lookups unless B is large. */
export function usesBalancedKeyswitchDigits({ baseLog }: Gadget): boolean {
  return baseLog < 10;
}

export const smallestPolynomialSize = 128;
export const largestPolynomialSize = 32768;

/** @throws OptionValueError naming the first field that no kernel supports. */
export function checkShape(shape: EngineShape): void {
  const { glweDimension: k, polynomialSize: size, lweDimension: n, bootstrap, keyswitch } = shape;
  const logSize = Math.log2(size);
  if (!Number.isInteger(logSize) || size < smallestPolynomialSize || size > largestPolynomialSize) {
    throw bad(
      "polynomialSize",
      size,
      `a power of two from ${smallestPolynomialSize} to ${largestPolynomialSize}`,
    );
  }
  checkInteger("glweDimension", k, 1, 64);
  if (bootstrap !== undefined || keyswitch !== undefined) checkInteger("lweDimension", n, 1, 1 << 16);
  if (bootstrap !== undefined) {
    checkGadget("bootstrap", bootstrap);
    // Its digits are cut out of the 52 bits of a mantissa; transforms are no finer than that.
    checkInteger("bootstrap.baseLog * levels", bootstrap.baseLog * bootstrap.levels, 1, 52);
  }
  if (keyswitch !== undefined) {
    checkGadget("keyswitch", keyswitch);
    if (keyswitch.modulusLog !== 32 && (keyswitch.modulusLog as number) !== 64) {
      throw bad("keyswitch.modulusLog", keyswitch.modulusLog, "32 or 64");
    }
  }
}

/** @throws OptionValueError unless B is 2^1 to 2^31, l at least 1, and B^l below 2^63. */
export function checkGadget(name: string, gadget: Gadget): void {
  checkInteger(`${name}.baseLog`, gadget.baseLog, 1, 31);
  checkInteger(`${name}.levels`, gadget.levels, 1, Math.floor(62 / gadget.baseLog));
}

function checkInteger(name: string, value: number | undefined, least: number, most: number): void {
  if (!Number.isInteger(value) || value! < least || value! > most) {
    throw bad(name, value, `an integer from ${least} to ${most}`);
  }
}

function bad(name: string, value: number | undefined, allowed: string): OptionValueError {
  return new OptionValueError({
    where: `openEngine shape.${name}`,
    problem: `got ${String(value)}`,
    allowed,
    remedy: "use parameters from fhe-learn/tfhe, or correct this field",
  });
}

/** (k + 1) N: words of a GLWE ciphertext. */
export function glweWords(shape: EngineShape): number {
  return (shape.glweDimension + 1) * shape.polynomialSize;
}

/** k N: dimension of the flattened GLWE key. */
export function bigLweDimension(shape: EngineShape): number {
  return shape.glweDimension * shape.polynomialSize;
}
