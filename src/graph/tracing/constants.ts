import type { MatrixLike, Shape, VectorLike } from "../../core/index.ts";
import { InvalidInputError, toTensor, Tensor } from "../../core/index.ts";
import { broadcastMap } from "../shapes.ts";

/** A public operand: a number, nested arrays, a Tensor, a mathjs or ml-matrix matrix. */
export type Constant = number | MatrixLike | VectorLike | readonly unknown[];

/** A copy of the constant (the graph must not change with the caller's array), without minus zeros. */
export function readConstant(value: Constant, where: string): Tensor {
  const tensor = toTensor(value, where);
  return new Tensor(
    tensor.data.map((item) => item + 0),
    [...tensor.shape],
  );
}

/** Whether all elements are integers small enough to be exact. */
export function isIntegral({ data }: Tensor): boolean {
  return data.every((item) => Number.isSafeInteger(item));
}

/**
 * The constant, where only integers will do.
 *
 * @throws InvalidInputError naming the first element that is none.
 */
export function readIntegers(value: Constant, where: string): Tensor {
  const tensor = readConstant(value, where);
  const bad = tensor.data.find((item) => !Number.isSafeInteger(item));
  if (bad === undefined) return tensor;
  throw new InvalidInputError({
    where,
    problem: `the constant ${bad}`,
    allowed: "integers of magnitude below 2^53: encrypted arithmetic is exact integer arithmetic",
    remedy: "quantize the constant, or keep to functions of one variable and end them with .rint()",
  });
}

/** The constant repeated to a shape it stretches to. */
export function stretch(value: Tensor, shape: Shape): Tensor {
  const map = broadcastMap(value.shape, shape);
  return new Tensor(
    Float64Array.from(map, (source) => value.data[source]),
    shape,
  );
}

/** A constant as an expression: the number itself, or its shape. */
export function showConstant(value: Tensor): string {
  return value.rank === 0 || value.size === 1 ? String(value.data[0]) : `const[${value.shape.join(",")}]`;
}
