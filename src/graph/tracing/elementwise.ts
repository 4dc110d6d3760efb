import type { Shape, Tensor } from "../../core/index.ts";
import { equalShapes, InvalidInputError } from "../../core/index.ts";
import type { Node } from "../node.ts";
import { broadcastMap, broadcastShapes } from "../shapes.ts";
import { isIntegral, readIntegers, showConstant, stretch } from "./constants.ts";
import { materialize, settle } from "./materialize.ts";
import type { Traced } from "./traced.ts";
import {
  bracket,
  constantNode,
  floatForm,
  functionOf,
  nodeOf,
  sameTrace,
  shapeOf,
  shorten,
  withForm,
} from "./traced.ts";
import type { Univariate } from "../univariate.ts";
import { commonVariable } from "../univariate.ts";

/** An op of two values: how it reads, what it computes, and which node it is. */
interface Binary {
  print(x: string, y: string): string;
  f(x: number, y: number): number;
  /** The node for two encrypted integers. */
  node(x: Node, y: Node, from: Traced, text: string): Traced;
  /** The node for an encrypted integer and integer constants of its shape; a lookup where there is none. */
  withConstant?(x: Node, c: Tensor, from: Traced, text: string): Traced;
}

const infix =
  (sign: string) =>
  (x: string, y: string): string =>
    `${bracket(x)} ${sign} ${bracket(y)}`;
const call =
  (name: string) =>
  (x: string, y: string): string =>
    `${name}(${x}, ${y})`;

const add: Binary = {
  print: (x, y) => `${x} + ${bracket(y)}`,
  f: (x, y) => x + y,
  node: (x, y, from, text) => nodeOf(from, text, "add", [x, y], {}),
  withConstant: (x, c, from, text) => nodeOf(from, text, "add", [x, constantNode(from, c)], {}),
};

const sub: Binary = {
  print: (x, y) => `${x} - ${bracket(y)}`,
  f: (x, y) => x - y,
  node: (x, y, from, text) => nodeOf(from, text, "sub", [x, y], {}),
  withConstant: (x, c, from, text) => nodeOf(from, text, "sub", [x, constantNode(from, c)], {}),
};

const mul: Binary = {
  print: infix("*"),
  f: (x, y) => x * y,
  node: (x, y, from, text) => nodeOf(from, text, "mulEncrypted", [x, y], {}),
  withConstant: (x, c, from, text) => nodeOf(from, text, "mul", [x], { factor: c }),
};

const div: Binary = {
  print: infix("/"),
  f: (x, y) => x / y,
  node: (_x, _y, from, text) => {
    throw mixes(from, text);
  },
};

const comparison = (sign: string, op: "equal" | "less" | "lessEqual", f: Binary["f"]): Binary => ({
  print: infix(sign),
  f,
  node: (x, y, from, text) => nodeOf(from, text, op, [x, y], {}),
});

/** All elementwise ops of two values. */
export const binaries = {
  add,
  sub,
  mul,
  div,
  max: {
    print: call("max"),
    f: Math.max,
    node: (x, y, from, text) => nodeOf(from, text, "max", [x, y], {}),
  },
  min: {
    print: call("min"),
    f: Math.min,
    node: (x, y, from, text) => nodeOf(from, text, "min", [x, y], {}),
  },
  equal: comparison("==", "equal", (x, y) => (x === y ? 1 : 0)),
  less: comparison("<", "less", (x, y) => (x < y ? 1 : 0)),
  lessEqual: comparison("<=", "lessEqual", (x, y) => (x <= y ? 1 : 0)),
} as const satisfies Record<string, Binary>;

/** Name of an elementwise op of two values. */
export type BinaryName = keyof typeof binaries;

/** x op y for two traced values, broadcast to one shape. */
export function combine(name: BinaryName, x: Traced, y: Traced): Traced {
  sameTrace(x, y);
  const op: Binary = binaries[name];
  const [fixedX, fixedY] = [constantOf(x), constantOf(y)];
  if (fixedX !== undefined && fixedY !== undefined) return combineConstants(name, x, fixedX, fixedY);
  if (fixedY !== undefined) return combineConstant(name, x, fixedY);
  if (fixedX !== undefined) return combineConstant(name, y, fixedX, true);
  const text = shorten(op.print(x.text, y.text));
  const shape = broadcastShapes(shapeOf(x), shapeOf(y), text);
  const a = broadcastTo(x, shape);
  const b = broadcastTo(y, shape);
  const labelled: Traced = { ...a, label: x.label ?? y.label };
  const isFloat = a.form.kind === "float" || b.form.kind === "float" || name === "div";
  const common = isFloat ? commonVariable(functionOf(a), functionOf(b)) : undefined;
  if (common !== undefined) {
    const [{ base, f, parameters }, other] = common;
    const form = floatForm({
      base,
      f: (v, i) => op.f(f(v, i), other.f(v, i)),
      parameters: [...parameters, ...other.parameters],
    });
    return settle({ ...labelled, form, text });
  }
  // Two variables: each has to be an integer by itself.
  return op.node(integerOperand(a, text), integerOperand(b, text), labelled, text);
}

/** x op y for public x and y: a public value of the same trace. */
function combineConstants(name: BinaryName, from: Traced, x: Tensor, y: Tensor): Traced {
  const op: Binary = binaries[name];
  const text = shorten(op.print(showConstant(x), showConstant(y)));
  const shape = broadcastShapes(x.shape, y.shape, text);
  const [a, b] = [stretch(x, shape), stretch(y, shape)];
  const value = readIntegers(
    a.map((item, i) => op.f(item, b.data[i])),
    text,
  );
  return { ...from, form: { kind: "integer", node: constantNode(from, value) }, text };
}

/** The public value of a constant that was made a traced value. */
function constantOf({ form }: Traced): Tensor | undefined {
  return form.kind === "integer" && form.node.op === "constant" ? form.node.attributes.value : undefined;
}

/** x op c, or c op x, for public numbers c, broadcast to one shape. */
export function combineConstant(name: BinaryName, x: Traced, c: Tensor, constantFirst = false): Traced {
  const op: Binary = binaries[name];
  const [left, right] = constantFirst ? [showConstant(c), x.text] : [x.text, showConstant(c)];
  const text = shorten(op.print(left, right));
  const shape = broadcastShapes(shapeOf(x), c.shape, text);
  const value = broadcastTo(x, shape);
  const constant = stretch(c, shape);
  const { form } = value;
  if (form.kind === "integer" && isIntegral(constant)) {
    const { node } = form;
    if (constantFirst && name === "sub") {
      return nodeOf(value, text, "sub", [constantNode(value, constant), node], {});
    }
    if (op.withConstant !== undefined) return op.withConstant(node, constant, value, text);
  }
  const { base, f, parameters } = functionOf(value);
  const other = constant.data;
  const g: Univariate["f"] = constantFirst
    ? (v, i) => op.f(other[i], f(v, i))
    : (v, i) => op.f(f(v, i), other[i]);
  const result: Traced = {
    ...value,
    form: floatForm({ base, f: g, parameters: [...parameters, other] }),
    text,
  };
  // Comparisons, maxima and minima are often integers at once; products by fractions are not.
  return name === "add" || name === "sub" || name === "mul" || name === "div" ? result : settle(result);
}

/** f of every element. */
export function applyFunction(x: Traced, f: (value: number) => number, name: string): Traced {
  const { base, f: inner, parameters } = functionOf(x);
  const text = shorten(`${name}(${x.text})`);
  return settle({ ...x, form: floatForm({ base, f: (v, i) => f(inner(v, i)), parameters }), text });
}

/** The value repeated to a shape it stretches to. */
export function broadcastTo(x: Traced, shape: Shape): Traced {
  if (equalShapes(shapeOf(x), shape)) return x;
  if (x.form.kind === "integer") {
    return { ...nodeOf(x, x.text, "broadcast", [x.form.node], { shape }), text: x.text };
  }
  const map = broadcastMap(shapeOf(x), shape);
  return moveFloat(x, x.form.function, map, (node) => nodeOf(x, x.text, "broadcast", [node], { shape }));
}

/** The function of a moved variable: element i of the result is element map[i] of the operand. */
export function moveFloat(
  x: Traced,
  { base, f, parameters }: Univariate,
  map: Int32Array,
  move: (node: Node) => Traced,
): Traced {
  const form = floatForm({
    base: materialize(move(base)),
    f: (v, i) => f(v, map[i]),
    parameters: parameters.map((list) => Float64Array.from(map, (source) => list[source])),
  });
  return withForm(x, form);
}

function integerOperand(x: Traced, text: string): Node {
  try {
    return materialize(x);
  } catch (cause) {
    if (cause instanceof InvalidInputError && x.form.kind === "float") throw mixes(x, text, cause);
    throw cause;
  }
}

function mixes(from: Traced, text: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError({
    where: from.label ?? from.context.source ?? text,
    problem: `${text} mixes real numbers of two encrypted variables`,
    allowed: "real-valued steps on one variable, and integers where variables meet",
    remedy: "make each part an integer first, with .rint(), .floor() or .ceil() after scaling it",
    cause,
  });
}
