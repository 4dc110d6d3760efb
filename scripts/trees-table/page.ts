/** The generated part of docs/guide/trees.md. */
import { number } from "../../bench/lib/table.ts";
import { CorruptedDataError } from "../../src/core/index.ts";
import { sweptBits, type SweepPoint, type TableRow } from "./measure.ts";

export const page: URL = new URL("../../docs/guide/trees.md", import.meta.url);
const begin = "<!-- Written by `npm run table:trees`: everything from here … -->";
const end = "<!-- … to here. -->";

/** A model's line of every table. */
export interface Measured {
  readonly row: TableRow;
  readonly sweep: readonly SweepPoint[];
}

const fixed = (value: number): string => value.toFixed(3);
const count = (value: number): string => value.toLocaleString("en-US");
const cells = (values: readonly string[]): string => `| ${values.join(" | ")} |`;

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = heading.map((_, c) => (c === 0 ? "---" : "---:"));
  return [heading, rule, ...rows].map(cells).join("\n");
}

const scoreHeading = [
  ...["model, data", "test rows", "float", "quantized", "simulated", "encrypted", "rows encrypted"],
  "rows that differ",
];

/** The cells of a model's scores, as the page shows them. */
export function scoreCells({ row }: Measured): string[] {
  const { testRows, float, quantized, simulated, encrypted, encryptedRows, differing } = row;
  return [
    ...[row.id, count(testRows)],
    ...[float, quantized, simulated, encrypted].map(fixed),
    ...[encryptedRows, differing].map(count),
  ];
}

const costHeading = [
  ...["model, data", "CMUX", "keys, bytes", "request, bytes", "reply, bytes", "run predicted, ms"],
  ...["keygen, ms", "encrypt, ms", "run, ms", "decrypt, ms"],
];

/** The cells of a model's cost; the last five are times. */
export function costCells({ row }: Measured): string[] {
  const { predicted, keygen, encrypt, run, decrypt } = row.milliseconds;
  return [
    row.id,
    ...[row.cmux, row.evaluationKeyBytes, row.inputBytes, row.outputBytes].map(count),
    ...[predicted, keygen, encrypt, run, decrypt].map(number),
  ];
}

/** Scores by nBits; two where simulation and the clear integers differ. */
export function sweepScoreCells({ row, sweep }: Measured): string[] {
  const both = sweep.map(({ quantized, simulated }) => [quantized, simulated].map(fixed));
  return [
    row.id,
    ...both.map(([clear, simulated]) => (clear === simulated ? clear : `${clear} / ${simulated}`)),
  ];
}

/** CMUX gates and bytes of a request by nBits. */
export function sweepCostCells({ row, sweep }: Measured): string[] {
  return [row.id, ...sweep.map(({ cmux, inputBytes }) => `${count(cmux)}, ${count(inputBytes)}`)];
}

const growthHeading = [
  ...["trees of depth 6, breast cancer", "quantized", "CMUX", "keys, bytes", "request, bytes"],
  ...["reply, bytes", "run predicted, ms", "run, ms"],
];

/** The cells of a model among more and more trees; the last two are times. */
export function growthCells(row: TableRow): string[] {
  const { predicted, run } = row.milliseconds;
  return [
    ...[row.id, fixed(row.quantized)],
    ...[row.cmux, row.evaluationKeyBytes, row.inputBytes, row.outputBytes].map(count),
    ...[predicted, run].map(number),
  ];
}

/** What stands between the markers. `machine` says where the times were measured. */
export function generatedPart(
  measured: readonly Measured[],
  growth: readonly TableRow[],
  machine: string,
): string {
  const bits = sweptBits.map(String);
  return [
    "## Scores, in the clear and encrypted",
    "Accuracy on the stored test rows, R2 for diabetes. All test rows are encrypted where a minute suffices by prediction, else the first of them; the encrypted score is that of these rows.",
    table(scoreHeading, measured.map(scoreCells)),
    "## Cost of a row",
    `Predictions are for one thread, runs take all cores. Times are medians over the encrypted rows, one row at a time, keys once: ${machine}.`,
    table(costHeading, measured.map(costCells)),
    "## More trees",
    "The conversion of the bits is paid once; then time follows the gates, which are the distinct decisions: later trees of boosting repeat those of earlier ones, trees of a forest do not. Sums of more trees have more bits, so that a gate of the largest forests costs about twice one of the small ones.",
    table(growthHeading, growth.map(growthCells)),
    "## How few bits are enough",
    "Scores by nBits, inputs and leaves alike: clear integers and simulation, where they agree to three digits; both where they do not.",
    table(["model, data", ...bits], measured.map(sweepScoreCells)),
    "CMUX gates, and bytes of a request, by nBits:",
    table(["model, data", ...bits], measured.map(sweepCostCells)),
  ].join("\n\n");
}

/**
 * The page with its generated part replaced.
 *
 * @throws CorruptedDataError for a page without the two markers.
 */
export function replaceGenerated(text: string, part: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from >= 0 && to > from) return `${text.slice(0, from)}${begin}\n\n${part}\n\n${text.slice(to)}`;
  throw new CorruptedDataError({
    where: "docs/guide/trees.md",
    problem: "the markers of the generated part are missing",
    allowed: `${begin} and, below it, ${end}`,
    remedy: "put them back where the tables belong",
  });
}
