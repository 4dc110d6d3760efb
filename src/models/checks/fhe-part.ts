import type { Tensor } from "../../core/index.ts";
import type { Graph } from "../../graph/index.ts";
import type { ClientProcessing } from "../processing/index.ts";

/** The methods of models that run on encrypted data. */
export interface FhePart {
  readonly isCompiled: boolean;
  readonly fheCircuit: { readonly isExecutable: boolean };
  readonly graph: Graph;
  readonly clientProcessing: ClientProcessing;
  compile(X: Tensor, options?: Record<string, unknown>): Promise<unknown>;
  /** What pipelines do to rows before they are quantized. */
  preprocess?(X: Tensor): Promise<Tensor>;
}
