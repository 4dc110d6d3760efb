import {
  BitWidthError,
  EmptyInputError,
  equalShapes,
  InternalError,
  InvalidInputError,
} from "../core/index.ts";
import type { Attribute } from "./attributes.ts";
import type { Bounds, GraphData, Node, NodeWith } from "./node.ts";
import type { Op, OpContext } from "./op.ts";
import type { AttributesOf, OpName } from "./ops/index.ts";
import { ops } from "./ops/index.ts";
import type { Range, ValueType } from "./types.ts";

/** A range narrower than the rule's, and why it may be trusted. */
export interface Narrowing {
  readonly range: Range;
  readonly bounds: Exclude<Bounds, "inferred">;
}

/**
 * Makes nodes: infers shape and range by the op table, refuses integers that are not exact, and gives
 * equal nodes back as one (hash-consing), so that common subexpressions exist once.
 */
export class NodeFactory {
  readonly #byKey = new Map<string, Node[]>();
  #count = 0;

  /**
   * The node of `op` on `inputs`; an equal one made before is returned again, under its first source.
   *
   * @param source - Where the node comes from, for messages.
   * @throws ShapeError, OutOfRangeError or OptionValueError where operands or attributes do not fit.
   * @throws BitWidthError where a value, or a partial sum on the way to it, could exceed 2^53.
   */
  make<N extends OpName>(
    op: N,
    inputs: readonly Node[],
    attributes: AttributesOf[N],
    source: string,
    narrowing?: Narrowing,
  ): NodeWith<N> {
    const inferred = inferType(op, inputs, attributes, source);
    const type = narrowing === undefined ? inferred : narrow(inferred, narrowing.range, source);
    const isNarrower = type.min > inferred.min || type.max < inferred.max;
    const bounds: Bounds = narrowing !== undefined && isNarrower ? narrowing.bounds : "inferred";
    return this.#intern({ op, inputs, attributes, type, bounds, source }) as NodeWith<N>;
  }

  /** The same node on other operands; its narrowing stays. Where nothing differs it is the node itself: nodes never change. */
  remake(node: Node, inputs: readonly Node[]): Node {
    const { op, attributes, source, bounds, type } = node;
    if (inputs.every((operand, i) => operand === node.inputs[i])) return this.#intern(node);
    // Operands of the same types give the same type: no need to walk through tables and weights again.
    if (inputs.every((operand, i) => sameType(operand.type, node.inputs[i].type))) {
      return this.#intern({ op, inputs, attributes, type, bounds, source });
    }
    return this.make(
      op,
      inputs,
      attributes,
      source,
      bounds === "inferred" ? undefined : { range: type, bounds },
    );
  }

  #intern(parts: Omit<Node, "id"> & { readonly id?: number }): Node {
    const key = keyOf(parts);
    const candidates = this.#byKey.get(key);
    const twin = candidates?.find((node) => sameAttributes(parts.op, node.attributes, parts.attributes));
    if (twin !== undefined) return twin;
    const id = this.#count++;
    // The correlation of op and attributes holds by the types of `make`.
    const node = (parts.id === id ? parts : Object.freeze({ ...parts, id })) as Node;
    if (candidates === undefined) this.#byKey.set(key, [node]);
    else candidates.push(node);
    return node;
  }
}

/** The op table entry of a node, with the types of entry and attributes kept apart no longer. */
export function opOf(name: OpName): Op<unknown> {
  return ops[name];
}

/** What the rules of a node's op are given. */
export function contextOf(node: Node): OpContext<unknown> {
  return {
    inputs: node.inputs.map((operand) => operand.type),
    attributes: node.attributes,
    where: node.source,
  };
}

/**
 * For a node that only moves elements, where each element of the result comes from: its offset, counted
 * through all operands one after the other, or -1 for the value a `pad` adds. Undefined for other ops.
 */
export function sourcesOf(node: Node): Int32Array | undefined {
  return opOf(node.op).sources?.(contextOf(node), node.type.shape);
}

/** Shape and range by the op's rules, refused where they are not exact. */
export function inferType(
  op: OpName,
  inputs: readonly Node[],
  attributes: unknown,
  where: string,
): ValueType {
  const entry = opOf(op);
  if (entry.arity === "any" ? inputs.length === 0 : inputs.length !== entry.arity) {
    throw new InvalidInputError({
      where,
      problem: `${op} of ${inputs.length} operands`,
      allowed: entry.arity === "any" ? "one operand or more" : `${entry.arity} operands`,
      remedy: "pass the operands the op takes",
    });
  }
  const context = { inputs: inputs.map((node) => node.type), attributes, where };
  const shape = entry.shape(context);
  if (shape.some((length) => !Number.isInteger(length) || length < 1)) {
    throw new EmptyInputError({
      where,
      problem: `${op} of shape [${shape.join(", ")}]`,
      allowed: "whole, positive lengths",
      remedy: "leave the empty value out",
    });
  }
  const { min, max, partial = 0 } = entry.range(context, shape);
  checkExact(op, { min, max }, partial, where);
  return { shape, min, max };
}

function checkExact(op: OpName, range: Range, partial: number, where: string): void {
  const isSafe = Number.isSafeInteger(range.min) && Number.isSafeInteger(range.max);
  if (isSafe && range.min <= range.max && partial <= Number.MAX_SAFE_INTEGER) return;
  const reached = isSafe && range.min <= range.max ? `partial sums up to ${partial}` : "values";
  throw new BitWidthError({
    where,
    problem: `${op} with ${reached} of range ${range.min} to ${range.max}`,
    allowed: "integers of magnitude below 2^53, so that every value is exact",
    remedy: "use fewer bits for inputs or weights, or round between the steps",
  });
}

function narrow({ shape, min, max }: ValueType, range: Range, where: string): ValueType {
  const narrower = { shape, min: Math.max(min, range.min), max: Math.min(max, range.max) };
  if (narrower.min <= narrower.max) return narrower;
  throw new InternalError({
    where,
    problem: `range ${range.min} to ${range.max} outside the inferred range ${min} to ${max}`,
    allowed: "a narrowing inside the inferred range",
    remedy: "report this with the graph that shows it",
  });
}

function sameType(a: ValueType, b: ValueType): boolean {
  return a === b || (a.min === b.min && a.max === b.max && equalShapes(a.shape, b.shape));
}

function keyOf({ op, inputs, attributes, type, bounds }: Omit<Node, "id">): string {
  const parts = attributeEntries(op).map(([name, codec]) => codec.key(field(attributes, name)));
  const range = bounds === "inferred" ? "" : `${bounds}${type.min},${type.max}`;
  return `${op}(${inputs.map((node) => node.id).join()})${parts.join("|")}${range}`;
}

function sameAttributes(op: OpName, a: unknown, b: unknown): boolean {
  return attributeEntries(op).every(([name, codec]) => codec.equal(field(a, name), field(b, name)));
}

/** Asked for whenever a node is made or compared: a list an op, once. */
const entriesOf = new Map<OpName, readonly (readonly [string, Attribute<unknown>])[]>();

/** The attributes an op declares, by name. */
export function attributeEntries(op: OpName): readonly (readonly [string, Attribute<unknown>])[] {
  let entries = entriesOf.get(op);
  if (entries === undefined) {
    entries = Object.entries(opOf(op).attributes);
    entriesOf.set(op, entries);
  }
  return entries;
}

/** One attribute of a node, untyped. */
export function field(attributes: unknown, name: string): unknown {
  return (attributes as Record<string, unknown>)[name];
}

/**
 * The nodes the outputs need and all inputs, numbered in a canonical order: inputs as declared, then
 * operands before readers, depth first from the first output. Equal graphs get equal ids.
 */
export function canonical(inputs: readonly Node[], outputs: readonly Node[]): GraphData {
  const factory = new NodeFactory();
  const known = new Map<Node, Node>();
  const nodes: Node[] = [];
  const keep = (node: Node, made: Node): void => {
    known.set(node, made);
    if (made.id === nodes.length) nodes.push(made);
  };
  for (const node of inputs) keep(node, factory.remake(node, []));
  for (const output of outputs) {
    const stack: Node[] = [output];
    while (stack.length > 0) {
      const node = stack[stack.length - 1];
      const waiting = node.inputs.filter((operand) => !known.has(operand));
      if (waiting.length > 0) stack.push(...waiting.reverse());
      else {
        stack.pop();
        if (!known.has(node))
          keep(
            node,
            factory.remake(
              node,
              node.inputs.map((operand) => required(known, operand)),
            ),
          );
      }
    }
  }
  return {
    inputs: inputs.map((node) => required(known, node) as NodeWith<"input">),
    outputs: outputs.map((node) => required(known, node)),
    nodes,
  };
}

/** The entry of a map that must have one. */
export function required<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value !== undefined) return value;
  throw new InternalError({
    where: "graph",
    problem: "a node that was never visited",
    allowed: "operands before their readers",
    remedy: "report this with the graph that shows it",
  });
}
