import { UnsupportedOperationError } from "../../../core/index.ts";
import { readIntegers, showConstant } from "../constants.ts";
import { Tracer } from "../tracer.ts";
import type { Operand } from "../tracer.ts";

/** A mathjs matrix, as far as it is read here. */
interface MatrixLike {
  readonly isMatrix: true;
  toArray(): unknown;
}

function isMatrix(value: unknown): value is MatrixLike {
  return typeof value === "object" && value !== null && (value as { isMatrix?: unknown }).isMatrix === true;
}

/** The first Tracer in a value, looking into arrays and matrices. */
export function findTracer(value: unknown): Tracer | undefined {
  if (value instanceof Tracer) return value;
  if (isMatrix(value)) return findTracer(value.toArray());
  if (!Array.isArray(value)) return undefined;
  for (const item of value) {
    const found = findTracer(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An argument of a mathjs function as Tracer or plain numbers; arrays with Tracers inside are stacked. */
export function toOperand(value: unknown, name: string): Operand {
  if (value instanceof Tracer || typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return Number(value);
  if (isMatrix(value)) return toOperand(value.toArray(), name);
  if (Array.isArray(value)) {
    const model = findTracer(value);
    if (model === undefined) return value.map((item: unknown) => plain(toOperand(item, name), name));
    return Tracer.stack(value.map((item: unknown) => lift(toOperand(item, name), model)));
  }
  const number = asNumber(value);
  if (number !== undefined) return number;
  throw new UnsupportedOperationError({
    where: `mathjs ${name}`,
    problem: `a ${typeof value} beside an encrypted value`,
    allowed: "numbers, booleans, BigNumbers, fractions, and arrays or matrices of them",
    remedy: "convert the argument to numbers first",
  });
}

/** A public operand as a Tracer of the same trace as `model`. */
export function lift(value: Operand, model: Tracer): Tracer {
  if (value instanceof Tracer) return value;
  const { context, label } = model.traced;
  const constant = readIntegers(value, label ?? model.toString());
  const node = context.factory.make("constant", [], { value: constant }, label ?? "constant");
  return new Tracer({ context, form: { kind: "integer", node }, text: showConstant(constant), label });
}

/** BigNumber and Fraction by their own conversion. */
function asNumber(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { toNumber, valueOf } = value as { toNumber?: () => unknown; valueOf: () => unknown };
  const number = typeof toNumber === "function" ? toNumber.call(value) : valueOf.call(value);
  return typeof number === "number" ? number : undefined;
}

function plain(value: Operand, name: string): unknown {
  if (!(value instanceof Tracer)) return value;
  throw new UnsupportedOperationError({
    where: `mathjs ${name}`,
    problem: "an encrypted value inside a public array",
    allowed: "arrays of numbers, or of encrypted values",
    remedy: "stack encrypted values with Tracer.stack",
  });
}
