import type { Shape } from "../../core/index.ts";
import type { SimulationReport } from "../backend.ts";
import type { Lowered } from "../tfhe/lower/index.ts";

/** A tensor as it is copied between threads. */
export interface PlainTensor {
  readonly data: Float64Array;
  readonly shape: Shape;
}

/** What a worker is sent: a program once, then blocks of rows. */
export type ToSimulator =
  | { readonly lowered: Lowered }
  | { readonly first: number; readonly features: PlainTensor; readonly seed: number };

/** What it answers to a block; an error as its text. */
export type FromSimulator =
  { readonly outputs: PlainTensor; readonly report: SimulationReport } | { readonly error: string };
