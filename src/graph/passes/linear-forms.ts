import { sizeOf } from "../../core/index.ts";
import { elementWeights } from "../element-weights.ts";
import type { ElementWeights } from "../element-weights.ts";
import { opOf, sourcesOf } from "../factory.ts";
import type { Node } from "../node.ts";
import { isOp } from "../node.ts";
import type { Range } from "../types.ts";

/** One element as a sum of coefficients times elements of other nodes, plus a constant. Lists, for there are many. */
interface Combination {
  /** The number of a node's first element plus the element's index; each occurs once. */
  readonly variables: readonly number[];
  /** The coefficient of each variable. */
  readonly weights: readonly number[];
  readonly constant: number;
}

const none: readonly number[] = [];
const once: readonly number[] = [1];

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
    for (const { variables, weights, constant } of form) {
      let low = constant;
      let high = constant;
      for (let i = 0; i < variables.length; i++) {
        const { type } = this.#nodeOf(variables[i]);
        const weight = weights[i];
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
    return Array.from({ length: this.#next - first }, (_, i) => {
      return { variables: [first + i], weights: once, constant: 0 };
    });
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
    return Array.from(node.attributes.value.data, (constant) => {
      return { variables: none, weights: none, constant };
    });
  }
  if (sources !== undefined) {
    const all = operands.flat();
    const constant = isOp(node, "pad") ? node.attributes.value : 0;
    const fill: Combination = { variables: none, weights: none, constant };
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
    count += sum.variables.length;
    if (count > maximumTerms) return undefined;
    result.push(sum);
  }
  return result;
}

function isLarge(node: Node): boolean {
  return isOp(node, "matmul") && sizeOf(node.type.shape) * node.attributes.weights.shape[0] > maximumTerms;
}

function weightedSum(sources: ElementWeights, all: readonly Combination[]): Combination {
  let constant = 0;
  let only: Combination | undefined;
  let factor = 0;
  let count = 0;
  for (const [source, weight] of sources) {
    const inner = all[source];
    constant += weight * inner.constant;
    if (weight === 0 || inner.variables.length === 0) continue;
    [only, factor] = [inner, weight];
    count++;
  }
  if (only === undefined) return { variables: none, weights: none, constant };
  if (count > 1) return { ...merged(sources, all), constant };
  // A constant added, a weight on its own: the lists are shared.
  const { variables, weights } = only;
  return { variables, weights: factor === 1 ? weights : weights.map((own) => factor * own), constant };
}

function merged(sources: ElementWeights, all: readonly Combination[]): Omit<Combination, "constant"> {
  const terms = new Map<number, number>();
  for (const [source, weight] of sources) {
    const { variables, weights } = all[source];
    for (let i = 0; i < variables.length; i++) {
      const total = (terms.get(variables[i]) ?? 0) + weight * weights[i];
      if (total === 0) terms.delete(variables[i]);
      else terms.set(variables[i], total);
    }
  }
  return { variables: [...terms.keys()], weights: [...terms.values()] };
}
