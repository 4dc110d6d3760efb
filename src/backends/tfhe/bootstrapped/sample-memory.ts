import type { EncryptedQuery } from "../exchange.ts";
import { expandPacked } from "../levelled/index.ts";
import type { Address, LevelledKernel, PackedShape } from "../levelled/index.ts";
import type { StepProgram, SumStep } from "../program/steps.ts";
import type { Rotation } from "./rotations.ts";
import { addRows, placeRows } from "./rows.ts";
import type { WeightedRows } from "./rows.ts";
import type { Schedule } from "./schedule.ts";
import { packing } from "./specs.ts";
import type { BootstrappedSpecs } from "./specs.ts";

/** The slots of one packed ciphertext that a sum takes. */
interface SlotTerms {
  readonly ciphertext: number;
  /** Of the masks: coefficients to extract. */
  readonly masks: WeightedRows;
  /** Of the bodies: words after the ciphertext's first. */
  readonly bodies: WeightedRows;
}

interface PreparedSum {
  readonly row: number;
  readonly registers: WeightedRows;
  readonly slots: readonly SlotTerms[];
  readonly constant: bigint;
}

/** The memory of samples that run together. */
export interface OpenSamples {
  /** Computes all sums of a level, for all samples. */
  addSums(level: number): void;
  /** An LWE ciphertext: a view, valid until the next sum. */
  read(sample: number, register: number): BigUint64Array;
  /** Stores what a rotation extracted, or what its tables combine of it. */
  store(sample: number, rotation: Rotation, extracted: BigUint64Array): void;
  close(): void;
}

/**
 * Ciphertexts of samples in one WebAssembly memory. Of each sample the packed inputs, ready for extraction, then a
 * row of k N + 1 words for every register; so a sum has the same relative addresses for every sample.
 */
export class SampleMemory {
  /** Words of an LWE ciphertext under the large key. */
  readonly rowWords: number;
  readonly #kernel: LevelledKernel;
  readonly #shape: PackedShape;
  readonly #schedule: Schedule;
  readonly #ciphertexts: number;
  readonly #width: number;
  readonly #levels: readonly (readonly PreparedSum[])[];

  constructor(kernel: LevelledKernel, { units }: StepProgram, specs: BootstrappedSpecs, schedule: Schedule) {
    const { tfhe, queryBits } = specs.parameters;
    const { width, ciphertexts } = packing(specs);
    this.#kernel = kernel;
    this.#schedule = schedule;
    this.#width = width;
    this.#ciphertexts = ciphertexts;
    this.rowWords = tfhe.glweDimension * tfhe.polynomialSize + 1;
    this.#shape = {
      ...tfhe,
      noise: tfhe.glweNoise,
      bodyBits: queryBits,
      windows: [{ first: 0, count: width }],
    };
    this.#levels = schedule.levels.map(({ sums }) =>
      sums.map((step) => this.#prepare(step, BigInt(units[step.unit]))),
    );
  }

  get bytesASample(): number {
    return 8 * (this.#ciphertexts * this.#ciphertextWords + this.#schedule.rows * this.rowWords);
  }

  /** Places the inputs of samples; all memory is given back by `close`. */
  open(queries: readonly EncryptedQuery[]): OpenSamples {
    const kernel = this.#kernel;
    const mark = kernel.mark();
    const bases = queries.map((query) => {
      const base = kernel.bytes(this.bytesASample);
      for (let c = 0; c < this.#ciphertexts; c++)
        this.#expand(query, c, base + 8 * c * this.#ciphertextWords);
      return base;
    });
    const rowAt = (sample: number, row: number): Address => bases[sample] + this.#rowOffset(row);
    return {
      addSums: (level) => {
        for (const base of bases) for (const sum of this.#levels[level]) this.#add(base, sum);
      },
      read: (sample, register) => kernel.u64(rowAt(sample, this.#schedule.rowOf[register]), this.rowWords),
      store: (sample, rotation, extracted) => {
        this.#store(rotation, extracted, (register) => rowAt(sample, this.#schedule.rowOf[register]));
      },
      close: () => {
        kernel.release(mark);
      },
    };
  }

  /** Bodies, and the k mask polynomials reversed and extended: 3 N words each. */
  get #ciphertextWords(): number {
    return this.#width + 3 * this.#shape.glweDimension * this.#shape.polynomialSize;
  }

  #rowOffset(row: number): number {
    return 8 * (this.#ciphertexts * this.#ciphertextWords + row * this.rowWords);
  }

  /** Coefficient i of a polynomial a, as an LWE mask, is a(X^-1) turned by i: so a(X^-1) is what is kept. */
  #expand(query: EncryptedQuery, ciphertext: number, at: Address): void {
    const kernel = this.#kernel;
    const mark = kernel.mark();
    const { glweDimension, polynomialSize: n } = this.#shape;
    const mask = kernel.words(glweDimension * n);
    const reversed = kernel.words(n);
    expandPacked(kernel, this.#shape, query, ciphertext, { mask, body: at });
    for (let k = 0; k < glweDimension; k++) {
      const from = kernel.u64(mask + 8 * k * n, n);
      const to = kernel.u64(reversed, n);
      to[0] = from[0];
      for (let j = 1; j < n; j++) to[j] = -from[n - j];
      kernel.run.extend(reversed, n, at + 8 * (this.#width + 3 * k * n));
    }
    kernel.release(mark);
  }

  #add(base: Address, { row, registers, slots, constant }: PreparedSum): void {
    const kernel = this.#kernel;
    const { glweDimension, polynomialSize: n } = this.#shape;
    const out = base + this.#rowOffset(row);
    kernel.u64(out, this.rowWords).fill(0n);
    addRows(kernel, base, registers, this.rowWords, out);
    const body = out + 8 * (this.rowWords - 1);
    for (const { ciphertext, masks, bodies } of slots) {
      const at = base + 8 * ciphertext * this.#ciphertextWords;
      addRows(kernel, at, bodies, 1, body);
      for (let k = 0; k < glweDimension; k++) {
        const ext = at + 8 * (this.#width + 3 * k * n);
        kernel.run.addWeighted(ext, n, masks.offsets, masks.weights, masks.count, 0, n, out + 8 * k * n);
      }
    }
    kernel.u64(body, 1)[0] += constant;
  }

  #store(
    { targets, weights, positions }: Rotation,
    extracted: BigUint64Array,
    rowAt: (register: number) => Address,
  ): void {
    const kernel = this.#kernel;
    const words = this.rowWords;
    if (weights === null) {
      targets.forEach((target, t) => {
        kernel.u64(rowAt(target), words).set(extracted.subarray(t * words, (t + 1) * words));
      });
      return;
    }
    const mark = kernel.mark();
    const rows = kernel.words(positions.length * words);
    const offsets = positions.map((_, p) => p * words);
    kernel.u64(rows, extracted.length).set(extracted);
    targets.forEach((target, t) => {
      const placed = placeRows(kernel, offsets, weights[t]);
      kernel.u64(rowAt(target), words).fill(0n);
      addRows(kernel, rows, placed, words, rowAt(target));
    });
    kernel.release(mark);
  }

  #prepare({ target, registers, weights, slots, slotWeights, constant }: SumStep, unit: bigint): PreparedSum {
    const kernel = this.#kernel;
    const rowOf = this.#schedule.rowOf;
    const offsets = registers.map((register) => this.#rowOffset(rowOf[register]) / 8);
    const byCiphertext = new Map<number, { slots: number[]; weights: number[] }>();
    slots.forEach((slot, i) => {
      const ciphertext = Math.floor(slot / this.#width);
      const terms = byCiphertext.get(ciphertext) ?? { slots: [], weights: [] };
      byCiphertext.set(ciphertext, terms);
      terms.slots.push(slot % this.#width);
      terms.weights.push(slotWeights[i]);
    });
    return {
      row: rowOf[target],
      registers: placeRows(kernel, offsets, weights),
      slots: Array.from(byCiphertext, ([ciphertext, terms]) => ({
        ciphertext,
        // A mask turned by i, where the kernel turns back: exponents count forward.
        masks: placeRows(
          kernel,
          terms.slots.map((slot) => -slot),
          terms.weights,
        ),
        bodies: placeRows(kernel, terms.slots, terms.weights),
      })),
      constant: BigInt.asUintN(64, (BigInt(2 * constant) * unit) / 2n),
    };
  }
}
