/** Sums of first and second derivatives and rows, a bin. */
export interface BinSums {
  readonly g: Float64Array;
  readonly h: Float64Array;
  readonly rows: Float64Array;
}

/** How coarse one step of boosting is. */
export interface StepLimits {
  /** Constant pieces of a function of one feature. */
  readonly maxLeaves: number;
  /** Rows each piece needs. */
  readonly minRows: number;
  /** L2 penalty of the values. */
  readonly lambda: number;
}

/** Bins from .. to - 1 and their sums. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly g: number;
  readonly h: number;
  readonly rows: number;
}

/**
 * The step function of bins with a few pieces that lowers the second-order loss most, found greedily: the
 * piece that gains most is cut first. Undefined where no cut gains.
 */
export function fitSteps(sums: BinSums, bins: number, limits: StepLimits): Float64Array | undefined {
  const pieces = [total(sums, 0, bins)];
  while (pieces.length < limits.maxLeaves) {
    let best: { gain: number; at: number; left: Piece; right: Piece } | undefined;
    pieces.forEach((piece, at) => {
      const cut = bestCut(sums, piece, limits);
      if (cut && cut.gain > (best?.gain ?? 0)) best = { ...cut, at };
    });
    if (best === undefined) break;
    pieces.splice(best.at, 1, best.left, best.right);
  }
  if (pieces.length === 1) return undefined;
  const values = new Float64Array(bins);
  for (const { from, to, g, h } of pieces) values.fill(-g / (h + limits.lambda), from, to);
  return values;
}

function total({ g, h, rows }: BinSums, from: number, to: number): Piece {
  const sums = { from, to, g: 0, h: 0, rows: 0 };
  for (let bin = from; bin < to; bin++) {
    sums.g += g[bin];
    sums.h += h[bin];
    sums.rows += rows[bin];
  }
  return sums;
}

function bestCut(
  sums: BinSums,
  piece: Piece,
  { minRows, lambda }: StepLimits,
): { gain: number; left: Piece; right: Piece } | undefined {
  let [g, h, rows] = [0, 0, 0];
  let [most, cut, cutG, cutH, cutRows, last] = [-Infinity, -1, 0, 0, 0, -1];
  for (let bin = piece.from; bin < piece.to; bin++) {
    // Bins without rows are shared out between their neighbours.
    if (sums.rows[bin] === 0) continue;
    if (last >= 0 && rows >= minRows && piece.rows - rows >= minRows) {
      const score = (g * g) / (h + lambda) + (piece.g - g) ** 2 / (piece.h - h + lambda);
      if (score > most) {
        most = score;
        cut = last + 1 + ((bin - last - 1) >> 1);
        [cutG, cutH, cutRows] = [g, h, rows];
      }
    }
    g += sums.g[bin];
    h += sums.h[bin];
    rows += sums.rows[bin];
    last = bin;
  }
  if (cut < 0) return undefined;
  return {
    gain: most - (piece.g * piece.g) / (piece.h + lambda),
    left: { from: piece.from, to: cut, g: cutG, h: cutH, rows: cutRows },
    right: { from: cut, to: piece.to, g: piece.g - cutG, h: piece.h - cutH, rows: piece.rows - cutRows },
  };
}
