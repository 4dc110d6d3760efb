import { OptionValueError, UnsupportedOperationError, type RunOptions } from "../../../core/index.ts";
import { checkArray } from "./checks.ts";
import { rowBytes, type Core } from "./core.ts";
import { layOut, type Plan, type Tape, type TapeWork } from "./plan.ts";
import type { Chunk } from "./pool.ts";
import { checkGadget, glweWords, type Gadget } from "./shape.ts";

/** A key: polynomials of the torus, [rows][columns][N] words. */
export interface DiagramMatrix {
  /** Called when its turn has come, so that not all are held at once. */
  readonly words: () => BigUint64Array;
  readonly rows: number;
  readonly columns: number;
  /** -1 for keyswitching keys, whose products are subtracted. */
  readonly sign: 1 | -1;
  /** Of a matrix of the same size, which is overwritten. Default: a block of its own. */
  readonly address?: number;
}

/**
 * A WebAssembly memory with worker threads for operations on ciphertexts that lie in it. Addresses are in bytes; a GLWE
 * ciphertext is [k + 1][N] words. What the operations of a tape mean is in `assembly/diagrams.ts`.
 */
export interface DiagramEngine {
  readonly glweDimension: number;
  readonly polynomialSize: number;
  readonly threads: number;
  /** Bytes of the memory as allocated now. */
  readonly memoryBytes: number;
  /** A zeroed block, for as long as the engine lives. */
  allocate(bytes: number): number;
  /** A view, valid until something is allocated. */
  words(address: number, count: number): BigUint64Array;
  /**
   * Constants that take the digits of a gadget.
   *
   * @param ownCoins - Whether digits of one word are independent, as rows with related errors need. Default false.
   * @throws OptionValueError
   */
  digitConstants(gadget: Gadget, ownCoins?: boolean): number;
  /**
   * Places matrices in the Fourier domain, as factors of products.
   *
   * @returns Their addresses. Rejects with KeyMismatchError where a length is wrong.
   */
  loadMatrices(matrices: readonly DiagramMatrix[], options?: RunOptions): Promise<number[]>;
  /** Places stages in memory, one after the other; tapes of one stage may run at the same time. */
  plan(stages: readonly (readonly Tape[])[], work: TapeWork): Plan;
  /** Runs a plan on all threads; `onTape` once a tape. Rejects with CancelledError between tapes. */
  run(plan: Plan, where: string, signal?: AbortSignal, onTape?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Bits of a word that digits may take: the coin comes below them. */
const MOST_DIGIT_BITS = 48;
/** Bits below this one may be zero in ciphertexts that came from a product: no coins. */
const LOWEST_COIN = 13;
const MOST_GROUPS = 8;

/** Whether {@link DiagramEngine.digitConstants} can toss a coin for each level. */
export function hasOwnCoins({ baseLog, levels }: Gadget): boolean {
  return coinGroups({ baseLog, levels }).length <= Math.min(MOST_GROUPS, baseLog);
}

/**
 * Levels whose coins one shift brings to the levels' last bits: coin of level j at 64 - b j - shift, below the digits and the
 * bit that rounds them.
 */
function coinGroups({ baseLog, levels }: Gadget): { shift: number; first: number; count: number }[] {
  const highest = 62 - baseLog * levels;
  const groups: { shift: number; first: number; count: number }[] = [];
  for (let first = 1; first <= levels;) {
    const top = highest - groups.length;
    if (top < LOWEST_COIN) return new Array<(typeof groups)[0]>(MOST_GROUPS + 1);
    const count = Math.min(levels - first + 1, Math.floor((top - LOWEST_COIN) / baseLog) + 1);
    groups.push({ shift: 64 - baseLog * first - top, first, count });
    first += count;
  }
  return groups;
}

/** @throws OptionValueError for a gadget whose digits and coins a word does not hold. */
function digitWords(gadget: Gadget, ownCoins: boolean): BigUint64Array {
  const { baseLog, levels } = gadget;
  checkGadget("digits", { baseLog, levels });
  if (baseLog * levels > MOST_DIGIT_BITS || (ownCoins && !hasOwnCoins(gadget))) {
    throw new OptionValueError({
      where: "diagram engine, gadget",
      problem: `${levels} digits of ${baseLog} bits${ownCoins ? " with a coin each" : ""}`,
      allowed: `at most ${MOST_DIGIT_BITS} bits in all, coins included above bit ${LOWEST_COIN}`,
      remedy: "use parameters from chooseDiagramParameters",
    });
  }
  const weight = (level: number): bigint => 1n << BigInt(64 - baseLog * level);
  const head = 4 + 2 * MOST_GROUPS;
  const words = new BigUint64Array(head + 4 * levels);
  const floats = new Float64Array(words.buffer);
  const last = BigInt(64 - baseLog * levels);
  words[0] = 1n << (last - 1n);
  words[1] = 1n << (last - 2n);
  for (let j = 1; j <= levels; j++) {
    words[0] += weight(j) << BigInt(baseLog - 1);
    words[2] += weight(j);
    const at = head + 4 * (j - 1);
    words[at] = ((1n << BigInt(baseLog)) - 1n) << BigInt(52 - baseLog * j);
    words[at + 1] = weight(j) >> 12n;
    words[at + 2] = BigInt(1023 + baseLog * j) << 52n;
    floats[at + 3] = 2 * 2 ** (baseLog * j) + 2 ** (baseLog - 1);
  }
  if (!ownCoins) return words;
  const groups = coinGroups(gadget);
  words[3] = BigInt(groups.length);
  groups.forEach(({ shift, first, count }, g) => {
    words[4 + 2 * g] = BigInt(shift);
    for (let j = first; j < first + count; j++) words[5 + 2 * g] += weight(j);
  });
  return words;
}

/** The operations over one core. */
export function diagramEngine(initial: Core): DiagramEngine {
  let live: Core | undefined = initial;
  const { shape, runner } = initial;
  const core = (): Core => live ?? closed();
  const constants = new Map<string, number>();
  const size = shape.polynomialSize;
  return {
    glweDimension: shape.glweDimension,
    polynomialSize: size,
    threads: runner.threads,
    get memoryBytes() {
      return live?.heap.buffer.byteLength ?? 0;
    },
    allocate: (bytes) => core().heap.allocate(bytes),
    words: (address, count) => core().heap.words(address, count),
    digitConstants(gadget, ownCoins = false) {
      const key = `${gadget.baseLog} ${gadget.levels} ${ownCoins}`;
      let address = constants.get(key);
      if (address === undefined) {
        const words = digitWords(gadget, ownCoins);
        address = core().heap.allocate(8 * words.length);
        core().heap.words(address, words.length).set(words);
        constants.set(key, address);
      }
      return address;
    },
    async loadMatrices(matrices, options = {}) {
      const { heap, slots } = core();
      const chunks: Chunk[] = [];
      const addresses = matrices.map(({ words, rows, columns, sign, address: given }) => {
        const count = rows * columns * size;
        const address = given ?? heap.allocate(8 * count);
        const scale = (sign * 2 ** -64) / (size / 2);
        chunks.push({
          prepare(slot) {
            const from = slots[slot].get("given", 8 * count);
            const row = slots[slot].get("row", rowBytes(size));
            const matrix = words();
            checkArray("load diagram keys", matrix.length, count);
            heap.words(from, count).set(matrix);
            return [["loadMatrix", from, row, address, rows, columns, scale]];
          },
        });
        return address;
      });
      await runner.run(chunks, "load diagram keys", options.signal);
      return addresses;
    },
    plan(stages, { rows, outputs }) {
      const { heap, slots } = core();
      const threads = slots.map((scratch) => ({
        rows: scratch.get("rows", rows * rowBytes(size)),
        polys: scratch.get("polys", 8 * (glweWords(shape) + 3 * size)),
        glweDimension: shape.glweDimension,
        outputs,
      }));
      return layOut(heap, stages, threads);
    },
    async run(plan, where, signal, onTape) {
      await core().runner.walk(plan, where, signal, onTape);
    },
    async close() {
      live = undefined;
      await runner.close();
    },
  };
}

function closed(): never {
  throw new UnsupportedOperationError({
    where: "diagram engine",
    problem: "the engine was closed",
    allowed: "calls before close()",
    remedy: "open a new engine and load the keys again",
  });
}
