import { InternalError } from "../../../core/index.ts";
import { base64 } from "../kernel/wasm/levelled-baseline.ts";

/** An address in a kernel's memory. */
export type Address = number;

interface Exports {
  readonly memory: WebAssembly.Memory;
  extend(source: Address, n: number, target: Address): void;
  addSelected(ext: Address, select: Address, n: number, first: number, count: number, out: Address): void;
  addWeighted(
    ext: Address,
    n: number,
    exponents: Address,
    weights: Address,
    terms: number,
    first: number,
    count: number,
    out: Address,
  ): void;
  roundWords(words: Address, count: number, bits: number, errors: Address): void;
  packWords(words: Address, count: number, bits: number, target: Address): void;
  unpackWords(source: Address, count: number, bits: number, words: Address): void;
}

const PAGE_BYTES = 65_536;
/** The compiled module keeps the first words of its memory for itself. */
const FIRST_ADDRESS = 1024;

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Exact arithmetic on polynomials modulo X^N + 1 and 2^64 (`kernel/assembly/levelled.ts`), with a
 * memory of its own that is handed out from the bottom and taken back all at once.
 */
export class LevelledKernel {
  readonly run: Exports;
  #next = FIRST_ADDRESS;

  private constructor(exports: Exports) {
    this.run = exports;
  }

  static async load(): Promise<LevelledKernel> {
    compiled ??= WebAssembly.compile(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    const instance = await WebAssembly.instantiate(await compiled, {
      env: {
        abort: () => {
          throw new InternalError({
            where: "levelled kernel",
            problem: "the WebAssembly module aborted",
            allowed: "no abort",
            remedy: "report the call that led here",
          });
        },
      },
    });
    return new LevelledKernel(instance.exports as unknown as Exports);
  }

  /** `count` zeroed 64-bit words, 16-byte aligned. */
  words(count: number): Address {
    return this.bytes(8 * count);
  }

  /** `count` zeroed bytes and 16 more that kernels may touch. */
  bytes(count: number): Address {
    const address = this.#next;
    this.#next = (address + count + 31) & ~15;
    const { memory } = this.run;
    const missing = this.#next - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    new Uint8Array(memory.buffer, address, this.#next - address).fill(0);
    return address;
  }

  /** Everything handed out after this call is taken back by `release(mark)`. */
  mark(): Address {
    return this.#next;
  }

  release(mark: Address): void {
    this.#next = mark;
  }

  /** A view of words; valid until the next allocation. */
  u64(address: Address, count: number): BigUint64Array {
    return new BigUint64Array(this.run.memory.buffer, address, count);
  }

  /** A view of bytes; valid until the next allocation. */
  u8(address: Address, count: number): Uint8Array {
    return new Uint8Array(this.run.memory.buffer, address, count);
  }

  /** A view of 32-bit integers; valid until the next allocation. */
  i32(address: Address, count: number): Int32Array {
    return new Int32Array(this.run.memory.buffer, address, count);
  }
}
