import { sizeOf } from "../../core/index.ts";
import { elementWeights } from "../element-weights.ts";
import type { ElementWeights } from "../element-weights.ts";
import { opOf, sourcesOf } from "../factory.ts";
import type { Node } from "../node.ts";
import { isOp } from "../node.ts";
import type { Range } from "../types.ts";

/** One element as a sum of coefficients times elements of other nodes, plus a constant. */
interface Combination {
  /** Coefficients by variable: the number of the node's first element plus the element's index. */
  readonly terms: ReadonlyMap<number, number>;
  readonly constant: number;
}

/** Terms a node may have; beyond, it counts as a variable itself. */
const maximumTerms = 2 ** 17;

/** Levelled values as linear combinations of inputs and lookups, element by element. */
export class LinearForms {
  readonly #forms = new Map<Node, readonly Combination[]>();
  readonly #nodes: { readonly first: number; readonly node: Node }[] = [];
  #next = 0;

  /** The range over all elements; undefined where the node's own rule says all there is. */
  rangeOf(node: Node): Range | undefined {
    if (isVariable(node)) return undefined;
    const form = this.#formOf(node);
    let min = Infinity;
    let max = -Infinity;
    for (const { terms, constant } of form) {
      let low = constant;
      let high = constant;
      for (const [variable, weight] of terms) {
        const { type } = this.#nodeOf(variable);
        low += weight > 0 ? weight * type.min : weight * type.max;
        high += weight > 0 ? weight * type.max : weight * type.min;
      }
      min = Math.min(min, low);
      max = Math.max(max, high);
    }
    return Number.isSafeInteger(min) && Number.isSafeInteger(max)
      ? { min: min + 0, max: max + 0 }
      : undefined;
  }

  /** The form of `node` is that of `twin`, a node made in its place. */
  replace(node: Node, twin: Node): void {
    const form = this.#forms.get(node);
    if (form !== undefined) this.#forms.set(twin, form);
  }

  #formOf(node: Node): readonly Combination[] {
    const known = this.#forms.get(node);
    if (known !== undefined) return known;
    const combined = isVariable(node)
      ? undefined
      : combine(
          node,
          node.inputs.map((operand) => this.#formOf(operand)),
        );
    const form = combined ?? this.#variable(node);
    this.#forms.set(node, form);
    return form;
  }

  #variable(node: Node): Combination[] {
    const first = this.#next;
    this.#next += sizeOf(node.type.shape);
    this.#nodes.push({ first, node });
    return Array.from({ length: this.#next - first }, (_, i) => ({
      terms: new Map([[first + i, 1]]),
      constant: 0,
    }));
  }

  /** The node whose element a variable is: the last one that starts at or before it. */
  #nodeOf(variable: number): Node {
    let low = 0;
    let high = this.#nodes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#nodes[middle].first <= variable) low = middle;
      else high = middle - 1;
    }
    return this.#nodes[low].node;
  }
}

function isVariable(node: Node): boolean {
  return node.op !== "constant" && opOf(node.op).kind !== "linear";
}

/** The forms of a linear node's elements; undefined where they have too many terms. */
function combine(node: Node, operands: readonly (readonly Combination[])[]): Combination[] | undefined {
  const size = sizeOf(node.type.shape);
  const sources = sourcesOf(node);
  if (isOp(node, "constant")) {
    return Array.from(node.attributes.value.data, (constant) => ({
      terms: new Map<number, number>(),
      constant,
    }));
  }
  if (sources !== undefined) {
    const all = operands.flat();
    const fill: Combination = { terms: new Map(), constant: isOp(node, "pad") ? node.attributes.value : 0 };
    return Array.from(sources, (source) => (source < 0 ? fill : all[source]));
  }
  // Convolutions: their own rule is exact for independent pixels.
  const elements = node.op === "conv2d" || isLarge(node) ? undefined : elementWeights(node);
  if (elements === undefined) return undefined;
  const all = operands.flat();
  const result: Combination[] = [];
  let count = 0;
  for (let i = 0; i < size; i++) {
    const sum = weightedSum(elements(i), all);
    count += sum.terms.size;
    if (count > maximumTerms) return undefined;
    result.push(sum);
  }
  return result;
}

function isLarge(node: Node): boolean {
  return isOp(node, "matmul") && sizeOf(node.type.shape) * node.attributes.weights.shape[0] > maximumTerms;
}

function weightedSum(weights: ElementWeights, all: readonly Combination[]): Combination {
  const terms = new Map<number, number>();
  let constant = 0;
  for (const [source, weight] of weights) {
    const { terms: inner, constant: added } = all[source];
    constant += weight * added;
    for (const [variable, coefficient] of inner) {
      const total = (terms.get(variable) ?? 0) + weight * coefficient;
      if (total === 0) terms.delete(variable);
      else terms.set(variable, total);
    }
  }
  return { terms, constant };
}
