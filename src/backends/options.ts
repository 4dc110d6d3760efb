import { ConflictingOptionsError, OptionValueError, UnknownOptionError } from "../core/index.ts";
import type { RunOptions } from "../core/index.ts";

/** Failure probability of one output or lookup where nothing else is asked for. */
export const DEFAULT_P_ERROR = 2 ** -40;

/** The failure probability that results must have before others see them (IND-CPA-D). */
const CPA_D_P_ERROR = 2 ** -128;

/** Options a backend takes. */
export interface BackendOptions extends RunOptions {
  /**
   * Largest probability that one lookup, or one levelled output, is wrong: in (0, 1). Default 2^-40. `"cpa-d"` is
   * 2^-128, for decrypted results that others may see; see docs/security.md. Not every precision reaches it.
   */
  readonly pError?: number | "cpa-d" | undefined;
  /** Largest probability that anything of one sample is wrong: in (0, 1). Excludes `pError`. */
  readonly globalPError?: number | undefined;
  /** How table lookups run. Default `"automatic"`. */
  readonly lookups?: LookupMethod | undefined;
  /** Bits of security of all parameters. Default 128. */
  readonly security?: 128 | 132 | undefined;
  /**
   * Hides the weights of a levelled layer, or the tests and leaves of decision diagrams, from the client who holds the key:
   * the server re-randomises its answer and floods its noise. `true` asks for a statistical distance of 2^-20 a reply.
   * Default false.
   */
  readonly modelPrivacy?: boolean | { readonly statisticalBits: number } | undefined;
}

/**
 * How table lookups run: by `"bootstraps"`; as decision `"diagrams"` of CMUX gates over the bits of the inputs, without a
 * bootstrap; or `"automatic"`: diagrams for trees, for tables with an entry for every pair of two inputs and for tables too
 * wide for a bootstrap, bootstraps otherwise.
 */
export type LookupMethod = "automatic" | "bootstraps" | "diagrams";

/** Bits of statistical distance `modelPrivacy: true` asks for. */
const DEFAULT_STATISTICAL_BITS = 20;

/** The statistical distance asked for, in bits, or undefined where model privacy is off. */
export function statisticalBits({ modelPrivacy }: BackendOptions): number | undefined {
  if (modelPrivacy === undefined || modelPrivacy === false) return undefined;
  return modelPrivacy === true ? DEFAULT_STATISTICAL_BITS : modelPrivacy.statisticalBits;
}

/** Rounding of wide values before they enter a table lookup. */
export type RoundingOption = number | { readonly nBits: number; readonly method: "exact" | "approximate" };

/** Options of `compile`. */
export interface CompileOptions extends BackendOptions {
  /** Name of a registered backend. Default `"tfhe"`. */
  readonly backend?: string | undefined;
  /** Bits to keep of values that enter a table lookup; none are dropped by default. */
  readonly roundingThresholdBits?: RoundingOption | undefined;
  /** `"sound"` (default) ranges hold for every input; `"measured"` ones for the input set, with a margin. */
  readonly ranges?: "sound" | "measured" | undefined;
}

/** A rounding option with its method spelled out. */
export function readRounding(rounding: RoundingOption): Exclude<RoundingOption, number> {
  return typeof rounding === "number" ? { nBits: rounding, method: "exact" } : rounding;
}

const NAMES = [
  "backend",
  "globalPError",
  "lookups",
  "modelPrivacy",
  "onProgress",
  "pError",
  "ranges",
  "roundingThresholdBits",
  "security",
  "signal",
];

/**
 * Checks options a user wrote.
 *
 * @param extra - Names the caller takes besides.
 * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError
 */
export function checkCompileOptions(
  options: CompileOptions,
  where: string,
  extra: readonly string[] = [],
): void {
  const known = [...NAMES, ...extra];
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new UnknownOptionError({
        where,
        problem: `unknown option "${name}"`,
        allowed: known.join(", "),
        remedy: "check the spelling",
      });
    }
  }
  const { pError, globalPError, security, ranges, roundingThresholdBits: rounding } = options;
  if (pError !== undefined && globalPError !== undefined) {
    throw new ConflictingOptionsError({
      where,
      problem: `pError = ${pError} and globalPError = ${globalPError} are both given`,
      allowed: "one of the two",
      remedy: "keep pError for a bound a lookup, or globalPError for a bound a sample",
    });
  }
  if (pError !== "cpa-d") checkProbability("pError", pError, where);
  checkProbability("globalPError", globalPError, where);
  if (security !== undefined && ![128, 132].includes(security)) {
    throw badValue(where, "security", security, "128 or 132 bits, the levels with published security curves");
  }
  if (ranges !== undefined && !["sound", "measured"].includes(ranges)) {
    throw badValue(where, "ranges", ranges, '"sound" or "measured"');
  }
  const { lookups } = options;
  if (lookups !== undefined && !["automatic", "bootstraps", "diagrams"].includes(lookups)) {
    throw badValue(where, "lookups", lookups, '"automatic", "bootstraps" or "diagrams"');
  }
  if (rounding !== undefined) checkRounding(rounding, where);
  const bits = statisticalBits(options);
  if (bits !== undefined && !(Number.isInteger(bits) && bits >= 1 && bits <= 60)) {
    throw badValue(
      where,
      "modelPrivacy.statisticalBits",
      bits,
      "true, false, or a whole number of bits from 1 to 60",
    );
  }
}

/** The probability asked for one lookup or output, where no other is asked for a sample. */
export function readPError({ pError = DEFAULT_P_ERROR }: BackendOptions): number {
  return pError === "cpa-d" ? CPA_D_P_ERROR : pError;
}

/** The probability each of `count` values of a sample may fail with. */
export function localPError(options: BackendOptions, count: number): number {
  if (options.globalPError === undefined) return readPError(options);
  // 1 - (1 - global)^(1/count), accurate for tiny probabilities.
  return -Math.expm1(Math.log1p(-options.globalPError) / Math.max(1, count));
}

function checkProbability(name: string, value: number | undefined, where: string): void {
  if (value === undefined) return;
  if (typeof value === "number" && value > 0 && value < 1) return;
  const preset = name === "pError" ? ', or "cpa-d" for 2 ** -128' : "";
  throw badValue(where, name, value, `a probability above 0 and below 1, for example 2 ** -40${preset}`);
}

function checkRounding(rounding: RoundingOption, where: string): void {
  const { nBits, method } = readRounding(rounding);
  if (!Number.isInteger(nBits) || nBits < 1 || nBits > 16) {
    throw badValue(where, "roundingThresholdBits", nBits, "a whole number of bits from 1 to 16");
  }
  if (!["exact", "approximate"].includes(method)) {
    throw badValue(where, "roundingThresholdBits.method", method, '"exact" or "approximate"');
  }
}

function badValue(where: string, name: string, value: unknown, allowed: string): OptionValueError {
  return new OptionValueError({
    where,
    problem: `${name} = ${typeof value === "string" ? `"${value}"` : String(value)}`,
    allowed,
    remedy: `pass another ${name} or leave it out for the default`,
  });
}
