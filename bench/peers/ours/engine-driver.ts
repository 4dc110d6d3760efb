/** Our engine behind the line protocol of `peers/tfhe-rs/README.md`: the same requests and answers. */
import { seededKeyBytes } from "../../../src/backends/tfhe/crypto/index.ts";
import type { Engine } from "../../../src/backends/tfhe/kernel/index.ts";
import {
  decryptMessages,
  encryptMessages,
  expectedMessage,
  makeKeys,
  messages,
  openWithKeys,
  parameterSets,
  tableBody,
} from "../../lib/engine-set.ts";
import type { MadeKeys } from "../../lib/engine-set.ts";
import type { LineRequest } from "../../lib/line-process.ts";
import { serveLines } from "../../lib/serve-lines.ts";
import type { KeygenAnswer, RoundsAnswer } from "../engine-suite.ts";

const keySets = new Map<string, MadeKeys>();
/** One engine a set and number of threads, each with its own copy of the keys. */
const engines = new Map<string, { readonly engine: Engine; readonly loadMs: number }>();

async function keysOf(set: string): Promise<MadeKeys> {
  const keys = keySets.get(set) ?? (await makeKeys(parameterSets[set], 2));
  keySets.set(set, keys);
  return keys;
}

async function engineOf(set: string, threads: number): Promise<{ engine: Engine; loadMs: number }> {
  const name = `${set}/${threads}`;
  const opened = engines.get(name) ?? (await openWithKeys(await keysOf(set), threads));
  engines.set(name, opened);
  return opened;
}

async function drop(set: string): Promise<void> {
  keySets.delete(set);
  for (const [name, { engine }] of engines) {
    if (!name.startsWith(`${set}/`)) continue;
    await engine.close();
    engines.delete(name);
  }
}

async function keygen(set: string, threads: number): Promise<KeygenAnswer> {
  await drop(set);
  const keys = await makeKeys(parameterSets[set], threads);
  keySets.set(set, keys);
  const { loadMs } = await engineOf(set, threads);
  const { lweDimension: n, glweDimension: k, polynomialSize: size, bootstrap, keyswitch } = keys.set;
  const seeded = seededKeyBytes(keys.set);
  return {
    generate_ms: keys.generateMs,
    load_ms: loadMs,
    seeded_bootstrap_key_bytes: seeded.bootstrap,
    seeded_keyswitch_key_bytes: seeded.keyswitch,
    bootstrap_key_bytes: 8 * n * bootstrap.levels * (k + 1) ** 2 * size,
    keyswitch_key_bytes: (k * size * keyswitch.levels * (n + 1) * keyswitch.modulusLog) / 8,
  };
}

async function timed(
  op: string,
  set: string,
  batch: number,
  threads: number,
  rounds: number,
): Promise<RoundsAnswer> {
  const { engine } = await engineOf(set, threads);
  const keys = await keysOf(set);
  const { precision } = keys.set;
  const big = encryptMessages(keys, batch);
  const lookups = { tables: tableBody(keys.set) };
  const small = op === "bootstrap" ? await engine.keyswitch(big) : big;
  const work: Readonly<Record<string, () => Promise<BigUint64Array | Uint32Array>>> = {
    keyswitch: () => engine.keyswitch(big),
    // tfhe-rs' bootstrap includes the modulus switch and the extraction: so does this.
    bootstrap: async () =>
      engine.sampleExtract(await engine.blindRotate(engine.modulusSwitch(small), lookups), [0]),
    lookup: () => engine.bootstrap(big, lookups),
  };
  const ms: number[] = [];
  const cpu_ms: number[] = [];
  let result: BigUint64Array | Uint32Array = big;
  for (let round = 0; round < rounds; round++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    result = await work[op]();
    ms.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    cpu_ms.push((user + system) / 1000);
  }
  const onSmallKey = op === "keyswitch";
  const decrypted = decryptMessages(keys, result, onSmallKey ? "small" : "large");
  const wanted = messages(batch, precision).map((m) => (onSmallKey ? m : expectedMessage(m, precision)));
  const wrong = decrypted.filter((message, i) => message !== wanted[i]).length;
  return { ms, cpu_ms, wrong };
}

async function answer(request: LineRequest): Promise<object> {
  const { op } = request;
  if (op === "version") return { library: "fhe-learn", node: process.versions.node };
  const set = String(request.set);
  if (!(set in parameterSets))
    return { error: `set "${set}" is not ${Object.keys(parameterSets).join(", ")}` };
  const threads = Number(request.threads ?? 1);
  if (op === "drop") {
    await drop(set);
    return { dropped: true };
  }
  if (op === "keygen") return keygen(set, threads);
  if (op === "keyswitch" || op === "bootstrap" || op === "lookup") {
    return timed(op, set, Number(request.batch ?? 1), threads, Number(request.rounds ?? 1));
  }
  return { error: `op "${op}" is not version, keygen, keyswitch, bootstrap, lookup or drop` };
}

await serveLines(answer);
for (const { engine } of engines.values()) await engine.close();
