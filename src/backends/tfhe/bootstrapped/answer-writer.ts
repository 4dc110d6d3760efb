import { loadPackingKey, packLwe } from "../crypto/algorithms/packing.ts";
import type { LoadedPackingKey } from "../crypto/algorithms/packing.ts";
import { openEngine } from "../kernel/index.ts";
import type { Engine } from "../kernel/index.ts";
import { cutAnswer, packedAnswerWords } from "../levelled/index.ts";
import type { LevelledKernel, PackedAnswer } from "../levelled/index.ts";
import type { BootstrappedEvaluationKeys } from "./keys.ts";
import { PACKED_SIZE, packedAnswers } from "./packing.ts";
import type { Schedule } from "./schedule.ts";
import { answerBytes, answerDimension } from "./shape.ts";
import type { BootstrappedSpecs } from "./specs.ts";

/** A client's keys ready for answers: the engine of its circuit, and one for packing where answers are packed. */
export interface AnswerEngines {
  readonly engine: Engine;
  readonly packing: { readonly engine: Engine; readonly key: LoadedPackingKey } | null;
}

/** Opens the engine that packs answers, where they are packed. */
export async function openPacking(keys: BootstrappedEvaluationKeys): Promise<AnswerEngines["packing"]> {
  if (keys.packing === null) return null;
  const { glweDimension, gadget, inputDimension } = keys.packing;
  const rows = Math.ceil(inputDimension / glweDimension) * glweDimension * gadget.levels;
  const engine = await openEngine({
    glweDimension,
    polynomialSize: PACKED_SIZE,
    extraKeyBytes: rows * (glweDimension + 1) * PACKED_SIZE * 8,
  });
  try {
    return { engine, key: await loadPackingKey(engine, keys.packing) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Makes the answer of a sample: switched to the small key and packed where that was chosen, and cut. */
export class AnswerWriter {
  readonly #kernel: LevelledKernel;
  readonly #specs: BootstrappedSpecs;
  readonly #sources: readonly number[];

  constructor(kernel: LevelledKernel, specs: BootstrappedSpecs, { outputs }: Schedule) {
    this.#kernel = kernel;
    this.#specs = specs;
    this.#sources = outputs.map(({ source }) => source);
  }

  /** @param read - The LWE ciphertext of a register. */
  async write(
    read: (register: number) => BigUint64Array,
    { engine, packing }: AnswerEngines,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    const { parameters } = this.#specs;
    const large = answerDimension({ ...parameters, smallAnswers: false }) + 1;
    const words = new BigUint64Array(this.#sources.length * large);
    this.#sources.forEach((source, i) => {
      words.set(read(source), i * large);
    });
    const under = parameters.smallAnswers ? widen(await engine.keyswitch(words, { signal })) : words;
    const { packing: ring, answerBits } = parameters;
    if (packing === null || ring === null) return this.#cut(under);
    const width = answerDimension(parameters) + 1;
    const out = new Uint8Array(answerBytes(parameters, this.#sources.length));
    let first = 0;
    let at = 0;
    for (const answer of packedAnswers(ring, answerBits, this.#sources.length)) {
      const group = under.slice(first * width, (first + answer.outputs) * width);
      const packed = await packLwe(
        packing.engine,
        packing.key,
        { dimension: width - 1, words: group },
        { signal },
      );
      const bytes = this.#cutPacked(packed.words, answer);
      out.set(bytes, at);
      at += bytes.length;
      first += answer.outputs;
    }
    return out;
  }

  /** Rounds to the bits that travel, after half the sum of each mask's rounding errors went into its body. */
  #cut(words: BigUint64Array): Uint8Array {
    const kernel = this.#kernel;
    const { answerBits } = this.#specs.parameters;
    const width = answerDimension(this.#specs.parameters) + 1;
    const mark = kernel.mark();
    const address = kernel.words(words.length);
    const errors = kernel.words(width);
    kernel.u64(address, words.length).set(words);
    for (let at = address; at < address + 8 * words.length; at += 8 * width) {
      kernel.run.roundWords(at, width - 1, answerBits, errors);
      let drift = 0n;
      for (const error of new BigInt64Array(kernel.u64(errors, width - 1).slice().buffer)) drift += error;
      const body = at + 8 * (width - 1);
      kernel.u64(body, 1)[0] += BigInt.asUintN(64, drift >> 1n);
      kernel.run.roundWords(body, 1, answerBits, errors);
    }
    const bytes = this.#pack(address, words.length);
    kernel.release(mark);
    return bytes;
  }

  /** The same for a packed answer: its mask and the first coefficients of its body. */
  #cutPacked(words: BigUint64Array, answer: PackedAnswer): Uint8Array {
    const kernel = this.#kernel;
    const count = packedAnswerWords(answer);
    const mark = kernel.mark();
    const address = kernel.words(count);
    kernel.u64(address, count).set(words.subarray(0, count));
    const bytes = cutAnswer(kernel, answer, address);
    kernel.release(mark);
    return bytes;
  }

  #pack(address: number, count: number): Uint8Array {
    const kernel = this.#kernel;
    const { answerBits } = this.#specs.parameters;
    const length = Math.ceil((count * answerBits) / 8);
    const packed = kernel.bytes(length + 8);
    kernel.run.packWords(address, count, answerBits, packed);
    return kernel.u8(packed, length).slice();
  }
}

/** Words modulo 2^32 as the top halves of words modulo 2^64. */
function widen(words: BigUint64Array | Uint32Array): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(words, (word: bigint | number) =>
    typeof word === "bigint" ? word : BigInt(word) << 32n,
  );
}
