/** Measures expansion, scheme switch and CMUX on ciphertexts that stay in an engine's memory. */
import {
  encryptGlwe,
  expandGlwe,
  expansionExponent,
  generateExpansionKeys,
  generateGlweSecretKey,
  generateSchemeSwitchKey,
  unsafeSeededSource,
  type GlweSecretKey,
} from "../../../../src/backends/tfhe/crypto/index.ts";
import { splitKeyHalves } from "../../../../src/backends/tfhe/diagrams/index.ts";
import { openDiagramEngine, openEngine, type Engine } from "../../../../src/backends/tfhe/kernel/index.ts";
import type { GadgetShape, NoiseDistribution } from "../../../../src/backends/tfhe/params/index.ts";
import { glwePhases, signed, uniformWords } from "../crypto/noise/errors.ts";

export interface BitCase {
  readonly k: number;
  readonly N: number;
  /** Of fresh ciphertexts and keys. */
  readonly noise: NoiseDistribution;
  readonly expansion: readonly GadgetShape[];
  readonly schemeSwitch: GadgetShape;
  readonly query: GadgetShape;
}

/** Errors as torus fractions, key by key. */
export interface BitErrors {
  readonly expanded: number[][];
  /** Of the same errors times the first polynomial of the key. */
  readonly timesKey: number[][];
  /** Of a CMUX of uniform ciphertexts, by bit. */
  readonly cmux: readonly [number[][], number[][]];
}

/** Expands a packed ciphertext of random bits whole, switches two of them, and selects by each. */
export async function bitErrors(
  shape: BitCase,
  sampling: { keys: number; pairs: number; seed: string },
): Promise<BitErrors> {
  const { k, N, expansion, schemeSwitch, query, noise } = shape;
  const steps = expansion.length;
  const count = 2 ** steps;
  const size = { glweDimension: k, polynomialSize: N };
  const errors: BitErrors = { expanded: [], timesKey: [], cmux: [[], []] };
  const seeds = unsafeSeededSource(sampling.seed);
  const engine = await openEngine(size);
  const glwe = (k + 1) * N;
  for (let run = 0; run < sampling.keys; run++) {
    const machine = await openDiagramEngine(size, 2 ** 27);
    try {
      const key = generateGlweSecretKey(k, N, seeds);
      const expansionKeys = await generateExpansionKeys(key, expansion, noise, engine, { seeds });
      const switchKey = await generateSchemeSwitchKey(key, schemeSwitch, noise, engine, { seeds });
      const addresses = await machine.loadMatrices([
        ...splitKeyHalves({ ...size, expansion }, expandGlwe(expansionKeys).words),
        {
          words: () => expandGlwe(switchKey).words,
          rows: schemeSwitch.levels * (k + 1),
          columns: k * (k + 1),
          sign: 1,
        },
      ]);
      // Leaf r holds bit r & 1 at level r >> 1 of one of two bits: as many levels as there is room for.
      const messages = new BigUint64Array(N);
      for (let r = 0; r < count; r++) messages[r] = wordOf(r, shape) >> BigInt(steps);
      const home = machine.allocate(8 * glwe * count);
      machine.words(home, glwe).set(encryptGlwe(key, messages, noise, seeds).words);
      const tape: number[] = [];
      for (let step = 0; step < steps; step++) {
        const constants = machine.digitConstants(expansion[step]);
        for (let r = 0; r < 2 ** step; r++) {
          const [source, other] = [r, r + 2 ** step].map((at) => home + 8 * glwe * at);
          const moved = 2 * N - 2 ** step;
          const { levels } = expansion[step];
          tape.push(
            0,
            source,
            source,
            other,
            addresses[step],
            constants,
            levels,
            expansionExponent(N, step),
            moved,
          );
        }
      }
      const work = { rows: 256, outputs: 1 };
      await machine.run(machine.plan([[() => Int32Array.from(tape)]], work), "test");
      const phases = await glwePhases(engine, key, machine.words(home, glwe * count).slice());
      const expanded: number[] = [];
      const times: number[] = [];
      for (let r = 0; r < count; r++) {
        const error = new BigInt64Array(N);
        for (let j = 0; j < N; j++) {
          const expected = j === 0 ? wordOf(r, shape) : 0n;
          error[j] = BigInt.asIntN(64, phases[r * N + j] - expected);
          expanded.push(signed(BigInt.asUintN(64, error[j])));
        }
        times.push(...(await timesFirst(engine, key, error)));
      }
      errors.expanded.push(expanded);
      errors.timesKey.push(times);
      // Two GGSW ciphertexts, of bit 0 and bit 1.
      const rows = query.levels * (k + 1);
      const ggsws = [0, 1].map(() => machine.allocate(8 * rows * glwe));
      const constants = machine.digitConstants(schemeSwitch);
      const switches = ggsws.flatMap((ggsw, bit) =>
        Array.from({ length: query.levels }, (_, level) => {
          const source = home + 8 * glwe * (2 * level + bit);
          return [1, source, ggsw, level * (k + 1), rows, addresses[steps], constants, schemeSwitch.levels];
        }).flat(),
      );
      await machine.run(machine.plan([[() => Int32Array.from(switches)]], work), "test");
      for (const bit of [0, 1] as const) {
        const pairs = machine.allocate(3 * 8 * glwe * sampling.pairs);
        const at = (which: number, pair: number): number => pairs + 8 * glwe * (3 * pair + which);
        const words = uniformWords(sampling.seed, 2 * run + bit, 2 * sampling.pairs * glwe);
        const choose: number[] = [];
        for (let pair = 0; pair < sampling.pairs; pair++) {
          for (const which of [0, 1]) {
            const first = (2 * pair + which) * glwe;
            machine.words(at(which, pair), glwe).set(words.subarray(first, first + glwe));
          }
          const head = [2, ggsws[bit], machine.digitConstants(query, true), query.levels, query.baseLog, 1];
          choose.push(...head, at(2, pair), at(0, pair), 0, at(1, pair), 0);
        }
        await machine.run(machine.plan([[() => Int32Array.from(choose)]], work), "test");
        const found: number[] = [];
        for (let pair = 0; pair < sampling.pairs; pair++) {
          const out = await glwePhases(engine, key, machine.words(at(2, pair), glwe).slice());
          const chosen = await glwePhases(engine, key, machine.words(at(bit, pair), glwe).slice());
          for (let j = 0; j < N; j++) found.push(signed(BigInt.asUintN(64, out[j] - chosen[j])));
        }
        errors.cmux[bit].push(found);
      }
    } finally {
      await machine.close();
    }
  }
  await engine.close();
  return errors;
}

/** What leaf r holds: bit r & 1 at the weight of level r >> 1, or 0 beyond the levels. */
function wordOf(r: number, { query }: BitCase): bigint {
  const level = r >> 1;
  return (r & 1) === 0 || level >= query.levels ? 0n : 1n << BigInt(64 - query.baseLog * (level + 1));
}

/** Errors times S_0 as torus fractions, exactly. */
async function timesFirst(engine: Engine, key: GlweSecretKey, error: BigInt64Array): Promise<number[]> {
  const bits = key.bits.slice(0, key.polynomialSize);
  const product = await engine.multiplyByBinary(new BigUint64Array(error.buffer), bits);
  return Array.from(product, signed);
}
