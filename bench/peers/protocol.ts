/** Requests and answers both model drivers know; milliseconds are measured inside them. */
import type { PreparedData } from "../lib/data.ts";
import type { ScoreName } from "../lib/scores.ts";

export type Phase = "fit" | "simulate" | "keygen" | "encrypt" | "run" | "decrypt";
export const phases: readonly Phase[] = ["fit", "simulate", "keygen", "encrypt", "run", "decrypt"];

export interface HelloAnswer {
  readonly library: string;
  readonly version: string;
  readonly importMs: number;
  readonly peakBytes: number;
}

export interface MemoryAnswer {
  readonly peakBytes: number;
  readonly residentBytes: number;
}

export interface OpenRequest {
  readonly op: "open";
  readonly case: string;
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly nBits: number;
  readonly pError: number;
  readonly score: ScoreName;
  /** Nothing is quantized or compiled: only `fit` will be asked for. */
  readonly fitOnly: boolean;
  readonly data: PreparedData;
}

/** With `fitOnly` all but the float score are absent. */
export interface OpenAnswer {
  readonly floatScore: number;
  /** The library's first fit, quantization included. */
  readonly fitMs?: number;
  readonly compileMs?: number;
  readonly quantizedScore?: number;
  readonly maxBits?: number;
  readonly bootstraps?: number;
}

/** `{"op":PHASE,"case":ID,"rounds":N}`; encrypt and clear also take `row`, a row of the test part. */
export interface PhaseAnswer {
  /** fit: of a fresh model; on Concrete ML's side scikit-learn's estimator alone, the yardstick. */
  readonly ms: readonly number[];
  /** fit: processor time of all threads. */
  readonly cpuMs?: readonly number[];
  /** encrypt, run: bytes of what travels, serialized. */
  readonly bytes?: number;
  readonly evaluationKeyBytes?: number;
  /** simulate: rows of one round, and the score where they are the whole test part. */
  readonly rows?: number;
  readonly score?: number;
  /** decrypt: what a user is given. */
  readonly values?: readonly number[];
}

/** clear: the same answer by the quantized model without encryption. */
export interface ClearAnswer {
  readonly values: readonly number[];
}
