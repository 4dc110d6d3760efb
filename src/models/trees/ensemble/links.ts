import { Tensor } from "../../../core/index.ts";
import { decodeLabels } from "../../base/index.ts";
import type { Labels } from "../../base/index.ts";
import { binaryProbabilities, decide, softmax } from "../../processing/index.ts";

/**
 * What the sum of a tree model is.
 *
 * - `identity`: the prediction; `exp`: its logarithm.
 * - `sigmoid`, `softmax`: log odds, of the second of two classes or of each class.
 * - `share`: probabilities themselves, of the second of two classes or of each class.
 */
export type TreeLink = "identity" | "exp" | "sigmoid" | "softmax" | "share";

export const TREE_LINKS: readonly TreeLink[] = ["identity", "exp", "sigmoid", "softmax", "share"];

/** Class probabilities, shape [n, classes], of sums of shape [n, outputs]. */
export function probabilities(link: TreeLink, decisions: Tensor): Tensor {
  if (link === "sigmoid") return binaryProbabilities(decisions);
  if (link === "softmax") return softmax(decisions);
  // Quantized shares may leave 0 .. 1 a little.
  if (decisions.shape[1] === 1) {
    const out = Tensor.zeros([decisions.length, 2]);
    for (let i = 0; i < decisions.length; i++) {
      const share = Math.min(Math.max(decisions.data[i], 0), 1);
      out.data[2 * i] = 1 - share;
      out.data[2 * i + 1] = share;
    }
    return out;
  }
  const out = decisions.map((share) => Math.max(share, 0));
  for (const row of out) {
    const total = row.reduce((a, b) => a + b, 0);
    for (let a = 0; a < row.length; a++) row[a] = total > 0 ? row[a] / total : 1 / row.length;
  }
  return out;
}

/** Predicted labels, or values where there are no classes, of sums of shape [n, outputs]. */
export function predictions(link: TreeLink, classes: Labels | undefined, decisions: Tensor): Labels {
  if (!classes) return link === "exp" ? decisions.data.map(Math.exp) : decisions.data.slice();
  const isShare = link === "share" && decisions.shape[1] === 1;
  // The second class needs more than half; equal shares are the first's.
  return decodeLabels(classes, decide(isShare ? decisions.map((share) => share - 0.5) : decisions));
}
