import { InternalError } from "../../../core/index.ts";
import { commonDifference } from "../program/divisor.ts";
import type { LookupStep, TorusWord } from "../program/steps.ts";
import {
  boxesOf,
  coefficientEntries,
  interleavedPolynomial,
  multiValue,
  tablePolynomial,
  torusWords,
} from "./accumulator.ts";

/** A lookup as the engine runs it. */
export interface Rotation {
  readonly source: number;
  readonly targets: readonly number[];
  /** Number of the polynomial among those of the program. */
  readonly polynomial: number;
  readonly droppedBits: number;
  /** Coefficients extracted. */
  readonly positions: readonly number[];
  /** Of each target the weights of the extracted ciphertexts; null where targets are those ciphertexts. */
  readonly weights: readonly (readonly number[])[] | null;
}

/** Polynomials of all tables, equal ones once. */
export class Polynomials {
  readonly #size: number;
  readonly #units: readonly TorusWord[];
  readonly #byKey = new Map<string, number>();
  readonly all: BigUint64Array[] = [];

  constructor(size: number, units: readonly TorusWord[]) {
    this.#size = size;
    this.#units = units;
  }

  /** The rotation of a lookup; makes its polynomial where there is no equal one. */
  rotation(step: LookupStep): Rotation {
    const { source, style, targets } = step;
    const boxes = boxesOf(step, this.#units);
    const names = { source, targets: targets.map(({ target }) => target) };
    const key = JSON.stringify([style, boxes, targets.map(({ unit, values }) => [unit, values])]);
    const words = (): BigUint64Array[] =>
      targets.map(({ unit, values }) => torusWords(values, this.#units[unit]));
    switch (style) {
      case "single": {
        const make = (): BigUint64Array => tablePolynomial(words()[0], coefficientEntries(boxes, this.#size));
        return {
          ...names,
          polynomial: this.#intern(key, make),
          droppedBits: 0,
          positions: [0],
          weights: null,
        };
      }
      case "interleaved": {
        const make = (): BigUint64Array => interleavedPolynomial(words(), boxes, this.#size);
        const droppedBits = Math.ceil(Math.log2(targets.length));
        const positions = Array.from(targets.keys());
        return { ...names, polynomial: this.#intern(key, make), droppedBits, positions, weights: null };
      }
      case "multi-value": {
        const [{ unit }] = targets;
        if (targets.some((target) => target.unit !== unit)) throw mixedUnits(step);
        const common = commonDifference(targets.map(({ values }) => values));
        const values = targets.map((target) => target.values.map((value) => value / common));
        const unitWord = BigInt(common) * BigInt(this.#units[unit]);
        const { polynomial, positions, weights } = multiValue(values, unitWord, boxes, this.#size);
        return {
          ...names,
          polynomial: this.#intern(key, () => polynomial),
          droppedBits: 0,
          positions,
          weights,
        };
      }
    }
  }

  #intern(key: string, make: () => BigUint64Array): number {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const number = this.all.push(make()) - 1;
    this.#byKey.set(key, number);
    return number;
  }
}

function mixedUnits({ origin }: LookupStep): InternalError {
  return new InternalError({
    where: origin,
    problem: "tables of one multi-value lookup in different units",
    allowed: "one unit",
    remedy: "report this circuit",
  });
}
