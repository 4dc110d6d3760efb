import type { ScalarLookup } from "./scalar-circuit.ts";

/** A table as a rotation holds it: half the torus in boxes, the other half is its negative. */
export interface BoxedTable {
  /** f(i) - centre, for the boxes 0 .. values.length - 1. */
  readonly values: Float64Array;
  /** What is added to a looked-up value: a whole number or a half. */
  readonly centre: number;
}

/** How many boxes a lookup's index needs on half the torus, and where they lie. */
export interface BoxPlan {
  /** A box is 1 / (2 boxes) of the torus at most. */
  readonly boxes: number;
  /** Whether a box must be exactly that, because the index wraps around. */
  readonly isExact: boolean;
  /** Added to the index: 1/2 where borders lie on whole numbers. */
  readonly shift: number;
  readonly tables: readonly BoxedTable[];
}

/**
 * Boxes of a lookup. Beyond half the torus a rotation answers with the negative of what lies half a torus before;
 * tables with f(i) + f(i + h) = 2 c for all i, h = ceil(entries / 2), use that instead of a padding bit: signs,
 * comparisons, and every table of three values need half the boxes.
 *
 * @param isFoldable - Whether that may be used. Default true.
 */
export function planBoxes({ kind, entries, tables }: ScalarLookup, isFoldable = true): BoxPlan {
  if (kind === "bit") {
    const halves = tables.map(() => ({ values: Float64Array.of(-0.5), centre: 0.5 }));
    return { boxes: 1, isExact: true, shift: 0, tables: halves };
  }
  if (kind === "approximate") {
    const whole = tables.map((values) => ({ values, centre: 0 }));
    // Half a box at both ends keeps noise there from wrapping around.
    return { boxes: entries + 1, isExact: false, shift: 0.5, tables: whole };
  }
  const half = Math.ceil(entries / 2);
  return isFoldable
    ? (foldTables(tables, half) ?? wholeTables(entries, tables))
    : wholeTables(entries, tables);
}

/**
 * The plan with the boxes that the scales left room for, or undefined where the tables cannot be read with so many:
 * a folded table needs exactly as many boxes on half the torus as lie between an entry and its opposite.
 *
 * @param available - Boxes of the chosen size on half the torus.
 */
export function refitBoxes(
  plan: BoxPlan,
  { kind, entries, tables }: ScalarLookup,
  available: number,
): BoxPlan | undefined {
  const isFolded = kind === "table" && plan.boxes < entries;
  if (!isFolded || Math.abs(available - plan.boxes) < 1e-6) return plan;
  if (available > entries - 1e-6) return { ...wholeTables(entries, tables), boxes: plan.boxes };
  const whole = Math.round(available);
  return Math.abs(available - whole) < 1e-6 ? foldTables(tables, whole) : undefined;
}

function wholeTables(entries: number, tables: readonly Float64Array[]): BoxPlan {
  const whole = tables.map((values) => ({ values, centre: 0 }));
  return { boxes: entries, isExact: false, shift: 0, tables: whole };
}

function foldTables(tables: readonly Float64Array[], half: number): BoxPlan | undefined {
  const folded = tables.map((values) => fold(values, half));
  return folded.every((table) => table !== undefined)
    ? { boxes: half, isExact: false, shift: 0, tables: folded }
    : undefined;
}

function fold(values: Float64Array, half: number): BoxedTable | undefined {
  const sum = values[0] + values[half];
  for (let i = 0; i + half < values.length; i++) if (values[i] + values[i + half] !== sum) return undefined;
  const centre = sum / 2;
  return { values: values.slice(0, half).map((value) => value - centre), centre };
}
