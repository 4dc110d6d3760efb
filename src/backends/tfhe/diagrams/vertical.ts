/** How tables are packed: several entries a polynomial, a group of coefficients each. */
import type { DiagramProgram, DiagramTable } from "./program.ts";

/** Where the entries of a table are, for polynomials of N coefficients. */
export interface TablePacking {
  /** Coefficients from one entry to the next: a power of two that holds an entry's outputs. */
  readonly stride: number;
  /** Bits that rotate, the lowest ones; the others choose. */
  readonly rotations: number;
  /** Polynomials that hold all entries. */
  readonly polynomials: number;
}

export function packTable({ bits }: Pick<DiagramTable, "bits">, outputs: number, size: number): TablePacking {
  const stride = 2 ** Math.ceil(Math.log2(outputs));
  const rotations = Math.min(bits.length, Math.log2(size / stride));
  return { stride, rotations, polynomials: 2 ** (bits.length - rotations) };
}

/** CMUX of all tables of a program. */
export function tableCmux(
  { tables = [], bias }: Pick<DiagramProgram, "tables" | "bias">,
  size: number,
): number {
  return tables.reduce((sum, table) => {
    const { rotations, polynomials } = packTable(table, bias.length, size);
    return sum + rotations + polynomials - 1;
  }, 0);
}

/** The polynomials of a table as multiples of the result's unit, [polynomial][coefficient]. */
export function tablePolynomials(table: DiagramTable, outputs: number, size: number): Float64Array[] {
  const { stride, rotations, polynomials } = packTable(table, outputs, size);
  const each = 2 ** rotations;
  return Array.from({ length: polynomials }, (_, p) => {
    const polynomial = new Float64Array(size);
    table.values.slice(p * each, (p + 1) * each).forEach((entry, i) => {
      polynomial.set(entry, i * stride);
    });
    return polynomial;
  });
}
