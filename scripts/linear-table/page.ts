/** The generated part of docs/guide/linear-models.md. */
import { number } from "../../bench/lib/table.ts";
import type { ScoreName } from "../../bench/lib/scores.ts";
import { CorruptedDataError } from "../../src/core/index.ts";
import { sweptBits, type SweepPoint, type TableRow } from "./measure.ts";

export const page: URL = new URL("../../docs/guide/linear-models.md", import.meta.url);
const begin = "<!-- Written by `npm run table:linear`: everything from here … -->";
const end = "<!-- … to here. -->";

/** A model's line of every table. */
export interface Measured {
  readonly row: TableRow;
  readonly sweep: readonly SweepPoint[];
}

const scoreNames: Readonly<Record<ScoreName, string>> = {
  accuracy: "accuracy",
  r2: "R2",
  "d2-poisson": "D2",
  "d2-gamma": "D2",
  "d2-tweedie-1.5": "D2",
};

const fixed = (value: number): string => value.toFixed(4);
const count = (value: number): string => value.toLocaleString("en-US");
const cells = (values: readonly string[]): string => `| ${values.join(" | ")} |`;

function table(heading: readonly string[], rows: readonly (readonly string[])[], left: number): string {
  const rule = heading.map((_, c) => (c < left ? "---" : "---:"));
  return [heading, rule, ...rows].map(cells).join("\n");
}

const scoreHeading = [
  ...["model, data", "score", "test rows", "scikit-learn", "float", "quantized", "simulated", "encrypted"],
  "rows that differ",
];

/** The cells of a model's scores, as the page shows them. */
export function scoreCells({ row }: Measured): string[] {
  const { scikitLearn, float, quantized, simulated, encrypted } = row;
  return [
    ...[row.id, scoreNames[row.score], count(row.testRows)],
    ...[scikitLearn, float, quantized, simulated, encrypted].map(fixed),
    count(row.differing),
  ];
}

const costHeading = [
  ...["model, data", "features", "outputs", "widest integer, bits", "request, bytes", "reply, bytes"],
  ...["encrypt, ms", "run, ms", "decrypt, ms"],
];

/** The cells of a model's cost; the last three are times. */
export function costCells({ row }: Measured): string[] {
  const { encrypt, run, decrypt } = row.milliseconds;
  return [
    row.id,
    ...[row.features, row.outputs, row.widestInteger, row.inputBytes, row.outputBytes].map(count),
    ...[encrypt, run, decrypt].map(number),
  ];
}

/** Scores by nBits; two where simulation and the clear integers differ. */
export function sweepScoreCells({ row, sweep }: Measured): string[] {
  const both = sweep.map(({ quantized, simulated }) => [quantized, simulated].map((s) => s.toFixed(3)));
  return [
    row.id,
    ...both.map(([clear, simulated]) => (clear === simulated ? clear : `${clear} / ${simulated}`)),
    row.float.toFixed(3),
  ];
}

/** Bytes of request and reply together by nBits. */
export function sweepByteCells({ row, sweep }: Measured): string[] {
  return [row.id, ...sweep.map(({ inputBytes, outputBytes }) => count(inputBytes + outputBytes))];
}

/** What stands between the markers. `machine` says where the times were measured. */
export function generatedPart(measured: readonly Measured[], machine: string): string {
  const bits = sweptBits.map(String);
  return [
    "## Scores",
    table(scoreHeading, measured.map(scoreCells), 2),
    "## Cost of a row",
    `Times are medians over the test rows, one row at a time on one thread: ${machine}.`,
    table(costHeading, measured.map(costCells), 1),
    "## Scores by nBits",
    "Clear integers and simulation, where they agree to three digits; both where they do not.",
    table(["model, data", ...bits, "float"], measured.map(sweepScoreCells), 1),
    "## Bytes by nBits",
    "Request and reply of a row together.",
    table(["model, data", ...bits], measured.map(sweepByteCells), 1),
  ].join("\n\n");
}

/**
 * The page with its generated part replaced.
 *
 * @throws CorruptedDataError for a page without the two markers.
 */
export function replaceGenerated(text: string, part: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) {
    throw new CorruptedDataError({
      where: "docs/guide/linear-models.md",
      problem: "the markers of the generated part are missing",
      allowed: `${begin} and, below it, ${end}`,
      remedy: "put them back where the tables belong",
    });
  }
  return `${text.slice(0, from)}${begin}\n\n${part}\n\n${text.slice(to)}`;
}
