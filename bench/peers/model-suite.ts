/** Concrete ML and fhe-learn on the same rows, model and parameters, round by round in turn. */
import { fileURLToPath } from "node:url";
import { loadData } from "../lib/data.ts";
import { LineProcess } from "../lib/line-process.ts";
import { note, progress } from "../lib/notes.ts";
import { summarise, type Summary } from "../lib/stats.ts";
import type { Asked, ModelCase } from "./cases/index.ts";
import { openConcrete } from "./setup/concrete.ts";
import { phases } from "./protocol.ts";
import type { ClearAnswer, HelloAnswer, MemoryAnswer, OpenAnswer, Phase, PhaseAnswer } from "./protocol.ts";

/** What one side measured; a case that compares training alone has only its `fit`. */
export interface SideResult {
  readonly open: OpenAnswer;
  readonly phases: Readonly<Partial<Record<Phase, Summary>>>;
  /** Processor time of a fit, milliseconds. */
  readonly fitCpu: Summary;
  readonly simulatedScore?: number | undefined;
  readonly simulatedRowsPerSecond?: number | undefined;
  readonly inputBytes?: number | undefined;
  readonly outputBytes?: number | undefined;
  readonly evaluationKeyBytes?: number | undefined;
  /** Rows whose decrypted answer was compared with the clear one, and found equal. */
  readonly checkedRows?: number | undefined;
}

/** One case, measured on the sides that could run it. */
export interface CaseResult {
  readonly id: string;
  readonly features: number;
  readonly asked?: Asked | undefined;
  readonly bySide: Readonly<Record<string, SideResult>>;
}

export interface SideProcess {
  readonly hello: HelloAnswer;
  readonly imports: Summary;
  /** Peak resident memory after import and the first case. */
  readonly peakBytes: number;
}

export interface ModelSuiteResult {
  readonly sides: readonly string[];
  readonly processes: Readonly<Record<string, SideProcess>>;
  readonly cases: readonly CaseResult[];
  /** Why a side or a case is missing. */
  readonly remarks: readonly string[];
}

interface Side {
  readonly name: string;
  open(): LineProcess | Promise<LineProcess>;
}

const ours = "fhe-learn";
const sides: readonly Side[] = [
  { name: "Concrete ML", open: openConcrete },
  { name: ours, open: openOurs },
];

function openOurs(): LineProcess {
  const driver = fileURLToPath(new URL("ours/model-driver.ts", import.meta.url));
  return new LineProcess(process.execPath, [driver], { name: ours });
}

/** Rows decrypted and compared with the clear model before anything is timed. */
const checkedRows = 3;

export async function runModelSuite(cases: readonly ModelCase[], quick: boolean): Promise<ModelSuiteResult> {
  const remarks: string[] = [];
  const present: Side[] = [];
  const running = new Map<string, LineProcess>();
  const imports = new Map<string, number[]>();
  const hellos = new Map<string, HelloAnswer>();
  try {
    for (const side of sides) {
      try {
        const started = await side.open();
        hellos.set(side.name, await started.ask({ op: "hello" }));
        running.set(side.name, started);
        present.push(side);
      } catch (error) {
        remarks.push(`${side.name} is missing. ${error instanceof Error ? error.message : String(error)}`);
        note(remarks.at(-1));
      }
    }
    // Import again in fresh processes, in turn: the first one also fills the file cache.
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      for (const side of present) {
        progress(`import, round ${round + 1}, ${side.name}`);
        const fresh = await side.open();
        const { importMs } = await fresh.ask<HelloAnswer>({ op: "hello" });
        imports.set(side.name, [...(imports.get(side.name) ?? []), importMs]);
        await fresh.close();
      }
    }
    const measured = [];
    const peaks = new Map<string, number>();
    for (const each of cases) {
      try {
        measured.push(await runCase(each, running, quick));
      } catch (error) {
        // One case that a side cannot run is no reason to lose the others.
        remarks.push(`${each.id} is missing. ${error instanceof Error ? error.message : String(error)}`);
        note(remarks.at(-1));
        continue;
      }
      for (const side of present) {
        if (peaks.has(side.name)) continue;
        const { peakBytes } = await running.get(side.name)!.ask<MemoryAnswer>({ op: "memory" });
        peaks.set(side.name, peakBytes);
      }
    }
    progress("");
    const processes = present.map(({ name }): [string, SideProcess] => [
      name,
      { hello: hellos.get(name)!, imports: summarise(imports.get(name)!), peakBytes: peaks.get(name)! },
    ]);
    return {
      sides: present.map(({ name }) => name),
      processes: Object.fromEntries(processes),
      cases: measured,
      remarks,
    };
  } finally {
    for (const side of running.values()) await side.close();
  }
}

async function runCase(
  each: ModelCase,
  running: ReadonlyMap<string, LineProcess>,
  quick: boolean,
): Promise<CaseResult> {
  const data = await loadData(each.data);
  const { id, model, nBits, score, params = {}, peerParams = {}, pError = 2 ** -40, fitOnly = false } = each;
  const opened = new Map<string, OpenAnswer>();
  const checked = new Map<string, number>();
  for (const [name, side] of running) {
    progress(`${id}: open, ${name}`);
    const own = name === ours ? params : { ...params, ...peerParams };
    const request = { op: "open", case: id, model, nBits, score, params: own, pError, fitOnly, data };
    opened.set(name, await side.ask(request));
    if (!fitOnly)
      checked.set(
        name,
        await check(side, id, Math.min(checkedRows, each.rounds ?? checkedRows, data.xTest.length)),
      );
  }

  const series = await timePhases(each, running, quick);
  const bySide: Record<string, SideResult> = {};
  for (const [name, side] of running) {
    const { ms, cpuMs, last } = series.get(name)!;
    const summaries: Partial<Record<Phase, Summary>> = {};
    for (const phase of phasesOf(each)) summaries[phase] = summarise(ms[phase]);
    const { simulate } = summaries;
    bySide[name] = {
      open: opened.get(name)!,
      phases: summaries,
      fitCpu: summarise(cpuMs),
      simulatedScore: last.simulate?.score,
      simulatedRowsPerSecond: simulate && ((last.simulate?.rows ?? 0) * 1000) / simulate.median,
      inputBytes: last.encrypt?.bytes,
      outputBytes: last.run?.bytes,
      evaluationKeyBytes: last.keygen?.evaluationKeyBytes,
      checkedRows: checked.get(name),
    };
    await side.ask({ op: "close", case: id });
  }
  return { id, features: data.xTrain[0].length, asked: each.asked, bySide };
}

const phasesOf = ({ fitOnly }: ModelCase): readonly Phase[] => (fitOnly === true ? ["fit"] : phases);

interface Series {
  readonly ms: Record<Phase, number[]>;
  readonly cpuMs: number[];
  readonly last: Partial<Record<Phase, PhaseAnswer>>;
}

/** All phases on all sides, round by round in turn. */
async function timePhases(
  each: ModelCase,
  running: ReadonlyMap<string, LineProcess>,
  quick: boolean,
): Promise<ReadonlyMap<string, Series>> {
  const all = new Map([...running.keys()].map((name): [string, Series] => [name, newSeries()]));
  const rounds = Math.min(each.rounds ?? Infinity, quick ? 3 : 9);
  for (let round = -1; round < rounds; round++) {
    // Whoever begins a round alternates, so that drift of the clock hits both alike.
    const order = [...running];
    if (round % 2 !== 0) order.reverse();
    for (const phase of phasesOf(each)) {
      for (const [name, side] of order) {
        progress(`${each.id}: round ${Math.max(0, round + 1)} of ${rounds}, ${phase}, ${name}`);
        const mine = all.get(name)!;
        const count = repeats(each, phase, mine.last[phase]);
        const answer = await side.ask<PhaseAnswer>({ op: phase, case: each.id, rounds: count });
        mine.last[phase] = answer;
        // Round -1 warms up.
        if (round < 0) continue;
        mine.ms[phase].push(...answer.ms);
        mine.cpuMs.push(...(answer.cpuMs ?? []));
      }
    }
  }
  return all;
}

/** How often a phase runs in a round: work on all rows once, and again as far as 100 ms suffice. */
function repeats({ repeats: most = 5 }: ModelCase, phase: Phase, last: PhaseAnswer | undefined): number {
  if (phase !== "simulate" && phase !== "fit") return most;
  return last === undefined ? 1 : Math.max(1, Math.min(most, Math.floor(100 / Math.max(...last.ms))));
}

const newSeries = (): Series => ({
  ms: { fit: [], simulate: [], keygen: [], encrypt: [], run: [], decrypt: [] },
  cpuMs: [],
  last: {},
});

/** Encrypts, runs and decrypts the first rows; gives how many answers equal the clear model's. */
async function check(side: LineProcess, id: string, rows: number): Promise<number> {
  await side.ask({ op: "keygen", case: id, rounds: 1 });
  let right = 0;
  for (let row = 0; row < rows; row++) {
    await side.ask({ op: "encrypt", case: id, rounds: 1, row });
    await side.ask({ op: "run", case: id, rounds: 1 });
    const { values } = await side.ask<PhaseAnswer>({ op: "decrypt", case: id, rounds: 1 });
    const clear = await side.ask<ClearAnswer>({ op: "clear", case: id, row });
    const same =
      values?.length === clear.values.length &&
      values.every((value, i) => Math.abs(value - clear.values[i]) <= 1e-9 * Math.max(1, Math.abs(value)));
    if (same) right++;
    else note(`${side.name}, ${id}, row ${row}: decrypted ${String(values)}, clear ${String(clear.values)}`);
  }
  return right;
}
