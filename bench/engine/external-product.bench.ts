import {
  cmux,
  decode,
  encode,
  encryptGgsw,
  encryptGlwe,
  externalProduct,
  generateGlweSecretKey,
  loadGgsw,
  unsafePhaseGlwe,
} from "../../src/backends/tfhe/crypto/index.ts";
import { openEngine } from "../../src/backends/tfhe/kernel/index.ts";
import { minimalNoise } from "../../src/backends/tfhe/params/index.ts";
import { expectSame } from "../lib/expect-same.ts";
import { suite, type BenchTask } from "../lib/suite.ts";

const polynomialSize = 2048;
const precision = 4;
const gadgets = [
  { baseLog: 23, levels: 1 },
  { baseLog: 15, levels: 2 },
];

export default suite("External product and CMUX, k = 1, N = 2048, time per ciphertext", async () => {
  const engine = await openEngine({ glweDimension: 1, polynomialSize, extraKeyBytes: 1 << 20 });
  const key = generateGlweSecretKey(1, polynomialSize);
  const noise = minimalNoise(polynomialSize);
  const polynomial = (factor: number): number[] =>
    Array.from({ length: polynomialSize }, (_, i) => (factor * i) % 2 ** precision);
  const encrypted = (factor: number, count: number): ReturnType<typeof encryptGlwe> =>
    encryptGlwe(
      key,
      encode(Array.from({ length: count }, () => polynomial(factor)).flat(), { precision }),
      noise,
    );

  const tasks: Record<string, BenchTask> = {};
  for (const gadget of gadgets) {
    const bits = await encryptGgsw(key, [0, 1], gadget, noise, engine);
    for (const balanced of [false, true]) {
      const selectors = await loadGgsw(engine, bits, { balanced });
      for (const batch of [1, 4, 8]) {
        const [zero, one] = [encrypted(1, batch), encrypted(3, batch)];
        // The first ciphertext meets the bit 1, the next the bit 0, and so on.
        const index = Array.from({ length: batch }, (_, c) => (c + 1) % 2);
        const chosen = decode(unsafePhaseGlwe(key, await cmux(engine, selectors, index, zero, one)), {
          precision,
        });
        const wanted = index.flatMap((bit) => polynomial(bit === 1 ? 3 : 1));
        expectSame(`cmux, base 2^${gadget.baseLog}`, chosen, wanted);
        const name = `base 2^${gadget.baseLog} x ${gadget.levels}, ${balanced ? "balanced" : "one-sided"}, batch ${batch}`;
        tasks[`external product, ${name}`] = {
          per: batch,
          run: () => externalProduct(engine, selectors, index, one),
        };
        tasks[`cmux, ${name}`] = { per: batch, run: () => cmux(engine, selectors, index, zero, one) };
      }
    }
  }
  return { tasks, close: () => engine.close() };
});
