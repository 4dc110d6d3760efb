import { cpus, loadavg, platform, release, totalmem } from "node:os";

/** Where figures were measured; stored with them, since only ratios of one run carry over. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  /** Processes that wanted to run in the minute before: what others did meanwhile shows in every time. */
  readonly load: number;
  /** ISO 8601, UTC. */
  readonly measuredAt: string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    system: `${platform()} ${release()} ${process.arch}`,
    node: process.versions.node,
    v8: process.versions.v8,
    load: Math.round(loadavg()[0] * 10) / 10,
    measuredAt: new Date().toISOString(),
  };
}

/** One line for people. */
export function machineLine(machine: Machine): string {
  return `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}, ${machine.system}, load ${machine.load}`;
}
