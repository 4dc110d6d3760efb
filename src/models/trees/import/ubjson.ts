import { damaged, truncated } from "./errors.ts";

/** Numeric types by their marks: bytes each, and how one is read. Source: ubjson.org, draft 12. */
const NUMBERS: Readonly<
  Record<string, readonly [size: number, read: (view: DataView, at: number) => number]>
> = {
  i: [1, (view, at) => view.getInt8(at)],
  U: [1, (view, at) => view.getUint8(at)],
  I: [2, (view, at) => view.getInt16(at)],
  l: [4, (view, at) => view.getInt32(at)],
  // Beyond 2^53 not exact; then no count, index or size is in range either.
  L: [8, (view, at) => Number(view.getBigInt64(at))],
  d: [4, (view, at) => view.getFloat32(at)],
  D: [8, (view, at) => view.getFloat64(at)],
};

const INTEGERS = "iUIlL";

/** Model files nest about ten levels. */
const MOST_DEPTH = 64;

/**
 * Reads UBJSON, big-endian, as plain data; lists of one numeric type become Float64Array.
 *
 * Nothing is allocated that the bytes left could not fill.
 *
 * @throws TruncatedDataError, CorruptedDataError
 */
export function readUbjson(bytes: Uint8Array, where: string): unknown {
  const reader = new UbjReader(bytes, where);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** Whether bytes begin as a UBJSON object does: the length of a name follows, not a quotation mark. */
export function isUbjson(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b && `${INTEGERS}#$`.includes(String.fromCharCode(bytes[1]));
}

class UbjReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #where: string;
  #next = 0;

  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#where = where;
  }

  value(depth: number, mark: string = this.#mark()): unknown {
    if (depth > MOST_DEPTH) throw this.#wrong(`more than ${MOST_DEPTH} levels`, "a model file");
    if (Object.hasOwn(NUMBERS, mark)) return this.#number(mark);
    if (mark === "{") return this.#object(depth);
    if (mark === "[") return this.#list(depth);
    if (mark === "S") return this.#text(this.#count());
    if (mark === "C") return String.fromCharCode(this.#bytes[this.#take(1)]);
    if (mark === "T" || mark === "F") return mark === "T";
    if (mark === "Z") return null;
    throw this.#wrong(`no value begins with byte ${mark.charCodeAt(0)}`, "the marks of UBJSON");
  }

  /** @throws CorruptedDataError when bytes are left over. */
  end(): void {
    const left = this.#bytes.length - this.#next;
    if (left > 0) throw this.#wrong(`${left} bytes follow after the end`, "one object");
  }

  #object(depth: number): Record<string, unknown> {
    const { type, count } = this.#header();
    // Without a prototype, so that no name means anything.
    const found = Object.create(null) as Record<string, unknown>;
    for (let i = 0; count === undefined ? !this.#skip("}") : i < count; i++) {
      const name = this.#text(this.#count());
      if (name in found) throw this.#wrong(`two parts named "${name.slice(0, 40)}"`, "one of each name");
      found[name] = this.value(depth + 1, type);
    }
    return found;
  }

  #list(depth: number): unknown[] | Float64Array {
    const { type, count } = this.#header();
    if (type !== undefined && count !== undefined && Object.hasOwn(NUMBERS, type)) {
      const [size, read] = NUMBERS[type];
      const start = this.#take(count * size);
      return Float64Array.from({ length: count }, (_, i) => read(this.#view, start + i * size));
    }
    const found: unknown[] = [];
    for (let i = 0; count === undefined ? !this.#skip("]") : i < count; i++)
      found.push(this.value(depth + 1, type));
    return found;
  }

  /** Type and count of a container, where it states them. */
  #header(): { type: string | undefined; count: number | undefined } {
    const type = this.#skip("$") ? this.#mark() : undefined;
    if (!this.#skip("#")) {
      if (type !== undefined) throw this.#wrong("a typed list without a count", "a count after the type");
      return { type, count: undefined };
    }
    const count = this.#count();
    // Values of these types take no bytes, so that nothing would bound the count.
    if (type !== undefined && "ZTFN".includes(type))
      throw this.#wrong(`a list of ${count} constants`, "lists of numbers, texts, lists or objects");
    this.#need(count);
    return { type, count };
  }

  #count(): number {
    const mark = this.#mark();
    if (!INTEGERS.includes(mark))
      throw this.#wrong(`a length of type ${mark.charCodeAt(0)}`, "a whole number");
    const count = this.#number(mark);
    if (count < 0) throw this.#wrong(`a length of ${count}`, "0 or more");
    return count;
  }

  #number(mark: string): number {
    const [size, read] = NUMBERS[mark];
    return read(this.#view, this.#take(size));
  }

  #text(length: number): string {
    const start = this.#take(length);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
        this.#bytes.subarray(start, start + length),
      );
    } catch (cause) {
      throw damaged(this.#where, "text that is not UTF-8", "UTF-8 text", cause);
    }
  }

  /** The next mark; "N" stands for nothing and is skipped. */
  #mark(): string {
    let mark: string;
    do mark = String.fromCharCode(this.#bytes[this.#take(1)]);
    while (mark === "N");
    return mark;
  }

  #skip(mark: string): boolean {
    while (this.#bytes[this.#next] === 0x4e) this.#next++;
    this.#need(1);
    const found = this.#bytes[this.#next] === mark.charCodeAt(0);
    if (found) this.#next++;
    return found;
  }

  #take(count: number): number {
    this.#need(count);
    const start = this.#next;
    this.#next += count;
    return start;
  }

  #need(count: number): void {
    const left = this.#bytes.length - this.#next;
    if (count > left)
      throw truncated(this.#where, `expected ${count} more bytes at offset ${this.#next}, found ${left}`);
  }

  #wrong(problem: string, allowed: string): Error {
    return damaged(this.#where, `${problem}, at offset ${this.#next}`, allowed);
  }
}
