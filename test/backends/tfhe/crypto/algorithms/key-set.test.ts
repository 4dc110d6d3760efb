import { describe, expect, test } from "vitest";
import { CancelledError, OptionValueError } from "../../../../../src/core/index.ts";
import {
  exportBootstrapKey,
  exportKeyswitchKey,
  generateKeySet,
  openEngineWith,
  seededKeyBytes,
  standardKeyBytes,
  unsafeSeededSource,
  type KeySet,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import type { TfheParameters } from "../../../../../src/backends/tfhe/params/index.ts";
import { toy, toyWide } from "../toy.ts";

const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);
const seeds = (label: string): { unsafeSeeds: ReturnType<typeof unsafeSeededSource> } => ({
  unsafeSeeds: unsafeSeededSource(label),
});

/** Decrypts one GLWE row with bigints and the definition alone. */
function phaseOf(row: bigint[], key: Uint8Array, size: number): bigint[] {
  const phase = row.slice(key.length);
  for (let i = 0; i < key.length; i++) {
    if (key[i] === 0) continue;
    const start = i - (i % size);
    for (let c = 0; c < size; c++) {
      const to = c + (i % size);
      phase[to % size] += to < size ? -row[start + c] : row[start + c];
    }
  }
  return phase.map(wrap);
}

/** Largest coefficient of phase - expected, in magnitude. */
function largestError(phase: bigint[], expected: bigint[]): number {
  return Math.max(...phase.map((x, i) => Math.abs(Number(BigInt.asIntN(64, x - expected[i])))));
}

describe.each([
  ["32-bit keyswitch", toy],
  ["64-bit keyswitch, k = 2", toyWide],
])("the exported key set, %s: every row is what its definition says", (_, parameters) => {
  const { lweDimension: n, glweDimension: k, polynomialSize: size } = parameters;

  test("bootstrapping key: GGSW encryptions of the small key's bits", async () => {
    const { secret, evaluation } = await generateKeySet(parameters, seeds("export"));
    const words = exportBootstrapKey(evaluation);
    const { baseLog, levels } = parameters.bootstrap;
    expect(words.byteLength).toBe(standardKeyBytes(parameters).bootstrap);
    const bound = 2 ** 17; // the noise laws of both sets are below this
    const rowWords = (k + 1) * size;
    for (const i of [0, 1, n - 1]) {
      for (let level = 1; level <= levels; level++) {
        const weight = BigInt(secret.lwe.bits[i]) << BigInt(64 - baseLog * level);
        for (let r = 0; r <= k; r++) {
          const row = (i * levels + level - 1) * (k + 1) + r;
          const phase = phaseOf(
            [...words.subarray(row * rowWords, (row + 1) * rowWords)],
            secret.glwe.bits,
            size,
          );
          const expected = Array.from({ length: size }, (_x, c) =>
            r < k ? -weight * BigInt(secret.glwe.bits[r * size + c]) : c === 0 ? weight : 0n,
          );
          expect(largestError(phase, expected)).toBeLessThan(bound);
          expect(largestError(phase, expected)).toBeGreaterThan(0);
        }
      }
    }
  });

  test("keyswitching key: LWE encryptions of the large key's bits", async () => {
    const { secret, evaluation } = await generateKeySet(parameters, seeds("export"));
    const words = exportKeyswitchKey(evaluation);
    const { baseLog, levels, modulusLog } = parameters.keyswitch;
    expect(words.byteLength).toBe(standardKeyBytes(parameters).keyswitch);
    for (let row = 0; row < k * size * levels; row += 7) {
      const [i, level] = [Math.floor(row / levels), (row % levels) + 1];
      let phase = BigInt(words[row * (n + 1) + n]);
      for (let c = 0; c < n; c++) phase -= BigInt(words[row * (n + 1) + c]) * BigInt(secret.lwe.bits[c]);
      phase -= BigInt(secret.glwe.bits[i]) << BigInt(modulusLog - baseLog * level);
      const error = Number(BigInt.asIntN(modulusLog, phase)) / 2 ** modulusLog;
      expect(Math.abs(error)).toBeLessThan(2 ** -21);
    }
  });
});

describe("seeds", () => {
  const bytes = async (label?: string): Promise<KeySet> =>
    generateKeySet(toy, label === undefined ? {} : seeds(label));

  test("mask seeds of the two keys differ from each other and between key sets", async () => {
    const [x, y] = [await bytes(), await bytes()];
    const all = [x, y]
      .flatMap(({ evaluation: e }) => [e.bootstrap.seed, e.keyswitch.seed])
      .map((seed) => seed.join());
    expect(new Set(all).size).toBe(4);
    expect(x.secret.keyId).not.toBe(y.secret.keyId);
    expect(x.secret.keyId).toBe(x.evaluation.keyId);
    expect(x.secret.glwe.bits).not.toEqual(y.secret.glwe.bits);
  });
  test("an unsafe seed gives the same keys again", async () => {
    expect(await bytes("again")).toEqual(await bytes("again"));
    expect((await bytes("again")).evaluation.bootstrap.bodies).not.toEqual(
      (await bytes("other")).evaluation.bootstrap.bodies,
    );
  });
  test("no two bodies are equal, so no stream was used twice", async () => {
    const { evaluation } = await bytes("streams");
    expect(new Set(evaluation.bootstrap.bodies).size).toBe(evaluation.bootstrap.bodies.length);
  });
});

describe("key generation", () => {
  test("cut bodies keep the asked bits and still open", async () => {
    const { evaluation } = await generateKeySet(toy, { ...seeds("cut"), bodyBits: 44 });
    expect(evaluation.bootstrap.bodies.every((word) => word % 2n ** 20n === 0n)).toBe(true);
    const engine = await openEngineWith(evaluation);
    await engine.close();
    await expect(generateKeySet(toy, { bodyBits: 8 })).rejects.toThrow(/bodyBits: got 8.*16 to 64/);
  });
  test("reports progress up to its total and stops when told to", async () => {
    const seen: string[] = [];
    await generateKeySet(toy, {
      onProgress: ({ stage, done, total }) => seen.push(`${stage} ${done}/${total}`),
    });
    expect(seen).toContain("keygen: bootstrapping key rows 24/24");
    expect(seen.at(-1)).toBe("keygen: keyswitching key rows 256/256");

    const controller = new AbortController();
    const cancelled = generateKeySet(toyWide, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(cancelled).rejects.toThrow(CancelledError);
    await expect(generateKeySet(toy, { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
  });
  test("sizes of set A: 27 MB seeded as 64-bit words, 20.5 MB with bodies of 48 bits", () => {
    const a: TfheParameters = {
      ...toy,
      lweDimension: 834,
      polynomialSize: 2048,
      bootstrap: { baseLog: 23, levels: 1 },
      keyswitch: { baseLog: 3, levels: 5, modulusLog: 32 },
    };
    const { bootstrap, keyswitch } = seededKeyBytes(a);
    expect(bootstrap).toBe(834 * 2 * 2048 * 8 + 32);
    expect((bootstrap * 48) / 64 + keyswitch).toBeLessThan(21e6);
    expect(standardKeyBytes(a).bootstrap).toBe(834 * 4 * 2048 * 8);
  });
  test.each([
    ["polynomialSize", { polynomialSize: 1000 }],
    ["polynomialSize", { polynomialSize: 64 }],
    ["glweDimension", { glweDimension: 0 }],
    ["lweDimension", { lweDimension: 1.5 }],
    ["bootstrap.levels", { bootstrap: { baseLog: 23, levels: 3 } }],
    ["keyswitch.levels", { keyswitch: { baseLog: 8, levels: 4, modulusLog: 32 as const } }],
    ["keyswitch.modulusLog", { keyswitch: { baseLog: 8, levels: 2, modulusLog: 21 as never } }],
  ])("a bad %s is named", async (field, change) => {
    const attempt = generateKeySet({ ...toy, ...change });
    await expect(attempt).rejects.toThrow(OptionValueError);
    await expect(attempt).rejects.toThrow(field);
  });
});
