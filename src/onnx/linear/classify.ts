import type { OnnxNode } from "../model.ts";
import { unsupportedNode } from "../nodes.ts";
import { answer, fromRows, greatest, logistic, rowsOf, softmaxOf } from "./answers.ts";
import type { Answer } from "./answers.ts";

const transforms: Readonly<Record<string, ((row: number[]) => number[]) | undefined>> = {
  NONE: (row) => row,
  LOGISTIC: (row) => row.map(logistic),
  SOFTMAX: softmaxOf,
};

/**
 * The two outputs of ai.onnx.ml.LinearClassifier from its scores at the probes: labels and scores after
 * `post_transform`. One score for two classes is that of the second; the first then has its complement.
 */
export function classify(
  scores: Answer,
  { classes, transform }: { readonly classes: readonly (number | string)[]; readonly transform: string },
  node: OnnxNode,
): readonly [labels: Answer, scores: Answer] {
  const f = transforms[transform];
  if (!f) {
    const allowed = Object.keys(transforms).join(", ");
    throw unsupportedNode(node, `post_transform ${transform}`, allowed, "export the model with one of these");
  }
  const rows = rowsOf(scores, node) as number[][];
  const isSingle = rows[0].length === 1;
  if (rows[0].length !== classes.length && !(isSingle && classes.length === 2)) {
    throw unsupportedNode(
      node,
      `${rows[0].length} scores for ${classes.length} classes`,
      "one score a class",
      "export the model again",
    );
  }
  const codes = rows.map((row) => (isSingle ? (row[0] > 0 ? 1 : 0) : row.indexOf(greatest(row))));
  const complete = (row: number[]): number[] =>
    transform === "LOGISTIC" ? [1 - row[0], row[0]] : [-row[0], row[0]];
  const transformed = rows.map((row) => (isSingle ? complete(f(row)) : f(row)));
  return [
    {
      ...answer(
        [codes.length],
        codes.map((code) => classes[code]),
      ),
      classes,
    },
    fromRows(transformed),
  ];
}
