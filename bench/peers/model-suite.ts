/** Concrete ML and fhe-learn on the same rows, model and parameters, round by round in turn. */
import { fileURLToPath } from "node:url";
import { loadData } from "../lib/data.ts";
import { LineProcess } from "../lib/line-process.ts";
import { note, progress } from "../lib/notes.ts";
import { summarise, type Summary } from "../lib/stats.ts";
import type { ModelCase } from "./cases/index.ts";
import { openConcrete } from "./setup/concrete.ts";
import { phases } from "./protocol.ts";
import type { ClearAnswer, HelloAnswer, MemoryAnswer, OpenAnswer, Phase, PhaseAnswer } from "./protocol.ts";

export interface SideResult {
  readonly open: OpenAnswer;
  readonly phases: Readonly<Record<Phase, Summary>>;
  readonly simulatedScore: number;
  readonly simulatedRowsPerSecond: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly evaluationKeyBytes: number;
  /** Rows whose decrypted answer was compared with the clear one, and found equal. */
  readonly checkedRows: number;
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
  readonly cases: readonly { readonly id: string; readonly bySide: Readonly<Record<string, SideResult>> }[];
  /** Why a side is missing. */
  readonly remarks: readonly string[];
}

interface Side {
  readonly name: string;
  open(): LineProcess | Promise<LineProcess>;
}

const sides: readonly Side[] = [
  { name: "Concrete ML", open: openConcrete },
  { name: "fhe-learn", open: openOurs },
];

function openOurs(): LineProcess {
  const driver = fileURLToPath(new URL("ours/model-driver.ts", import.meta.url));
  return new LineProcess(process.execPath, [driver], { name: "fhe-learn" });
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
      measured.push({ id: each.id, bySide: await runCase(each, running, quick) });
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
): Promise<Record<string, SideResult>> {
  const data = await loadData(each.data);
  const { model, nBits, score, params = {}, pError = 2 ** -40 } = each;
  const opened = new Map<string, OpenAnswer>();
  const checked = new Map<string, number>();
  for (const [name, side] of running) {
    progress(`${each.id}: open, ${name}`);
    opened.set(
      name,
      await side.ask({ op: "open", case: each.id, model, nBits, score, params, pError, data }),
    );
    checked.set(name, await check(side, each.id, Math.min(checkedRows, data.xTest.length)));
  }

  const times = new Map<string, Record<Phase, number[]>>();
  const last = new Map<string, Record<Phase, PhaseAnswer>>();
  const rounds = quick ? 3 : 9;
  for (let round = -1; round < rounds; round++) {
    // Whoever begins a round alternates, so that drift of the clock hits both alike.
    const order = [...running];
    if (round % 2 !== 0) order.reverse();
    for (const phase of phases) {
      for (const [name, side] of order) {
        progress(`${each.id}: round ${Math.max(0, round + 1)} of ${rounds}, ${phase}, ${name}`);
        const count = phase === "simulate" ? 1 : (each.repeats ?? 5);
        const answer = await side.ask<PhaseAnswer>({ op: phase, case: each.id, rounds: count });
        const mine = times.get(name) ?? newSeries();
        // Round -1 warms up.
        if (round >= 0) mine[phase].push(...answer.ms);
        times.set(name, mine);
        last.set(name, { ...last.get(name), [phase]: answer } as Record<Phase, PhaseAnswer>);
      }
    }
  }

  const results: Record<string, SideResult> = {};
  for (const [name, side] of running) {
    const series = times.get(name)!;
    const answers = last.get(name)!;
    const summaries = Object.fromEntries(phases.map((phase) => [phase, summarise(series[phase])]));
    const simulated = summaries.simulate;
    results[name] = {
      open: opened.get(name)!,
      phases: summaries as Record<Phase, Summary>,
      simulatedScore: answers.simulate.score ?? NaN,
      simulatedRowsPerSecond: ((answers.simulate.rows ?? 0) * 1000) / simulated.median,
      inputBytes: answers.encrypt.bytes ?? NaN,
      outputBytes: answers.run.bytes ?? NaN,
      evaluationKeyBytes: answers.keygen.evaluationKeyBytes ?? NaN,
      checkedRows: checked.get(name)!,
    };
    await side.ask({ op: "close", case: each.id });
  }
  return results;
}

const newSeries = (): Record<Phase, number[]> => ({
  simulate: [],
  keygen: [],
  encrypt: [],
  run: [],
  decrypt: [],
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
