import type { Shape } from "../core/index.ts";
import { sizeOf } from "../core/index.ts";

/** Inclusive bounds of an integer. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What is known of a value: its shape, and the exact integer range of all its elements. */
export interface ValueType extends Range {
  readonly shape: Shape;
}

/** Whether the range reaches below zero. */
export function isSigned(range: Range): boolean {
  return range.min < 0;
}

/**
 * Bits of the smallest integer that holds the range: two's complement where `min` is negative,
 * unsigned otherwise; at least 1.
 */
export function bitWidth({ min, max }: Range): number {
  if (min >= 0) return Math.max(1, bitLength(max));
  return 1 + Math.max(bitLength(-1 - min), bitLength(max));
}

/**
 * Bits that tell the values of the range apart, whatever its offset: the precision of a table lookup
 * on it, since an offset is added for nothing. At least 1.
 */
export function lookupBits({ min, max }: Range): number {
  return Math.max(1, bitLength(max - min));
}

/** Number of integers in the range. */
export function rangeSize({ min, max }: Range): number {
  return max - min + 1;
}

/** Bits needed to write a non-negative integer up to 2^54; 0 for 0. */
function bitLength(value: number): number {
  if (value <= 0) return 0;
  const bits = Math.floor(Math.log2(value)) + 1;
  // log2 rounds up just below large powers of two.
  return 2 ** (bits - 1) > value ? bits - 1 : bits;
}

/** The smallest range that holds both. */
export function unite(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** `uint8`, `int20[4]`: the kind of integer and the shape. */
export function typeName(type: ValueType): string {
  const shape = type.shape.length === 0 ? "" : `[${type.shape.join(",")}]`;
  return `${isSigned(type) ? "int" : "uint"}${bitWidth(type)}${shape}`;
}

/** Number of elements of a value. */
export function elementCount(type: ValueType): number {
  return sizeOf(type.shape);
}
