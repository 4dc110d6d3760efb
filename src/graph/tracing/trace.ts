import type { Shape } from "../../core/index.ts";
import { BitWidthError, InvalidInputError, OptionValueError } from "../../core/index.ts";
import { NodeFactory } from "../factory.ts";
import { Graph } from "../graph.ts";
import type { Node } from "../node.ts";
import type { LookupRounding } from "../round-variable.ts";
import { verify } from "../verify.ts";
import { shorten } from "./traced.ts";
import type { TraceContext } from "./traced.ts";
import { Tracer } from "./tracer.ts";

/** An encrypted input: shape (a scalar without) and the range of its integers, both ends included. */
export interface InputSpec {
  readonly shape?: Shape | undefined;
  readonly min: number;
  readonly max: number;
}

/** Inputs by name, in the order in which the traced function takes them. */
export type InputSpecs = Readonly<Record<string, InputSpec>>;

/** Options of {@link trace}. */
export interface TraceOptions {
  /** Label of nodes without one of their own, such as a model's name; the expression by default. */
  readonly source?: string | undefined;
  /** Rounds the variable of every lookup wider than `nBits`. */
  readonly rounding?: LookupRounding | undefined;
}

/** A function of Tracers, in the order of the inputs. */
export type TracedFunction = (...inputs: Tracer[]) => Tracer | readonly Tracer[];

/**
 * Calls `fn` once with Tracers and writes down what it does.
 *
 * ```ts
 * const graph = trace((x) => x.mul(2).add(3), { x: { min: 0, max: 15 } });
 * ```
 *
 * @param fn - Gets one Tracer an input, in declared order; returns one output or several.
 * @throws InvalidInputError where an output is no integer or `fn` returns something else than Tracers.
 * @throws BitWidthError where a value could exceed 2^53.
 */
export function trace(fn: TracedFunction, inputs: InputSpecs, options: TraceOptions = {}): Graph {
  const { tracers, nodes } = declare(inputs, options);
  const result: unknown = fn(...tracers);
  return finish(nodes, Array.isArray(result) ? result : [result]);
}

/** Makes the input nodes and their Tracers. */
export function declare(
  inputs: InputSpecs,
  { source, rounding }: TraceOptions,
): { tracers: Tracer[]; nodes: Node[] } {
  checkRounding(rounding);
  const context: TraceContext = { factory: new NodeFactory(), rounding, source };
  const nodes = Object.entries(inputs).map(([name, spec]) => makeInput(context, name, spec));
  if (nodes.length === 0) {
    throw new InvalidInputError({
      where: "trace",
      problem: "no inputs",
      allowed: "at least one encrypted input",
      remedy: "declare the inputs by name: { x: { shape: [30], min: 0, max: 255 } }",
    });
  }
  const names = Object.keys(inputs);
  const tracers = nodes.map(
    (node, i) => new Tracer({ context, form: { kind: "integer", node }, text: names[i], label: undefined }),
  );
  return { tracers, nodes };
}

/** The graph of the values a traced function returned. */
export function finish(inputs: readonly Node[], results: readonly unknown[]): Graph {
  const outputs = results.map((value) => {
    if (value instanceof Tracer) return value.node;
    throw new InvalidInputError({
      where: "trace",
      problem: `the function returned ${shorten(String(value))}, which does not depend on its inputs`,
      allowed: "a Tracer, or an array of Tracers",
      remedy: "return what the methods of its arguments give; constants need no encryption",
    });
  });
  if (outputs.length === 0) {
    throw new InvalidInputError({
      where: "trace",
      problem: "the function returned no outputs",
      allowed: "a Tracer, or an array of Tracers",
      remedy: "return the result of the computation",
    });
  }
  const graph = new Graph(inputs, outputs);
  verify(graph);
  return graph;
}

function makeInput({ factory }: TraceContext, name: string, { shape = [], min, max }: InputSpec): Node {
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max)) {
    const isInteger = Number.isInteger(min) && Number.isInteger(max);
    const Kind = isInteger ? BitWidthError : OptionValueError;
    throw new Kind({
      where: `input ${name}`,
      problem: `range ${min} to ${max}`,
      allowed: "integers of magnitude below 2^53 for both ends",
      remedy: "quantize the input to integers first",
    });
  }
  if (min > max) {
    throw new OptionValueError({
      where: `input ${name}`,
      problem: `range ${min} to ${max}`,
      allowed: "min <= max",
      remedy: "swap the ends",
    });
  }
  return factory.make("input", [], { name, shape: [...shape], min: min + 0, max: max + 0 }, name);
}

function checkRounding(rounding: LookupRounding | undefined): void {
  if (rounding === undefined) return;
  const { nBits, method } = rounding;
  const known: readonly unknown[] = [undefined, "exact", "approximate"];
  if (Number.isInteger(nBits) && nBits >= 1 && nBits <= 20 && known.includes(method)) return;
  throw new OptionValueError({
    where: "trace option rounding",
    problem: `nBits = ${nBits}, method = ${method ?? "exact"}`,
    allowed: 'an integer from 1 to 20, and "exact" or "approximate"',
    remedy: 'write { nBits: 6, method: "approximate" }',
  });
}
