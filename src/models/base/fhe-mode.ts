import { throwIfCancelled, UnknownFheModeError } from "../../core/index.ts";
import type { RandomState, RunOptions, VectorLike } from "../../core/index.ts";
import { checkNames, show } from "./options.ts";

/**
 * Where a prediction is computed.
 *
 * - `float`: the unquantized model in the clear, for comparison.
 * - `disable`: the quantized integers in the clear; needs no compile.
 * - `simulate`: as the compiled circuit would answer, its noise and errors sampled.
 * - `execute`: keys, encryption, encrypted run and decryption.
 */
export type FheMode = "float" | "disable" | "simulate" | "execute";

/** Options of predict and its relatives. */
export interface PredictOptions extends RunOptions {
  /** Default `disable`. */
  readonly fhe?: FheMode | undefined;
  /** Seed of the simulated noise; only for `simulate`. */
  readonly randomState?: RandomState;
}

/** Options of `score`. */
export interface ScoreOptions extends PredictOptions {
  /** Weight of each row in the score. Default: 1 each. */
  readonly sampleWeight?: VectorLike | undefined;
}

const MODES: readonly FheMode[] = ["float", "disable", "simulate", "execute"];

/** Names of {@link PredictOptions}, for checks. */
export const PREDICT_OPTIONS: readonly string[] = ["fhe", "randomState", "signal", "onProgress"];

/** Names of {@link ScoreOptions}, for checks. */
export const SCORE_OPTIONS: readonly string[] = [...PREDICT_OPTIONS, "sampleWeight"];

/**
 * The mode of a call, its options checked.
 *
 * @throws UnknownFheModeError for a mode that does not exist: it must not fall back to the clear.
 * @throws UnknownOptionError for a misspelt option name, for the same reason.
 */
export function checkMode(options: PredictOptions, where: string): FheMode {
  checkNames(where, options, PREDICT_OPTIONS);
  throwIfCancelled(options.signal, where);
  // A default, not `??`: null is no mode.
  const { fhe: mode = "disable" } = options;
  if (MODES.includes(mode)) return mode;
  throw new UnknownFheModeError({
    where,
    problem: `fhe = ${show(mode)}`,
    allowed: MODES.map((known) => `"${known}"`).join(", "),
    remedy: 'pass fhe: "execute" for encrypted data, "simulate" to try it out, "disable" for the clear',
  });
}
