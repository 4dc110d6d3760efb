import { CorruptedDataError, TruncatedDataError } from "../errors.ts";

/** Reads little-endian values in the order a {@link ByteWriter} wrote them. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #where: string;
  #next = 0;

  /** @param where - Names the object in messages: `encrypted input`. */
  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#where = where;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#next;
  }

  u8(): number {
    return this.#bytes[this.#take(1)];
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** The next `count` bytes: a view. */
  bytes(count: number): Uint8Array {
    const start = this.#take(count);
    return this.#bytes.subarray(start, start + count);
  }

  /** What {@link ByteWriter.block} wrote: a view. */
  block(): Uint8Array {
    return this.bytes(this.u32());
  }

  /** What {@link ByteWriter.text} wrote. */
  text(): string {
    return new TextDecoder().decode(this.block());
  }

  /** @throws CorruptedDataError when bytes are left over. */
  end(): void {
    if (this.remaining === 0) return;
    throw new CorruptedDataError({
      where: this.#where,
      problem: `${this.remaining} bytes follow after the end`,
      allowed: "exactly the bytes that were written",
      remedy: "pass one object at a time, without padding",
    });
  }

  #take(count: number): number {
    if (count > this.remaining) {
      throw new TruncatedDataError({
        where: this.#where,
        problem: `expected ${count} more bytes at offset ${this.#next}, found ${this.remaining}`,
        allowed: "the whole object, as it was written",
        remedy: "transfer it again; check for size limits on the way",
      });
    }
    const start = this.#next;
    this.#next += count;
    return start;
  }
}
