import { bytes, duration, number, renderTable, times } from "../lib/table.ts";
import { missedLimits } from "./limits.ts";
import type { ModelSuiteResult, SideProcess, SideResult } from "./model-suite.ts";

/** A measure: how it prints, and which direction is better. */
interface Measure<Source> {
  readonly name: string;
  /** Undefined where it was not measured. */
  readonly of: (source: Source) => number | undefined;
  readonly print: (value: number) => string;
  /** "none" for what is shown beside each other without a ratio. */
  readonly better: "less" | "more" | "none";
}

const measures: readonly Measure<SideResult>[] = [
  { name: "float score", of: (s) => s.open.floatScore, print: fixed, better: "none" },
  { name: "quantized score", of: (s) => s.open.quantizedScore, print: fixed, better: "none" },
  { name: "simulated score", of: (s) => s.simulatedScore, print: fixed, better: "none" },
  { name: "rows checked equal", of: (s) => s.checkedRows, print: String, better: "none" },
  // scikit-learn's estimator alone on the peer's side; ours quantizes, too.
  { name: "fit, scikit-learn", of: (s) => s.phases.fit?.median, print: duration, better: "less" },
  { name: "fit, processor time", of: (s) => s.fitCpu.median, print: duration, better: "less" },
  { name: "first fit, quantized", of: (s) => s.open.fitMs, print: duration, better: "less" },
  { name: "compile", of: (s) => s.open.compileMs, print: duration, better: "less" },
  { name: "simulated rows/s", of: (s) => s.simulatedRowsPerSecond, print: number, better: "more" },
  { name: "keygen", of: (s) => s.phases.keygen?.median, print: duration, better: "less" },
  { name: "encrypt", of: (s) => s.phases.encrypt?.median, print: duration, better: "less" },
  { name: "run", of: (s) => s.phases.run?.median, print: duration, better: "less" },
  { name: "decrypt", of: (s) => s.phases.decrypt?.median, print: duration, better: "less" },
  { name: "evaluation keys", of: (s) => s.evaluationKeyBytes, print: bytes, better: "none" },
  { name: "input", of: (s) => s.inputBytes, print: bytes, better: "less" },
  { name: "output", of: (s) => s.outputBytes, print: bytes, better: "less" },
];

const processMeasures: readonly Measure<SideProcess>[] = [
  { name: "import", of: (p) => p.imports.median, print: duration, better: "less" },
  { name: "peak memory", of: (p) => p.peakBytes, print: bytes, better: "less" },
];

function fixed(value: number): string {
  return value.toFixed(4);
}

/** One table: a row a case and measure, a column a side, and how many times better we are; then what is asked. */
export function modelReport(result: ModelSuiteResult): string {
  const { sides } = result;
  const rows = [
    ...lines("process", processMeasures, result.processes, sides),
    ...result.cases.flatMap(({ id, bySide }) => lines(id, measures, bySide, sides)),
  ];
  const table = renderTable(["case", "measure", ...sides, "better by"], rows, 2);
  if (sides.length < 2) return table;
  const missed = result.cases.flatMap((each) => missedLimits(each, sides[0], sides[1]));
  const short = summary(result.cases, sides);
  const verdict = missed.length === 0 ? "All limits are met." : `Missed:\n${missed.join("\n")}`;
  return `${table}\n\n${short}\n\n${verdict}`;
}

/** A line a case: how many times better we are in all that is compared. */
function summary(cases: ModelSuiteResult["cases"], sides: readonly string[]): string {
  const compared = measures.filter(({ better }) => better !== "none");
  const rows = cases.map(({ id, bySide }) => [
    id,
    ...compared.map((measure) => ratio(measure, ...sides.map((side) => measure.of(bySide[side])))),
  ]);
  const used = compared.map((_, c) => rows.some((row) => row[c + 1] !== ""));
  const kept = (row: readonly string[]): string[] => row.filter((_, c) => c === 0 || used[c - 1]);
  return renderTable(kept(["better by", ...compared.map(({ name }) => name)]), rows.map(kept));
}

function ratio({ better }: Measure<never>, peer?: number, mine?: number): string {
  if (better === "none" || peer === undefined || mine === undefined) return "";
  return times(better === "less" ? peer / mine : mine / peer);
}

function lines<Source>(
  title: string,
  measuresOfIt: readonly Measure<Source>[],
  bySide: Readonly<Record<string, Source>>,
  sides: readonly string[],
): string[][] {
  const measured = measuresOfIt
    .map((measure) => ({ measure, values: sides.map((side) => measure.of(bySide[side])) }))
    .filter(({ values }) => values.some((value) => value !== undefined));
  return measured.map(({ measure, values }, i) => {
    const cells = values.map((value) => (value === undefined ? "-" : measure.print(value)));
    return [i === 0 ? title : "", measure.name, ...cells, ratio(measure, ...values)];
  });
}
