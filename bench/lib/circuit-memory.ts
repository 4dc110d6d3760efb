/**
 * `node circuit-memory.ts NAME [COUNT]`: keys, one sample and a run of a graph of circuits.ts in a process that does
 * nothing else; prints its peak memory in bytes after keys were made, and at the end.
 */
import { TfheExecutable } from "../../src/backends/tfhe/index.ts";
import { benchGraph, sampleFor } from "./circuits.ts";

const [, , name, count] = process.argv;
const graph = benchGraph(name, Number(count));
const executable = await TfheExecutable.compile(graph);
const { secretKey, evaluationKeys } = await executable.keygen({ threads: 1 });
const withKeys = process.resourceUsage().maxRSS * 1024;
const inputs = executable.encrypt(sampleFor(graph, 0), secretKey);
await executable.run([inputs], evaluationKeys, { threads: 1 });
await executable.close();
process.stdout.write(`${withKeys} ${process.resourceUsage().maxRSS * 1024}\n`);
