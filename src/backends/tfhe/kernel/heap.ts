import { MemoryLimitError } from "../../../core/index.ts";

const page = 65536;

/** One WebAssembly memory and where things lie in it. Blocks are never freed singly: engines are. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  #end: number;
  readonly #maximum: number;

  /**
   * @param start first free address.
   * @param limit bytes the memory may grow to.
   * @throws MemoryLimitError when the platform refuses to reserve it.
   */
  constructor(start: number, limit: number, shared: boolean) {
    this.#maximum = Math.min(65536, Math.ceil(limit / page));
    const initial = Math.ceil(start / page) + 1;
    try {
      this.memory = new WebAssembly.Memory({
        initial,
        maximum: Math.max(initial, this.#maximum),
        shared,
      });
    } catch (cause) {
      throw memoryLimit(`cannot reserve ${megabytes(limit)} MB`, cause);
    }
    this.#end = start;
  }

  get buffer(): ArrayBufferLike {
    return this.memory.buffer;
  }

  /** Address of a new zeroed block, a multiple of 128. */
  allocate(bytes: number): number {
    const start = this.#end;
    const end = start + Math.ceil(bytes / 128) * 128;
    const missing = Math.ceil(end / page) - this.memory.buffer.byteLength / page;
    if (missing > 0) {
      try {
        this.memory.grow(missing);
      } catch (cause) {
        throw memoryLimit(
          `needs ${megabytes(end)} MB in all, of ${megabytes(this.#maximum * page)} MB`,
          cause,
        );
      }
    }
    this.#end = end;
    return start;
  }

  words(address: number, count: number): BigUint64Array {
    return new BigUint64Array(this.memory.buffer, address, count);
  }

  words32(address: number, count: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, count);
  }

  bytes(address: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, count);
  }

  floats(address: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, count);
  }
}

/** A block for one purpose that grows when a larger one is asked for. */
export class Scratch {
  readonly #heap: Heap;
  readonly #blocks = new Map<string, { address: number; bytes: number }>();

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** Address of at least `bytes` bytes; what they held before is lost when the block grows. */
  get(purpose: string, bytes: number): number {
    let block = this.#blocks.get(purpose);
    if (block === undefined || block.bytes < bytes) {
      block = { address: this.#heap.allocate(bytes), bytes };
      this.#blocks.set(purpose, block);
    }
    return block.address;
  }
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

export function memoryLimit(problem: string, cause?: unknown): MemoryLimitError {
  return new MemoryLimitError({
    where: "openEngine",
    problem,
    allowed: "what this machine can reserve, and at most 4096 MB a key set",
    remedy: "close engines no longer needed, use fewer threads, or choose smaller parameters",
    cause,
  });
}
