import { InvalidInputError } from "../../../core/index.ts";
import { Tracer } from "../tracer.ts";
import type { Operand } from "../tracer.ts";
import type { MathjsCall } from "./functions.ts";
import { tracedFunctions, unsupported } from "./functions.ts";
import { findTracer, toOperand } from "./operands.ts";

/** A mathjs instance, as `create(all)` makes it. */
export interface MathjsInstance {
  parse(expression: string): unknown;
}

type Callable = (...args: unknown[]) => unknown;
type Members = Record<string, unknown>;

/** Functions about mathjs itself, or that only look at the kind of a value. */
const untouched =
  /^(is[A-Z]\w*|[A-Z]\w*|on|off|once|emit|config|import|create|factory|typed|typeOf|parse|parser|compile|evaluate|chain|help)$/;

const registered = new WeakSet();

/**
 * Makes the functions of a mathjs instance work on Tracers: with a Tracer among their arguments they trace, or
 * refuse by name; on anything else they are as before. Operators in expressions of this instance too.
 *
 * ```ts
 * const math = traceMathjs(create(all));
 * const graph = trace((x, y) => math.max(math.multiply(2, x), y), inputs);
 * ```
 *
 * @param math - An instance of its own, `create(all)`: its functions are replaced. The functions mathjs exports
 *   directly cannot be.
 * @returns The same instance.
 * @throws InvalidInputError for anything but an instance.
 */
export function traceMathjs<M extends MathjsInstance>(math: M): M {
  if (registered.has(math)) return math;
  const members = math as unknown as Members;
  const expression = members.expression as { mathWithTransform?: Members } | undefined;
  const inExpressions = expression?.mathWithTransform;
  if (!Object.isExtensible(math) || inExpressions === undefined) {
    throw new InvalidInputError({
      where: "traceMathjs",
      problem: "not an instance whose functions can be replaced",
      allowed: "a mathjs instance of its own",
      remedy: 'import { create, all } from "mathjs" and pass create(all)',
    });
  }
  for (const name of Object.keys(math)) if (!untouched.test(name)) replace(members, name, false);
  for (const name of Object.keys(inExpressions))
    if (!untouched.test(name)) replace(inExpressions, name, true);
  for (const name of valuePredicates) {
    replace(members, name, false);
    replace(inExpressions, name, true);
  }
  teachNodes(members);
  registered.add(math);
  return math;
}

const valuePredicates = ["isInteger", "isPositive", "isNegative", "isZero", "isPrime"];

/** Replaces a function when it is first asked for: mathjs makes its functions lazily, and there are 300. */
function replace(members: Members, name: string, oneBased: boolean): void {
  const property = Object.getOwnPropertyDescriptor(members, name);
  if (property?.configurable !== true) return;
  const read = (): unknown =>
    (property.get === undefined ? property.value : property.get.call(members)) as unknown;
  let wrapped: unknown;
  Object.defineProperty(members, name, {
    enumerable: property.enumerable ?? true,
    configurable: true,
    get: () => {
      if (wrapped === undefined) {
        const original = read();
        wrapped = typeof original === "function" ? wrap(name, original as Callable, oneBased) : original;
      }
      return wrapped;
    },
    set: (value: unknown) => {
      wrapped = value;
    },
  });
}

function wrap(name: string, original: Callable, oneBased: boolean): Callable {
  const isRaw = (original as { rawArgs?: unknown }).rawArgs === true;
  const call: MathjsCall = { name, original, oneBased };
  const traced: Callable = (...args) => {
    const values = isRaw ? evaluated(args) : args;
    if (findTracer(values) === undefined) return original(...args);
    const rule = Object.hasOwn(tracedFunctions, name) ? tracedFunctions[name] : undefined;
    if (rule === undefined) throw unsupported(name);
    return rule(values, call);
  };
  // Signatures, raw arguments, printing: what mathjs keeps on the function.
  return Object.defineProperties(traced, Object.getOwnPropertyDescriptors(original));
}

interface ExpressionNode {
  compile(): { evaluate(scope: unknown): unknown };
}

/** The arguments of a function that gets them unevaluated, to short-circuit: (nodes, math, scope). */
function evaluated([nodes, , scope]: readonly unknown[]): unknown[] {
  return (nodes as ExpressionNode[]).map((node) => node.compile().evaluate(scope));
}

type Compiled = (scope: unknown, args: unknown, context: unknown) => unknown;

interface CompiledNode {
  _compile(math: unknown, names: unknown): Compiled;
}

interface ConditionalNode extends CompiledNode {
  readonly condition: CompiledNode;
  readonly trueExpr: CompiledNode;
  readonly falseExpr: CompiledNode;
}

interface RelationalNode extends CompiledNode {
  /** Names of comparisons, one between each two neighbours of `params`. */
  readonly conditionals: readonly string[];
  readonly params: readonly CompiledNode[];
}

/** `c ? a : b` and `a < x < b` decide on booleans; on Tracers they become arithmetic. */
function teachNodes(members: Members): void {
  patch(members.ConditionalNode, (node, math, names, original) => {
    const { condition, trueExpr, falseExpr } = node as ConditionalNode;
    const [test, yes, no] = [condition, trueExpr, falseExpr].map((part) => part._compile(math, names));
    return (scope, args, context) => {
      const decided = test(scope, args, context);
      if (!(decided instanceof Tracer)) return original(scope, args, context);
      const branch = (of: Compiled): Operand => toOperand(of(scope, args, context), "?:");
      return decided.where(branch(yes), branch(no));
    };
  });
  patch(members.RelationalNode, (node, math, names, original) => {
    const { params, conditionals } = node as RelationalNode;
    const parts = params.map((part) => part._compile(math, names));
    const table = math as Record<string, Callable>;
    return (scope, args, context) => {
      const values = parts.map((part) => part(scope, args, context));
      if (findTracer(values) === undefined) return original(scope, args, context);
      const call: MathjsCall = { name: "and", original: table.and, oneBased: true };
      const compared = conditionals.map((name, i) => table[name](values[i], values[i + 1]));
      return compared.reduce((x, y) => tracedFunctions.and([x, y], call));
    };
  });
}

type Compile = (node: CompiledNode, math: unknown, names: unknown, original: Compiled) => Compiled;

function patch(kind: unknown, compile: Compile): void {
  const { prototype } = kind as { prototype: CompiledNode };
  const original: unknown = Reflect.get(prototype, "_compile");
  if (typeof original !== "function") return;
  prototype._compile = function (this: CompiledNode, math, names) {
    return compile(this, math, names, Reflect.apply(original, this, [math, names]) as Compiled);
  };
}
