/** Appends little-endian values to a growing buffer. */
export class ByteWriter {
  #buffer = new Uint8Array(256);
  #length = 0;

  u8(value: number): this {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
    return this;
  }

  u16(value: number): this {
    this.#reserve(2);
    this.#view().setUint16(this.#length, value, true);
    this.#length += 2;
    return this;
  }

  u32(value: number): this {
    this.#reserve(4);
    this.#view().setUint32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  f64(value: number): this {
    this.#reserve(8);
    this.#view().setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  /** Raw bytes, without a length: the reader must know it. */
  bytes(values: Uint8Array): this {
    this.#reserve(values.length);
    this.#buffer.set(values, this.#length);
    this.#length += values.length;
    return this;
  }

  /** A u32 length, then the bytes. */
  block(values: Uint8Array): this {
    return this.u32(values.length).bytes(values);
  }

  /** A u32 length, then UTF-8. */
  text(value: string): this {
    return this.block(new TextEncoder().encode(value));
  }

  /** A copy of everything written so far. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }

  #view(): DataView {
    return new DataView(this.#buffer.buffer);
  }
}
