import type { Shape, Tensor } from "../../core/index.ts";
import { InvalidInputError } from "../../core/index.ts";
import type { NodeFactory } from "../factory.ts";
import type { Node } from "../node.ts";
import type { AttributesOf, OpName } from "../ops/index.ts";
import type { LookupRounding } from "../round-variable.ts";
import type { Univariate } from "../univariate.ts";

/** What all values of one trace share. */
export interface TraceContext {
  readonly factory: NodeFactory;
  readonly rounding: LookupRounding | undefined;
  /** The label of nodes whose value carries none of its own. */
  readonly source: string | undefined;
}

/** An integer: a node of the graph. */
export interface IntegerForm {
  readonly kind: "integer";
  readonly node: Node;
}

/**
 * A real-valued function of one integer variable, not yet in the graph. It becomes a lookup once its
 * values are integers, and so never exists encrypted.
 */
export interface FloatForm {
  readonly kind: "float";
  readonly function: Univariate;
}

/** A value met while tracing: how it is computed, and how it reads in messages. */
export interface Traced {
  readonly context: TraceContext;
  readonly form: IntegerForm | FloatForm;
  /** The expression, shortened. */
  readonly text: string;
  /** The source of nodes made from this value, handed on to its results. */
  readonly label: string | undefined;
}

/** Shape of a traced value. */
export function shapeOf({ form }: Traced): Shape {
  return form.kind === "integer" ? form.node.type.shape : form.function.base.type.shape;
}

/** The value as a function of its variable; an integer is the identity of itself. */
export function functionOf({ form }: Traced): Univariate {
  return form.kind === "float" ? form.function : { base: form.node, f: (x) => x, parameters: [], lookups: 0 };
}

/** A function of one variable as a traced value. */
export function floatForm(function_: Omit<Univariate, "lookups">): FloatForm {
  return { kind: "float", function: { ...function_, lookups: 0 } };
}

/** The label for nodes made now: the value's own, the trace's, or the expression. */
export function sourceOf({ label, context, text }: Traced): string {
  return label ?? context.source ?? text;
}

/** The same value computed another way. */
export function withForm(value: Traced, form: IntegerForm | FloatForm): Traced {
  return { ...value, form };
}

/** A new node on integer operands, with the label of the first. */
export function nodeOf<N extends OpName>(
  from: Traced,
  text: string,
  op: N,
  inputs: readonly Node[],
  attributes: AttributesOf[N],
): Traced {
  const short = shorten(text);
  const source = from.label ?? from.context.source ?? short;
  const node = from.context.factory.make(op, inputs, attributes, source);
  return { context: from.context, form: { kind: "integer", node }, text: short, label: from.label };
}

/** The constant as a node, in the graph of `from`. */
export function constantNode(from: Traced, value: Tensor): Node {
  return from.context.factory.make("constant", [], { value }, sourceOf(from));
}

const longest = 72;

/** An expression that fits on a line. */
export function shorten(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** An operand in brackets where it is a sum or product itself. */
export function bracket(text: string): string {
  return /^[\w.[\]]*(\([^()]*\))?$/.test(text) ? text : `(${text})`;
}

/**
 * Both values belong to one trace.
 *
 * @throws InvalidInputError where a value of another trace got in.
 */
export function sameTrace(a: Traced, b: Traced): void {
  if (a.context === b.context) return;
  throw new InvalidInputError({
    where: a.text,
    problem: `a value of another trace, ${b.text}`,
    allowed: "values of one call of trace",
    remedy: "use only the arguments of the traced function, and do not keep them for another trace",
  });
}

/** Runs a step made of several nodes: all of them carry the text of the whole as their source. */
export function asOne(x: Traced, text: string, step: (labelled: Traced) => Traced): Traced {
  const whole = shorten(text);
  const result = step({ ...x, label: x.label ?? x.context.source ?? whole });
  return { ...result, text: whole, label: x.label };
}
