/** tfhe-rs and our engine on the same parameter sets, one request in turn. */
import { fileURLToPath } from "node:url";
import type { BenchArguments } from "../lib/arguments.ts";
import { parameterSets } from "../lib/engine-set.ts";
import { LineProcess, type LineRequest } from "../lib/line-process.ts";
import { note, progress } from "../lib/notes.ts";
import { median, summarise, type Summary } from "../lib/stats.ts";
import { openTfheRs } from "./setup/tfhe-rs.ts";

/** Answer to `keygen`; both programs know these fields. */
export interface KeygenAnswer {
  readonly generate_ms: number;
  readonly load_ms: number;
  readonly seeded_bootstrap_key_bytes: number;
  readonly seeded_keyswitch_key_bytes: number;
  readonly bootstrap_key_bytes: number;
  readonly keyswitch_key_bytes: number;
}

export interface RoundsAnswer {
  readonly ms: readonly number[];
  /** Processor time over all threads; null where there is no such clock. */
  readonly cpu_ms: readonly (number | null)[];
  readonly wrong: number;
}

/** Milliseconds a ciphertext, unless the name says otherwise. */
export interface EngineRow {
  readonly set: string;
  readonly measure: string;
  readonly unit: "ms" | "bytes" | "gain";
  readonly bySide: Readonly<Record<string, Summary>>;
  /** Processor time of the same rounds: tells the engines apart where others use the machine too. */
  readonly processorTime?: Readonly<Record<string, Summary>>;
}

export interface EngineSuiteResult {
  readonly sides: readonly string[];
  readonly versions: Readonly<Record<string, object>>;
  readonly rows: readonly EngineRow[];
  /** Results that did not decrypt to what they should, by side; 0 or the times mean nothing. */
  readonly wrong: Readonly<Record<string, number>>;
  readonly remarks: readonly string[];
}

const ours = "fhe-learn";
const peer = "tfhe-rs";

const kinds = [
  { op: "keyswitch", name: "keyswitch" },
  { op: "bootstrap", name: "bootstrap" },
  { op: "lookup", name: "keyswitch + bootstrap" },
] as const;

export async function runEngineSuite({ quick, only }: BenchArguments): Promise<EngineSuiteResult> {
  const remarks: string[] = [];
  const running = new Map<string, LineProcess>();
  const wrong: Record<string, number> = {};
  const rows: EngineRow[] = [];
  try {
    try {
      running.set(peer, openTfheRs());
    } catch (error) {
      remarks.push(`${peer} is missing. ${error instanceof Error ? error.message : String(error)}`);
      note(remarks[0]);
    }
    running.set(ours, openOurs());
    const versions: Record<string, object> = {};
    for (const [name, side] of running) {
      versions[name] = await side.ask({ op: "version" });
      wrong[name] = 0;
    }
    for (const set of Object.keys(parameterSets).filter((name) => name.includes(only))) {
      rows.push(...(await keyRows(set, running, quick)));
      rows.push(...(await speedRows(set, running, wrong, quick)));
      rows.push(await gainRow(set, running, quick));
      for (const side of running.values()) await side.ask({ op: "drop", set });
    }
    progress("");
    return { sides: [...running.keys()], versions, rows, wrong, remarks };
  } finally {
    for (const side of running.values()) await side.close();
  }
}

function openOurs(): LineProcess {
  const driver = fileURLToPath(new URL("ours/engine-driver.ts", import.meta.url));
  return new LineProcess(process.execPath, [driver], { name: ours });
}

type Sides = ReadonlyMap<string, LineProcess>;

/** Asks each side in turn, `rounds` times after one warm-up; whoever begins alternates. */
async function inTurn(
  running: Sides,
  rounds: number,
  ask: (side: LineProcess, name: string) => Promise<number>,
): Promise<Record<string, Summary>> {
  const series = new Map<string, number[]>([...running.keys()].map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    const order = [...running];
    if (round % 2 !== 0) order.reverse();
    for (const [name, side] of order) {
      const value = await ask(side, name);
      if (round >= 0) series.get(name)!.push(value);
    }
  }
  return Object.fromEntries([...series].map(([name, values]) => [name, summarise(values)]));
}

async function keyRows(set: string, running: Sides, quick: boolean): Promise<EngineRow[]> {
  const rows: EngineRow[] = [];
  const last = new Map<string, KeygenAnswer>();
  for (const threads of [1, 2]) {
    progress(`${set}: key generation, ${threads} threads`);
    const loads = new Map<string, number[]>();
    const bySide = await inTurn(running, quick ? 1 : 3, async (side, name) => {
      const answer = await side.ask<KeygenAnswer>({ op: "keygen", set, threads });
      last.set(name, answer);
      loads.set(name, [...(loads.get(name) ?? []), answer.load_ms]);
      return answer.generate_ms;
    });
    const load = Object.fromEntries([...loads].map(([name, values]) => [name, summarise(values)]));
    rows.push({ set, measure: `key generation, ${plural(threads)}`, unit: "ms", bySide });
    rows.push({ set, measure: `key loading, ${plural(threads)}`, unit: "ms", bySide: load });
  }
  const sizes = [
    ["seeded keys", (a: KeygenAnswer) => a.seeded_bootstrap_key_bytes + a.seeded_keyswitch_key_bytes],
    ["expanded keys", (a: KeygenAnswer) => a.bootstrap_key_bytes + a.keyswitch_key_bytes],
  ] as const;
  for (const [measure, of] of sizes) {
    const bySide = Object.fromEntries([...last].map(([name, answer]) => [name, summarise([of(answer)])]));
    rows.push({ set, measure, unit: "bytes", bySide });
  }
  return rows;
}

async function speedRows(
  set: string,
  running: Sides,
  wrong: Record<string, number>,
  quick: boolean,
): Promise<EngineRow[]> {
  const rows: EngineRow[] = [];
  const variants = [
    { batch: 1, threads: 1 },
    { batch: 4, threads: 1 },
    { batch: 8, threads: 1 },
    { batch: 8, threads: 2 },
  ];
  for (const { op, name: kind } of kinds) {
    for (const { batch, threads } of variants) {
      const measure = `${kind}, batch ${batch}, ${plural(threads)}`;
      progress(`${set}: ${measure}`);
      const cpu = new Map<string, number[]>([...running.keys()].map((name) => [name, []]));
      const bySide = await inTurn(running, quick ? 3 : 9, async (side, name) => {
        const request = { op, set, batch, threads, rounds: batch === 1 ? 3 : 1 };
        const answer = await side.ask<RoundsAnswer>(request);
        wrong[name] += answer.wrong;
        cpu.get(name)!.push(median(answer.cpu_ms.map((ms) => ms ?? NaN)) / batch);
        return median(answer.ms) / batch;
      });
      // The first of them is the warm-up.
      const processorTime = Object.fromEntries(
        [...cpu].map(([name, values]) => [name, summarise(values.slice(1))]),
      );
      rows.push({ set, measure, unit: "ms", bySide, processorTime });
    }
  }
  return rows;
}

const twoProcesses = "two processes of ours";

/**
 * What two threads gain, and what two processes of ours gain at once: the most that threads could.
 * A gain is taken within one round, since the second core is not always free.
 */
async function gainRow(set: string, running: Sides, quick: boolean): Promise<EngineRow> {
  progress(`${set}: gain of two threads and of two processes`);
  const time = async (side: LineProcess, threads: number): Promise<number> => {
    const request: LineRequest = { op: "lookup", set, batch: 8, threads, rounds: 1 };
    return (await side.ask<RoundsAnswer>(request)).ms[0];
  };
  const gains = new Map<string, number[]>([...running.keys(), twoProcesses].map((name) => [name, []]));
  const first = running.get(ours)!;
  const second = openOurs();
  try {
    for (const side of [...running.values(), second]) await time(side, 1);
    for (const side of running.values()) await time(side, 2);
    for (let round = 0; round < (quick ? 5 : 11); round++) {
      for (const [name, side] of running) {
        const alone = await time(side, 1);
        gains.get(name)!.push(alone / (await time(side, 2)));
        if (side !== first) continue;
        const both = await Promise.all([time(first, 1), time(second, 1)]);
        gains.get(twoProcesses)!.push((2 * alone) / Math.max(...both));
      }
    }
  } finally {
    await second.close();
  }
  const bySide = Object.fromEntries([...gains].map(([name, values]) => [name, summarise(values)]));
  return { set, measure: "gain of two threads; of two processes", unit: "gain", bySide };
}

const plural = (threads: number): string => (threads === 1 ? "1 thread" : `${threads} threads`);
