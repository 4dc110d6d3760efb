import { UnsupportedOperationError } from "../../../core/index.ts";
import { Tracer } from "../tracer.ts";
import type { Operand } from "../tracer.ts";
import { findTracer, lift, toOperand } from "./operands.ts";

/** What a traced mathjs function is told of its call. */
export interface MathjsCall {
  /** The mathjs function, for messages. */
  readonly name: string;
  /** The function as mathjs has it, for plain numbers. */
  readonly original: (...values: unknown[]) => unknown;
  /** In expression strings axes and indices count from 1. */
  readonly oneBased: boolean;
}

/** A mathjs function with at least one Tracer among its arguments. */
export type TracedMathjs = (args: readonly unknown[], call: MathjsCall) => unknown;

/** Functions of one number, real or integer: traced as they are, with mathjs's own values. */
export const univariateNames = [
  ...[
    "abs",
    "cbrt",
    "ceil",
    "cube",
    "exp",
    "expm1",
    "fix",
    "floor",
    "log",
    "log10",
    "log1p",
    "log2",
    "round",
    "sign",
  ],
  ...[
    "sqrt",
    "square",
    "nthRoot",
    "erf",
    "gamma",
    "lgamma",
    "factorial",
    "mod",
    "bitAnd",
    "bitOr",
    "bitXor",
    "bitNot",
  ],
  ...["leftShift", "rightArithShift", "rightLogShift", "gcd", "lcm"],
  ...["sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan", "asec", "acsc", "acot"],
  ...["sinh", "cosh", "tanh", "sech", "csch", "coth", "asinh", "acosh", "atanh", "asech", "acsch", "acoth"],
  ...["isInteger", "isPositive", "isNegative", "isZero", "isPrime"],
] as const;

const univariate: TracedMathjs = (args, { name, original }) => {
  const at = args.findIndex((arg) => findTracer(arg) !== undefined);
  const x = asTracer(args[at], name);
  if (args.some((arg, i) => i !== at && typeof arg !== "number")) throw onlyOne(name);
  return x.apply((value) => valueOf(() => original(...args.map((arg, i) => (i === at ? value : arg)))), name);
};

/** Where mathjs throws (a factorial of -1), the function has no value; lookups then say where. */
function valueOf(compute: () => unknown): number {
  try {
    return toNumber(compute());
  } catch {
    return NaN;
  }
}

/** Complex results and other objects are no numbers; lookups then say where. */
function toNumber(value: unknown): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" ? value : NaN;
}

type BinaryMethod = (x: Tracer, y: Operand, reversed: boolean) => Tracer;

/** Folds arguments pair by pair from the left; either side of a pair may be public, or both. */
const folded =
  (method: BinaryMethod, least: number, most: number): TracedMathjs =>
  (args, { name, original }) => {
    if (args.length < least || args.length > most) throw wrongCount(name, args.length);
    const [first, ...rest] = args.map((arg) => toOperand(arg, name));
    return rest.reduce<Operand>((x, y) => {
      if (x instanceof Tracer) return method(x, y, false);
      if (y instanceof Tracer) return method(y, x, true);
      return toOperand(original(x, y), name);
    }, first);
  };

const binary = (method: BinaryMethod): TracedMathjs => folded(method, 2, 2);
const truth = (x: Tracer): Tracer => (x.type.min >= 0 && x.type.max <= 1 ? x : x.notEqual(0));
const truthOf = (y: Operand, model: Tracer): Tracer => truth(lift(y, model));

const multiply: BinaryMethod = (x, y, reversed) => {
  const rank = y instanceof Tracer ? y.shape.length : rankOf(y);
  // mathjs multiplies matrices as matrices, and anything with a scalar element by element.
  if (x.shape.length === 0 || rank === 0) return x.mul(y);
  if (reversed && !(y instanceof Tracer)) return x.leftMatmul(y);
  return x.matmul(y);
};

const power: TracedMathjs = (args, { name, original }) => {
  const [base, exponent] = args.map((arg) => toOperand(arg, name));
  if (base instanceof Tracer && typeof exponent === "number") {
    return base.apply((value) => toNumber(original(value, exponent)), `${name}${exponent}`);
  }
  if (exponent instanceof Tracer && typeof base === "number") {
    return exponent.apply((value) => toNumber(original(base, value)), `${name}(${base})`);
  }
  throw onlyOne(name);
};

/** max and min: of several values, or of the elements of one, along an axis if there is one. */
const extreme =
  (elementwise: "max" | "min", reduction: "reduceMax" | "reduceMin"): TracedMathjs =>
  (args, call) => {
    const [first, second, ...rest] = args;
    const isArray =
      Array.isArray(first) || (typeof first === "object" && first !== null && !(first instanceof Tracer));
    const isReduction =
      args.length === 1 ||
      (rest.length === 0 && typeof second === "number" && (isArray || rankOfTracer(first) > 0));
    if (!isReduction) return folded((x, y) => x[elementwise](y), 1, Infinity)(args, call);
    const x = asTracer(first, call.name);
    return x.shape.length === 0 ? x : x[reduction](axisOf(second, call));
  };

function rankOfTracer(value: unknown): number {
  return value instanceof Tracer ? value.shape.length : 0;
}

const total =
  (method: "sum" | "mean"): TracedMathjs =>
  (args, call) => {
    const [first, second] = args;
    const x = asTracer(first, call.name);
    // sum(x, y, z) of several values; sum(x, axis) of one array.
    if (args.length === 1) return x[method]();
    if (args.length === 2 && typeof second === "number" && x.shape.length > 0)
      return x[method](axisOf(second, call));
    return asTracer([...args], call.name)[method](0);
  };

const not: TracedMathjs = ([x], { name }) => truth(asTracer(x, name)).subFrom(1);

/** The mathjs functions that work on Tracers. */
export const tracedFunctions: Readonly<Record<string, TracedMathjs>> = {
  ...Object.fromEntries(univariateNames.map((name) => [name, univariate])),
  add: folded((x, y) => x.add(y), 2, Infinity),
  subtract: binary((x, y, reversed) => (reversed ? x.subFrom(y) : x.sub(y))),
  multiply: folded(multiply, 2, Infinity),
  dotMultiply: binary((x, y) => x.mul(y)),
  divide: binary((x, y, reversed) => (reversed ? x.divInto(y) : x.div(y))),
  dotDivide: binary((x, y, reversed) => (reversed ? x.divInto(y) : x.div(y))),
  unaryMinus: ([x], { name }) => asTracer(x, name).neg(),
  unaryPlus: ([x], { name }) => asTracer(x, name),
  pow: power,
  dotPow: power,
  max: extreme("max", "reduceMax"),
  min: extreme("min", "reduceMin"),
  sum: total("sum"),
  mean: total("mean"),
  dot: binary((x, y) => x.mul(y).sum()),
  equal: binary((x, y) => x.equal(y)),
  unequal: binary((x, y) => x.notEqual(y)),
  smaller: binary((x, y, reversed) => (reversed ? x.greaterThan(y) : x.lessThan(y))),
  smallerEq: binary((x, y, reversed) => (reversed ? x.greaterEqual(y) : x.lessEqual(y))),
  larger: binary((x, y, reversed) => (reversed ? x.lessThan(y) : x.greaterThan(y))),
  largerEq: binary((x, y, reversed) => (reversed ? x.lessEqual(y) : x.greaterEqual(y))),
  compare: binary((x, y, reversed) => (reversed ? x.subFrom(y) : x.sub(y)).sign()),
  and: folded((x, y) => truth(x).mul(truthOf(y, x)), 2, Infinity),
  or: folded((x, y) => truth(x).max(truthOf(y, x)), 2, Infinity),
  xor: binary((x, y) => truth(x).add(truthOf(y, x)).equal(1)),
  not,
  transpose: ([x], { name }) => asTracer(x, name).transpose(),
  ctranspose: ([x], { name }) => asTracer(x, name).transpose(),
  flatten: ([x], { name }) => asTracer(x, name).flatten(),
  reshape: ([x, shape], { name }) => asTracer(x, name).reshape(...numbers(shape, name)),
  squeeze: ([x], { name }) => {
    const tracer = asTracer(x, name);
    return tracer.reshape(tracer.shape.filter((length) => length !== 1));
  },
  size: ([x], { name }) => [...asTracer(x, name).shape],
  matrix: ([x], { name }) => asTracer(x, name),
  clone: ([x], { name }) => asTracer(x, name),
  concat: (args, call) => {
    const last = args.at(-1);
    const values = typeof last === "number" ? args.slice(0, -1) : args;
    const model = findTracer(values);
    const all = values.map((value) => lift(toOperand(value, call.name), model ?? asTracer(value, call.name)));
    const axis = typeof last === "number" ? (axisOf(last, call) ?? 0) : all[0].shape.length - 1;
    return all[0].concat(all.slice(1), axis);
  },
};

function axisOf(axis: unknown, { oneBased }: MathjsCall): number | undefined {
  return typeof axis === "number" ? axis - (oneBased ? 1 : 0) : undefined;
}

function asTracer(value: unknown, name: string): Tracer {
  const operand = toOperand(value, name);
  if (operand instanceof Tracer) return operand;
  throw onlyOne(name);
}

function numbers(value: unknown, name: string): number[] {
  const operand = toOperand(value, name);
  if (Array.isArray(operand)) return operand.map(Number);
  if (typeof operand === "number") return [operand];
  throw onlyOne(name);
}

function rankOf(value: unknown): number {
  let rank = 0;
  for (let level = value; Array.isArray(level); level = level[0] as unknown) rank++;
  return rank;
}

function onlyOne(name: string): UnsupportedOperationError {
  return new UnsupportedOperationError({
    where: `mathjs ${name}`,
    problem: `${name} of these arguments, with an encrypted value among them`,
    allowed: "one encrypted value where the others are plain numbers",
    remedy:
      "write it with add, subtract, multiply, max, min, comparisons, or functions of one encrypted value",
  });
}

function wrongCount(name: string, count: number): UnsupportedOperationError {
  return new UnsupportedOperationError({
    where: `mathjs ${name}`,
    problem: `${name} of ${count} arguments, with an encrypted value among them`,
    allowed: "the number of arguments mathjs documents",
    remedy: `see the documentation of ${name}`,
  });
}

/** The refusal of a function that is not in the table. */
export function unsupported(name: string): UnsupportedOperationError {
  return new UnsupportedOperationError({
    where: `mathjs ${name}`,
    problem: `${name} of an encrypted value`,
    allowed: Object.keys(tracedFunctions).sort().join(", "),
    remedy: "write the function with these, or x.apply(f) for a function f of one number",
  });
}
