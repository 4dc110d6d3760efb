import { FheLearnError, InvalidInputError, MissingPackageError } from "../../../core/index.ts";
import type { Graph } from "../../graph.ts";
import type { InputSpecs, TraceOptions } from "../trace.ts";
import { declare, finish } from "../trace.ts";
import { findTracer, toOperand } from "./operands.ts";
import type { MathjsInstance } from "./register.ts";
import { traceMathjs } from "./register.ts";

/** Options of {@link traceExpression}. */
export interface ExpressionOptions extends TraceOptions {
  /** A mathjs instance of the caller, changed by `traceMathjs`; by default mathjs is loaded on first use. */
  readonly math?: MathjsInstance | undefined;
}

/**
 * The graph of a mathjs expression, whose variables are the inputs.
 *
 * ```ts
 * const graph = await traceExpression("2*x + max(y, 3)", { x: { min: 0, max: 15 }, y: { min: 0, max: 7 } });
 * ```
 *
 * @param expression - One expression, or several separated by `;` or lines: the values shown are the outputs.
 * @throws InvalidInputError for a syntax error, an unknown variable, or a result that is no encrypted integer.
 * @throws UnsupportedOperationError for a function that does not work on encrypted values.
 * @throws MissingPackageError where mathjs is neither installed nor passed in.
 */
export async function traceExpression(
  expression: string,
  inputs: InputSpecs,
  options: ExpressionOptions = {},
): Promise<Graph> {
  const math = traceMathjs(options.math ?? (await loadMathjs()));
  const { tracers, nodes } = declare(inputs, { ...options, source: options.source });
  const scope = new Map<string, unknown>(Object.keys(inputs).map((name, i) => [name, tracers[i]]));
  let result: unknown;
  try {
    result = (math.parse(expression) as Parsed).compile().evaluate(scope);
  } catch (cause) {
    if (cause instanceof FheLearnError) throw cause;
    throw new InvalidInputError({
      where: `expression "${expression}"`,
      problem: cause instanceof Error ? cause.message : String(cause),
      allowed: `a mathjs expression of ${Object.keys(inputs).join(", ")}`,
      remedy: "check the syntax and the names of the inputs",
      cause,
    });
  }
  const results = isResultSet(result) ? result.entries : [result];
  return finish(
    nodes,
    results.map((value) => (findTracer(value) === undefined ? value : toOperand(value, "expression"))),
  );
}

interface Parsed {
  compile(): { evaluate(scope: unknown): unknown };
}

function isResultSet(value: unknown): value is { readonly entries: readonly unknown[] } {
  return (
    typeof value === "object" && value !== null && Array.isArray((value as { entries?: unknown }).entries)
  );
}

let loaded: Promise<MathjsInstance> | undefined;

/** mathjs takes seconds and 150 MB to load, so only on first use. */
async function loadMathjs(): Promise<MathjsInstance> {
  loaded ??= import("mathjs").then(
    ({ create, all }) => create(all) as MathjsInstance,
    (cause: unknown) => {
      loaded = undefined;
      throw new MissingPackageError({
        where: "traceExpression",
        problem: "the package mathjs could not be loaded",
        allowed: "mathjs 15",
        remedy: "npm install mathjs, or pass an instance as the option math",
        cause,
      });
    },
  );
  return loaded;
}
