import { bytes, duration, number, renderTable, times } from "../lib/table.ts";
import type { ModelSuiteResult, SideProcess, SideResult } from "./model-suite.ts";

/** A measure: how it prints, and which direction is better. */
interface Measure<Source> {
  readonly name: string;
  readonly of: (source: Source) => number;
  readonly print: (value: number) => string;
  /** "none" for what is shown beside each other without a ratio. */
  readonly better: "less" | "more" | "none";
}

const measures: readonly Measure<SideResult>[] = [
  { name: "float score", of: (s) => s.open.floatScore, print: fixed, better: "none" },
  { name: "quantized score", of: (s) => s.open.quantizedScore, print: fixed, better: "none" },
  { name: "simulated score", of: (s) => s.simulatedScore, print: fixed, better: "none" },
  { name: "rows checked equal", of: (s) => s.checkedRows, print: String, better: "none" },
  { name: "fit", of: (s) => s.open.fitMs, print: duration, better: "less" },
  { name: "compile", of: (s) => s.open.compileMs, print: duration, better: "less" },
  { name: "simulated rows/s", of: (s) => s.simulatedRowsPerSecond, print: number, better: "more" },
  { name: "keygen", of: (s) => s.phases.keygen.median, print: duration, better: "less" },
  { name: "encrypt", of: (s) => s.phases.encrypt.median, print: duration, better: "less" },
  { name: "run", of: (s) => s.phases.run.median, print: duration, better: "less" },
  { name: "decrypt", of: (s) => s.phases.decrypt.median, print: duration, better: "less" },
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

/** One table: a row a case and measure, a column a side, and how many times better we are. */
export function modelReport(result: ModelSuiteResult): string {
  const { sides } = result;
  const rows = [
    ...lines("process", processMeasures, result.processes, sides),
    ...result.cases.flatMap(({ id, bySide }) => lines(id, measures, bySide, sides)),
  ];
  return renderTable(["case", "measure", ...sides, "better by"], rows, 2);
}

function lines<Source>(
  title: string,
  measuresOfIt: readonly Measure<Source>[],
  bySide: Readonly<Record<string, Source>>,
  sides: readonly string[],
): string[][] {
  return measuresOfIt.map((measure, i) => {
    const values = sides.map((side) => measure.of(bySide[side]));
    const cells = values.map((value) => (Number.isNaN(value) ? "-" : measure.print(value)));
    const [peer, ours] = values;
    const ratio = measure.better === "less" ? peer / ours : ours / peer;
    const shown = measure.better === "none" || values.length < 2 ? "" : times(ratio);
    return [i === 0 ? title : "", measure.name, ...cells, shown];
  });
}
