import { Tensor } from "../../core/index.ts";

/**
 * How decision values become probabilities or predictions.
 *
 * - `identity`: the prediction itself; `exp`: its logarithm.
 * - `sigmoid`, `softmax`: log odds, of the second of two classes or of each class.
 * - `share`: probabilities themselves, of the second of two classes or of each class.
 * - `ovrSigmoid`: log odds of each class against the rest; `clipped`: margins of a modified Huber loss.
 */
export type Link = "identity" | "exp" | "sigmoid" | "softmax" | "share" | "ovrSigmoid" | "clipped";

export const LINKS: readonly Link[] = [
  "identity",
  "exp",
  "sigmoid",
  "softmax",
  "share",
  "ovrSigmoid",
  "clipped",
];

/** 1 / (1 + e^-z), without overflow and without losing small values. */
export function sigmoid(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** Both classes' probabilities of one decision value a row: shape [n, 2]. */
export function binaryProbabilities(decisions: Tensor): Tensor {
  const out = Tensor.zeros([decisions.length, 2]);
  for (let i = 0; i < decisions.length; i++) {
    out.data[2 * i] = sigmoid(-decisions.data[i]);
    out.data[2 * i + 1] = sigmoid(decisions.data[i]);
  }
  return out;
}

/** e^z[a] / sum over b of e^z[b], row by row: shape [n, K]. */
export function softmax(decisions: Tensor): Tensor {
  const out = decisions.copy();
  for (const row of out) {
    const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
    let total = 0;
    for (let a = 0; a < row.length; a++) total += row[a] = Math.exp(row[a] - most);
    for (let a = 0; a < row.length; a++) row[a] /= total;
  }
  return out;
}

/** Sigmoid of each decision value, scaled to sum to 1 row by row: shape [n, K]. */
export function normalizedSigmoids(decisions: Tensor): Tensor {
  return normalize(decisions.map(sigmoid));
}

/**
 * (clip(z, -1, 1) + 1) / 2 of each decision value, what a modified Huber loss estimates (Zhang (2002),
 * Covering number bounds, appendix B); for one column both classes' shares, else scaled to sum to 1.
 */
export function clippedProbabilities(decisions: Tensor): Tensor {
  const shares = decisions.map((z) => (Math.max(-1, Math.min(1, z)) + 1) / 2);
  return decisions.shape[1] > 1 ? normalize(shares) : withComplement(shares);
}

/**
 * Shares as they are, scaled to sum to 1 row by row; for one column both classes'. Quantized ones may leave
 * 0 .. 1 a little.
 */
export function shareProbabilities(decisions: Tensor): Tensor {
  if (decisions.shape[1] > 1) return normalize(decisions.map((share) => Math.max(share, 0)));
  return withComplement(decisions.map((share) => Math.min(Math.max(share, 0), 1)));
}

/** The shares of a second class beside those of the first: shape [n, 2]. */
function withComplement(shares: Tensor): Tensor {
  const out = Tensor.zeros([shares.length, 2]);
  for (let i = 0; i < shares.length; i++) {
    out.data[2 * i] = 1 - shares.data[i];
    out.data[2 * i + 1] = shares.data[i];
  }
  return out;
}

/** Divides each row by its sum, in place. */
function normalize(shares: Tensor): Tensor {
  for (const row of shares) {
    const total = row.reduce((a, b) => a + b, 0);
    // Where every share is 0 nothing is known: equal ones.
    for (let a = 0; a < row.length; a++) row[a] = total > 0 ? row[a] / total : 1 / row.length;
  }
  return shares;
}

/** Position of the greatest value of each row, the first of equals; for one column whether it is above 0. */
export function decide(decisions: Tensor): Int32Array {
  const codes = new Int32Array(decisions.length);
  let i = 0;
  for (const row of decisions) {
    let best = 0;
    if (row.length === 1) best = row[0] > 0 ? 1 : 0;
    else for (let a = 1; a < row.length; a++) if (row[a] > row[best]) best = a;
    codes[i++] = best;
  }
  return codes;
}
