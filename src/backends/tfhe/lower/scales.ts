import { commonDivisor } from "../program/divisor.ts";
import { commonDenominator } from "./form.ts";
import type { Form } from "./form.ts";

/** Something that reads a form: a lookup's index or an output. */
export interface Reader {
  readonly form: Form;
  /** Torus units one step of the form may take at most. */
  readonly largestStep: number;
  /** Whether it must take exactly that. */
  readonly isExact: boolean;
}

/** A reader's step and weights in whole multiples of its component's unit. */
export interface ScaledReader {
  readonly component: number;
  /** Units a step of the form takes. */
  readonly box: number;
  /** Weight by variable, for ciphertexts that hold `scale[variable]` units a step. */
  readonly weights: ReadonlyMap<number, number>;
}

/** How values sit on the torus. */
export interface Scales {
  /** Torus words of one unit, even, by component. */
  readonly units: readonly bigint[];
  readonly readers: readonly ScaledReader[];
  /** Units one step of a variable takes in its ciphertext; 0 for variables nothing reads. */
  readonly scale: Float64Array;
  /** Component of each variable, -1 for those nothing reads. */
  readonly component: Int32Array;
}

/**
 * Chooses the scale of every ciphertext. Variables that meet in a sum share a unit, as large as all their readers
 * allow; a reader with fewer boxes takes a power of two of units a step; and a ciphertext is made as large as the
 * greatest common divisor of the weights on it, so that those weights, and with them the noise, become small:
 * x + 16 y costs no more noise than x + y.
 */
export function assignScales(
  variables: number,
  readers: readonly Reader[],
  sameScale: readonly (readonly number[])[],
): Scales {
  const sets = new DisjointSets(variables);
  for (const { form } of readers) sets.unite([...form.terms.keys()]);
  for (const group of sameScale) sets.unite(group);

  const component = new Int32Array(variables).fill(-1);
  const numbers = new Map<number, number>();
  const numberOf = (variable: number): number => {
    const root = sets.find(variable);
    const known = numbers.get(root) ?? numbers.size;
    numbers.set(root, known);
    return known;
  };
  const componentOf = readers.map(({ form }) => {
    for (const variable of form.terms.keys()) component[variable] = numberOf(variable);
    return form.terms.size === 0 ? -1 : component[[...form.terms.keys()][0]];
  });

  const denominators = readers.map(({ form }) =>
    commonDenominator([...form.terms.values(), 2 * form.constant]),
  );
  const steps = unitSteps(numbers.size, readers, componentOf, denominators);
  const units = steps.map((step) => 2n * BigInt(Math.floor(2 ** 63 * step)));
  const boxes = readers.map((reader, r) => {
    if (componentOf[r] < 0) return 1;
    const ratio = reader.largestStep / (steps[componentOf[r]] * denominators[r]);
    return denominators[r] * (reader.isExact ? ratio : 2 ** Math.floor(Math.log2(ratio * (1 + 2 ** -40))));
  });
  const scale = ciphertextScales(variables, readers, boxes, sameScale);
  return {
    units,
    scale,
    component,
    readers: readers.map(({ form }, r) => ({
      component: componentOf[r],
      box: boxes[r],
      weights: new Map(
        [...form.terms].map(([variable, weight]) => [variable, (weight * boxes[r]) / scale[variable]]),
      ),
    })),
  };
}

/** Torus step of one unit by component; a power of two where a reader wraps around. */
function unitSteps(
  components: number,
  readers: readonly Reader[],
  componentOf: readonly number[],
  denominators: readonly number[],
): number[] {
  const steps = Array<number>(components).fill(1);
  const isExact = Array<boolean>(components).fill(false);
  readers.forEach((reader, r) => {
    const c = componentOf[r];
    if (c < 0) return;
    steps[c] = Math.min(steps[c], reader.largestStep / denominators[r]);
    isExact[c] ||= reader.isExact;
  });
  // A single value needs no torus at all; half of it is as much as the arithmetic of words likes.
  return steps.map((step, c) => Math.min(0.5, isExact[c] ? 2 ** Math.floor(Math.log2(step)) : step));
}

/** The greatest common divisor of all weights on a variable, and of variables that must agree. */
function ciphertextScales(
  variables: number,
  readers: readonly Reader[],
  boxes: readonly number[],
  sameScale: readonly (readonly number[])[],
): Float64Array {
  const scale = new Float64Array(variables);
  readers.forEach(({ form }, r) => {
    for (const [variable, weight] of form.terms) {
      scale[variable] = commonDivisor([scale[variable], weight * boxes[r]]);
    }
  });
  for (const group of sameScale) {
    const shared = commonDivisor(group.map((variable) => scale[variable]));
    for (const variable of group) scale[variable] = shared;
  }
  return scale;
}

class DisjointSets {
  readonly #parent: Int32Array;

  constructor(size: number) {
    this.#parent = Int32Array.from({ length: size }, (_, i) => i);
  }

  find(item: number): number {
    let root = item;
    while (this.#parent[root] !== root) root = this.#parent[root];
    while (this.#parent[item] !== root) [this.#parent[item], item] = [root, this.#parent[item]];
    return root;
  }

  unite(items: readonly number[]): void {
    for (let i = 1; i < items.length; i++) this.#parent[this.find(items[i])] = this.find(items[0]);
  }
}
