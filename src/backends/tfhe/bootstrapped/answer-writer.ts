import type { Engine } from "../kernel/index.ts";
import type { LevelledKernel } from "../levelled/index.ts";
import type { Schedule } from "./schedule.ts";
import { answerBytes, answerDimension } from "./shape.ts";
import type { BootstrappedSpecs } from "./specs.ts";

/** Makes the answer of a sample: its outputs switched to the small key where that was chosen, cut and packed. */
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
    engine: Engine,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    const { parameters } = this.#specs;
    const large = answerDimension({ ...parameters, smallAnswers: false }) + 1;
    const words = new BigUint64Array(this.#sources.length * large);
    this.#sources.forEach((source, i) => {
      words.set(read(source), i * large);
    });
    return this.#pack(parameters.smallAnswers ? widen(await engine.keyswitch(words, { signal })) : words);
  }

  /** Rounds to the bits that travel, after half the sum of each mask's rounding errors went into its body. */
  #pack(words: BigUint64Array): Uint8Array {
    const kernel = this.#kernel;
    const { parameters } = this.#specs;
    const { answerBits } = parameters;
    const width = answerDimension(parameters) + 1;
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
    const length = answerBytes(parameters, this.#sources.length);
    const packed = kernel.bytes(length + 8);
    kernel.run.packWords(address, words.length, answerBits, packed);
    const bytes = kernel.u8(packed, length).slice();
    kernel.release(mark);
    return bytes;
  }
}

/** Words modulo 2^32 as the top halves of words modulo 2^64. */
function widen(words: BigUint64Array | Uint32Array): BigUint64Array {
  return words instanceof BigUint64Array ? words : BigUint64Array.from(words, (word) => BigInt(word) << 32n);
}
