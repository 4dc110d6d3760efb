import type { LookupStep, OutputStep, StepProgram, SumStep } from "../program/steps.ts";

/** Sums whose operands are ready, then the lookups that read them. */
export interface Level {
  readonly sums: readonly SumStep[];
  readonly lookups: readonly LookupStep[];
}

/** A program in levels: all lookups of a level are ready together, for all samples. */
export interface Schedule {
  readonly levels: readonly Level[];
  readonly outputs: readonly OutputStep[];
  /** Of every register its row in memory; rows are used again once their value has been read for the last time. */
  readonly rowOf: Int32Array;
  readonly rows: number;
}

/** Orders the steps of a program by depth and assigns rows to registers. */
export function scheduleSteps({ steps, registers }: StepProgram): Schedule {
  const depth = new Int32Array(registers);
  const levels: { sums: SumStep[]; lookups: LookupStep[] }[] = [];
  const level = (at: number): { sums: SumStep[]; lookups: LookupStep[] } => {
    while (levels.length <= at) levels.push({ sums: [], lookups: [] });
    return levels[at];
  };
  const outputs: OutputStep[] = [];
  for (const step of steps) {
    if (step.op === "sum") {
      const at = step.registers.reduce((most, register) => Math.max(most, depth[register]), 0);
      depth[step.target] = at;
      level(at).sums.push(step);
    } else if (step.op === "lookup") {
      level(depth[step.source]).lookups.push(step);
      for (const { target } of step.targets) depth[target] = depth[step.source] + 1;
    } else outputs.push(step);
  }
  return { levels, outputs, ...assignRows(levels, outputs, registers) };
}

function assignRows(
  levels: readonly Level[],
  outputs: readonly OutputStep[],
  registers: number,
): { rowOf: Int32Array; rows: number } {
  const lastRead = new Int32Array(registers).fill(-1);
  levels.forEach(({ sums, lookups }, at) => {
    for (const { registers: read } of sums) for (const register of read) lastRead[register] = at;
    for (const { source } of lookups) lastRead[source] = at;
  });
  for (const { source } of outputs) lastRead[source] = levels.length;
  const rowOf = new Int32Array(registers).fill(-1);
  const free: number[] = [];
  let rows = 0;
  const take = (register: number): void => {
    rowOf[register] = free.pop() ?? rows++;
  };
  const live = new Set<number>();
  levels.forEach(({ sums, lookups }, at) => {
    const written = [
      ...sums.map(({ target }) => target),
      ...lookups.flatMap(({ targets }) => targets.map(({ target }) => target)),
    ];
    for (const register of written) {
      take(register);
      live.add(register);
    }
    for (const register of live) {
      if (lastRead[register] > at) continue;
      free.push(rowOf[register]);
      live.delete(register);
    }
  });
  return { rowOf, rows };
}
