import { throwIfCancelled } from "../../../core/index.ts";
import type { Engine } from "./engine-types.ts";
import type { KernelFeatures } from "./features.ts";
import { openReferenceEngine } from "./reference/engine.ts";
import type { EngineShape } from "./shape.ts";

export interface EngineOptions {
  /** Worker threads; default 1: the calling thread. */
  readonly threads?: number;
  /** Overrides what was detected, to force a build. */
  readonly features?: Partial<KernelFeatures>;
  readonly signal?: AbortSignal | undefined;
}

/** Opens an engine for one key set. */
export function openEngine(shape: EngineShape, options: EngineOptions = {}): Promise<Engine> {
  throwIfCancelled(options.signal, "openEngine");
  return Promise.resolve(openReferenceEngine(shape));
}
