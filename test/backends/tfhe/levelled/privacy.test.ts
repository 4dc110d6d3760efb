import { describe, expect, test } from "vitest";
import { createRandom, NoParametersError, Tensor } from "../../../../src/core/index.ts";
import { evaluate, trace } from "../../../../src/graph/index.ts";
import type { Graph } from "../../../../src/graph/index.ts";
import { TfheExecutable } from "../../../../src/backends/tfhe/index.ts";
import type { EncryptedAnswer, EncryptedQuery, LevelledSpecs } from "../../../../src/backends/tfhe/index.ts";
import { domains, keyStream } from "../../../../src/backends/tfhe/crypto/random/index.ts";
import { LevelledKernel } from "../../../../src/backends/tfhe/levelled/kernel.ts";

const WEIGHTS = [83, -127, 5, 64];

function linear(weights: readonly number[]): Graph {
  const column = weights.map((weight) => [weight]);
  return trace((x) => x.matmul(column).add(17), { x: { shape: [weights.length], min: 0, max: 255 } });
}

/**
 * What a curious client does with one reply. It knows the mask it sent and, if the server only multiplied,
 * reads answer[t] = sum of w_i mask[t + i] modulo 2^64, rounded: a meet in the middle over pairs of 8-bit
 * weights on one coefficient, checked on others. (More features ask for lattice reduction, not for more replies.)
 */
async function recoverWeights(executable: TfheExecutable): Promise<number[] | null> {
  const { mask, answer, tolerance } = await sentAndReceived(executable);
  const fits = (t: number, w: readonly number[]): boolean => {
    const sum = w.reduce((total, weight, i) => total + BigInt(weight) * mask[t + i], 0n);
    const error = BigInt.asIntN(64, answer[t] - sum);
    return error <= tolerance && error >= -tolerance;
  };
  const candidates = Array.from({ length: 255 }, (_, i) => i - 127);
  const bucket = (value: bigint): number => Number(BigInt.asUintN(64, value) >> 44n);
  const firstHalf = new Map<number, [number, number][]>();
  for (const a of candidates) {
    for (const b of candidates) {
      const key = bucket(BigInt(a) * mask[0] + BigInt(b) * mask[1]);
      const list = firstHalf.get(key);
      if (list === undefined) firstHalf.set(key, [[a, b]]);
      else list.push([a, b]);
    }
  }
  for (const c of candidates) {
    for (const d of candidates) {
      const key = bucket(answer[0] - BigInt(c) * mask[2] - BigInt(d) * mask[3]);
      for (const near of [key - 1, key, key + 1]) {
        for (const [a, b] of firstHalf.get((near + 2 ** 20) % 2 ** 20) ?? []) {
          const guess = [a, b, c, d];
          if ([0, 5, 11, 23, 42].every((t) => fits(t, guess))) return guess;
        }
      }
    }
  }
  return null;
}

/** The first mask polynomial of a query, and that of the answer to it. */
async function sentAndReceived(
  executable: TfheExecutable,
): Promise<{ mask: BigUint64Array; answer: BigUint64Array; tolerance: bigint }> {
  const { secretKey, evaluationKeys } = await executable.keygen();
  const inputs = executable.encrypt([Tensor.zeros([WEIGHTS.length])], secretKey) as EncryptedQuery;
  const [outputs] = await executable.run([inputs], evaluationKeys);
  const { glweDimension, polynomialSize, answerBits } = (executable.clientSpecs as LevelledSpecs).parameters;
  const kernel = await LevelledKernel.load();
  const { words } = outputs as EncryptedAnswer;
  const packed = kernel.bytes(words.length + 8);
  const unpacked = kernel.words(polynomialSize);
  kernel.u8(packed, words.length).set(words);
  kernel.run.unpackWords(packed, polynomialSize, answerBits, unpacked);
  return {
    mask: keyStream(inputs.maskSeed, domains.glweMask, 0).u64(glweDimension * polynomialSize),
    answer: kernel.u64(unpacked, polynomialSize).slice(),
    tolerance: 1n << BigInt(64 - answerBits),
  };
}

describe("one reply of a linear model", () => {
  test("gives all weights to the client that holds the key", async () => {
    const executable = await TfheExecutable.compile(linear(WEIGHTS));
    expect(await recoverWeights(executable)).toEqual(WEIGHTS);
    expect(executable.report.parameters!.modelPrivacy).toMatch(/none: one reply gives the weights/);
  });

  test("gives the same attack nothing when it is re-randomised and flooded", async () => {
    const executable = await TfheExecutable.compile(linear(WEIGHTS), { modelPrivacy: true });
    expect(await recoverWeights(executable)).toBeNull();
    const stated = /statistical distance 2\^-(\d+\.\d)/.exec(
      String(executable.report.parameters!.modelPrivacy),
    );
    expect(Number(stated![1])).toBeGreaterThanOrEqual(20);
  });
});

describe("model privacy", () => {
  test.each([
    [30, 1],
    [64, 10],
    [40, 150],
  ])("answers stay exact: %i features, %i outputs", async (features, outputs) => {
    const random = createRandom(features);
    const bound = outputs > 100 ? 7 : 127;
    const weights = Array.from({ length: features }, () =>
      Array.from({ length: outputs }, () => random.integer(2 * bound + 1) - bound),
    );
    const graph = trace((x) => x.matmul(weights), { x: { shape: [features], min: 0, max: 255 } });
    const client = await TfheExecutable.compile(graph, { modelPrivacy: { statisticalBits: 15 } });
    const server = await TfheExecutable.load(client.serialize());
    const keys = await client.keygen();
    const evaluationKeys = server.readEvaluationKeys(keys.evaluationKeys.serialize());
    expect(keys.evaluationKeys.serialize().length).toBe(client.report.statistics.evaluationKeyBytes);
    for (let run = 0; run < 5; run++) {
      const sample = Tensor.zeros([features]).map(() => random.integer(256));
      const [reply] = await server.run([client.encrypt([sample], keys.secretKey)], evaluationKeys);
      expect(client.decrypt(reply, keys.secretKey)).toEqual(evaluate(graph, [sample]));
    }
  });

  test("two replies to one query differ", async () => {
    const executable = await TfheExecutable.compile(linear(WEIGHTS), { modelPrivacy: true });
    const { secretKey, evaluationKeys } = await executable.keygen();
    const inputs = executable.encrypt([Tensor.vector([1, 2, 3, 4])], secretKey);
    const [first, second] = await executable.run([inputs, inputs], evaluationKeys);
    expect(first.serialize()).not.toEqual(second.serialize());
    expect(executable.decrypt(first, secretKey)).toEqual(executable.decrypt(second, secretKey));
  });

  test("more bits than the torus has room for name what is possible", async () => {
    const wide = linear(Array<number>(60).fill(120));
    const attempt = TfheExecutable.compile(wide, { modelPrivacy: { statisticalBits: 50 } });
    await expect(attempt).rejects.toThrow(NoParametersError);
    await expect(attempt).rejects.toThrow(/pass modelPrivacy: \{ statisticalBits: \d+ \}/);
  });

  test("keys without the protection are refused by a server that promises it", async () => {
    const graph = linear(WEIGHTS);
    const executable = await TfheExecutable.compile(graph, { modelPrivacy: true });
    const bare = await TfheExecutable.compile(graph);
    const { evaluationKeys } = await bare.keygen();
    expect(() => executable.readEvaluationKeys(evaluationKeys.serialize())).toThrow(
      /CIRCUIT|made for circuit/,
    );
  });
});
