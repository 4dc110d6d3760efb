import { Tensor } from "../../../core/index.ts";
import type { Graph } from "../../../graph/index.ts";
import type { BinnedMatrix } from "../binning/index.ts";
import { forestGraph } from "../graph/forest-graph.ts";
import type { BinnedFunction, IntegerFunction } from "./binned-function.ts";
import { checkEnsemble } from "./check-ensemble.ts";
import { ensembleFromJson, ensembleToJson } from "./json.ts";
import type { TreeEnsembleJson } from "./json.ts";
import type { TreeLink } from "./links.ts";
import type { TreeEnsembleParts } from "./parts.ts";
import { quantizeTerms } from "./quantize-terms.ts";

/**
 * Trees over bin numbers whose leaves are added up: every tree model is one, however it was trained.
 *
 * Decision nodes come after their parents and belong to one tree each, so a walk always ends.
 */
export class TreeEnsemble implements BinnedFunction {
  readonly parts: TreeEnsembleParts;

  /** @throws CorruptedDataError for parts that are no trees: cycles, shared nodes, numbers out of range. */
  constructor(parts: TreeEnsembleParts) {
    checkEnsemble(parts);
    this.parts = parts;
  }

  get features(): number {
    return this.parts.features;
  }

  get outputs(): number {
    return this.parts.outputs;
  }

  get link(): TreeLink {
    return this.parts.link;
  }

  /** Number of trees. */
  get trees(): number {
    return this.parts.roots.length;
  }

  /** Number of leaves of all trees. */
  get leaves(): number {
    return this.parts.values.length / this.leafWidth;
  }

  /** Numbers a leaf holds. */
  get leafWidth(): number {
    return this.parts.treeOutput === null ? this.parts.outputs : 1;
  }

  /** Outputs the numbers of a leaf of a tree are added to. */
  outputsOf(tree: number): readonly number[] {
    const { treeOutput, outputs } = this.parts;
    return treeOutput === null ? Array.from({ length: outputs }, (_, k) => k) : [treeOutput[tree]];
  }

  /** The leaf of a tree each row ends in. */
  apply(bins: BinnedMatrix, tree: number): Int32Array {
    const { roots, feature, threshold, left, right } = this.parts;
    const leaves = new Int32Array(bins.rows);
    const { columns } = bins;
    for (let i = 0; i < bins.rows; i++) {
      let at = roots[tree];
      while (at >= 0) at = columns[feature[at]][i] >= threshold[at] ? right[at] : left[at];
      leaves[i] = ~at;
    }
    return leaves;
  }

  decisions(bins: BinnedMatrix): Tensor {
    const { base, scale, outputs } = this.parts;
    const sums = this.#sum(bins, this.parts.values);
    const { data } = sums;
    for (let at = 0; at < data.length; at++) data[at] = base[at % outputs] + scale * data[at];
    return sums;
  }

  quantize(nBits: number): IntegerFunction & { readonly leaves: Int32Array; readonly base: Float64Array } {
    const { values, base: realBase, scale: factor } = this.parts;
    const width = this.leafWidth;
    const leavesOf = this.leavesByTree();
    const terms = leavesOf.map((list) =>
      Float64Array.from({ length: list.length * width }, (_, i) => {
        return factor * values[list[Math.floor(i / width)] * width + (i % width)];
      }),
    );
    const quantized = quantizeTerms(terms, (tree) => this.outputsOf(tree), realBase, nBits);
    const leaves = new Int32Array(values.length);
    leavesOf.forEach((list, tree) => {
      list.forEach((leaf, i) => {
        leaves.set(quantized.terms[tree].subarray(i * width, (i + 1) * width), leaf * width);
      });
    });
    const { base, scale, ranges } = quantized;
    const integers = (bins: BinnedMatrix): Tensor =>
      this.#sum(bins, leaves).map((value, at) => value + base[at % this.outputs]);
    const graph = (bins: number, name: string): Graph =>
      forestGraph(this.parts, { leaves, base }, bins, name);
    return { leaves, base, scale, ranges, integers, graph };
  }

  /** Leaves of each tree, left to right. */
  leavesByTree(): number[][] {
    const { roots, left, right } = this.parts;
    return Array.from(roots, (root) => {
      const leaves: number[] = [];
      const stack = [root];
      while (stack.length > 0) {
        const at = stack.pop()!;
        if (at < 0) leaves.push(~at);
        else stack.push(right[at], left[at]);
      }
      return leaves;
    });
  }

  toJSON(): TreeEnsembleJson {
    return ensembleToJson(this.parts);
  }

  /** @throws CorruptedDataError for anything toJSON could not have written. */
  static fromJSON(json: unknown): TreeEnsemble {
    return new TreeEnsemble(ensembleFromJson(json));
  }

  /** Sums of the trees' leaves, shape [n, outputs]. */
  #sum(bins: BinnedMatrix, values: Float64Array | Int32Array): Tensor {
    const { outputs, roots, treeOutput } = this.parts;
    const sums = Tensor.zeros([bins.rows, outputs]);
    const { data } = sums;
    for (let tree = 0; tree < roots.length; tree++) {
      const leaves = this.apply(bins, tree);
      if (treeOutput === null) {
        for (let i = 0, at = 0; i < leaves.length; i++)
          for (let k = 0; k < outputs; k++) data[at++] += values[leaves[i] * outputs + k];
      } else {
        for (let i = 0, at = treeOutput[tree]; i < leaves.length; i++, at += outputs)
          data[at] += values[leaves[i]];
      }
    }
    return sums;
  }
}
