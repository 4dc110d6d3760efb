/** Evaluation keys as matrices of polynomials, as products take them. */
import { expandGlwe } from "../crypto/algorithms/index.ts";
import { domains } from "../crypto/random/index.ts";
import { halves } from "../crypto/torus/index.ts";
import type { DiagramMatrix } from "../kernel/index.ts";
import type { DiagramEvaluationKeys, SeededRows } from "./keys.ts";
import type { DiagramParameters } from "./shape.ts";

/** The matrices of all keys: one a step of the expansion, and last that of the scheme switch. */
export function keyMatrices(
  parameters: DiagramParameters,
  { expansion, schemeSwitch }: DiagramEvaluationKeys,
): DiagramMatrix[] {
  const { glweDimension, polynomialSize } = parameters;
  const size = { glweDimension, polynomialSize, domain: domains.automorphismMask };
  return [
    ...splitKeyHalves(parameters, expandGlwe({ ...size, ...expansion }).words),
    schemeSwitchMatrix(parameters, schemeSwitch),
  ];
}

/** The matrix of each step of an expansion, from the rows of all keys in full. */
export function splitKeyHalves(
  {
    expansion,
    glweDimension: k,
    polynomialSize: n,
  }: Pick<DiagramParameters, "expansion" | "glweDimension" | "polynomialSize">,
  words: BigUint64Array,
): DiagramMatrix[] {
  const rowWords = (k + 1) * n;
  let row = 0;
  // [level][i] rows, high halves of the columns beside their low halves.
  return expansion.map(({ levels }) => {
    const rows = levels * k;
    const source = words.subarray(row * rowWords, (row + rows) * rowWords);
    row += rows;
    return { words: () => splitRows(source, rowWords), rows, columns: 2 * (k + 1), sign: -1 };
  });
}

/** Each row as two: the high halves of its words, then their low halves. */
function splitRows(source: BigUint64Array, rowWords: number): BigUint64Array {
  const rows = new BigUint64Array(2 * source.length);
  for (let at = 0; at < source.length; at += rowWords) {
    splitHalves(
      source.subarray(at, at + rowWords),
      rows.subarray(2 * at, 2 * at + rowWords),
      rows.subarray(2 * at + rowWords, 2 * at + 2 * rowWords),
    );
  }
  return rows;
}

/** word = high + low, low the lower half as a signed number. */
function splitHalves(words: BigUint64Array, high: BigUint64Array, low: BigUint64Array): void {
  const [from, top, bottom] = [halves(words), halves(high), halves(low)];
  for (let i = 0; i < from.length; i += 2) {
    const negative = from[i] >>> 31;
    bottom[i] = from[i];
    bottom[i + 1] = -negative;
    top[i + 1] = from[i + 1] + negative;
  }
}

/** [level][input] rows, [i] (k + 1) columns. */
function schemeSwitchMatrix(
  { schemeSwitch, glweDimension: k, polynomialSize: n }: DiagramParameters,
  { seed, bodies }: SeededRows,
): DiagramMatrix {
  const size = { glweDimension: k, polynomialSize: n };
  const { words } = expandGlwe({ ...size, seed, domain: domains.schemeSwitchMask, bodies });
  return { words: () => words, rows: schemeSwitch.levels * (k + 1), columns: k * (k + 1), sign: 1 };
}
