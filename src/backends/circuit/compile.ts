import { OptionValueError, throwIfCancelled, UnsupportedOperationError } from "../../core/index.ts";
import type { Tensor } from "../../core/index.ts";
import { check, measureRanges, roundLookups, runPasses, trace } from "../../graph/index.ts";
import type { Graph, TracedFunction } from "../../graph/index.ts";
import { checkCompileOptions, readRounding } from "../options.ts";
import type { CompileOptions } from "../options.ts";
import { findBackend } from "../registry.ts";
import { Circuit } from "./circuit.ts";
import type { Lowering } from "./circuit.ts";
import { readInputSet } from "./input-set.ts";
import type { Sample } from "./input-set.ts";

/** How an input reaches the server. */
export type InputStatus = "encrypted";
/** For `compile(f, { x: encrypted }, …)`. */
export const encrypted: InputStatus = "encrypted";

/** Options of {@link compileGraph}. */
export interface CompileGraphOptions extends CompileOptions {
  /** Samples of a graph, `[rows, ...shape]` an input, for `ranges: "measured"`. */
  readonly inputRows?: readonly Tensor[] | undefined;
}

/**
 * Compiles a function of integers.
 *
 * ```ts
 * const circuit = await compile((x) => x.mul(2).add(3), { x: encrypted }, [0, 5, 15]);
 * await circuit.encryptRunDecrypt(7); // 17
 * ```
 *
 * @param fn - Called once with Tracers; see `trace`.
 * @param inputs - The inputs by name, in the order `fn` takes them.
 * @param inputSet - Samples; shapes and ranges of the inputs are taken from them.
 * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError, BitWidthError, NoParametersError
 */
export async function compile(
  fn: TracedFunction,
  inputs: Readonly<Record<string, InputStatus>>,
  inputSet: Iterable<Sample>,
  options: CompileOptions = {},
): Promise<Circuit> {
  checkCompileOptions(options, "compile");
  for (const [name, status] of Object.entries(inputs)) {
    if ((status as string) === encrypted) continue;
    throw new OptionValueError({
      where: "compile(inputs)",
      problem: `input "${name}" is "${status as string}"`,
      allowed: '"encrypted"; values the server knows are constants of the function',
      remedy: `write { ${name}: "encrypted" }, or use the clear value inside the function`,
    });
  }
  const { specs, rows } = readInputSet(Object.keys(inputs), inputSet);
  return compileGraph(trace(fn, specs), { ...options, inputRows: rows });
}

/**
 * Compiles a traced graph: passes, ranges, then the backend's lowering. A graph with operations the backend
 * cannot encrypt still compiles: it runs in the clear, and asking for more throws the reason.
 *
 * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError, BitWidthError, NoParametersError
 */
export async function compileGraph(graph: Graph, options: CompileGraphOptions = {}): Promise<Circuit> {
  const { inputRows, ...rest } = options;
  checkCompileOptions(rest, "compile");
  throwIfCancelled(options.signal, "compile");
  const backend = findBackend(options.backend ?? "tfhe");
  let ready = runPasses(graph);
  const { roundingThresholdBits: rounding } = options;
  if (rounding !== undefined) ready = runPasses(roundLookups(ready, readRounding(rounding)));
  if (options.ranges === "measured") {
    if (inputRows === undefined) {
      throw new OptionValueError({
        where: "compile",
        problem: 'ranges = "measured" without samples',
        allowed: '"measured" together with an input set',
        remedy: 'pass inputRows, or use ranges: "sound"',
      });
    }
    ready = measureRanges(ready, inputRows);
  }
  const { maximumLinearBits, maximumLutBits, lookupCost } = backend.capabilities;
  check(ready, { where: backend.name, maximumLinearBits, maximumLutBits, lookupCost });
  let lowering: Lowering;
  try {
    lowering = await backend.compile(ready, options);
  } catch (error) {
    // Only this one may wait: everything else the user can and must mend now.
    if (!(error instanceof UnsupportedOperationError)) throw error;
    lowering = error;
  }
  options.onProgress?.({ stage: "compile", done: 1, total: 1 });
  return new Circuit(ready, lowering);
}
