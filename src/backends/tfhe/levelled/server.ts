import { throwIfCancelled, yieldToEventLoop } from "../../../core/index.ts";
import type { RunOptions } from "../../../core/index.ts";
import type { EncryptedInputs, EvaluationKeys, ServerSide } from "../../backend.ts";
import type { Load, Product, TfheProgram } from "../program/index.ts";
import { EncryptedAnswer, EncryptedQuery, notOurs, own } from "../exchange.ts";
import { LevelledKernel } from "./kernel.ts";
import type { Address } from "./kernel.ts";
import { allAnswerBytes, answerCounts, inputBodyBytes, LevelledEvaluationKeys } from "./objects.ts";
import { cutAnswer } from "./packed-answer.ts";
import { rerandomise } from "./privacy.ts";
import type { LevelledSpecs } from "./specs.ts";
import { expandPacked, packedShape, packedWords } from "./packed-query.ts";
import type { PackedShape } from "./packed-query.ts";

/** A source's part of a product as terms weight X^exponent, placed in the kernel's memory. */
interface Terms {
  readonly exponents: Address;
  readonly weights: Address;
  readonly count: number;
}

/** A product ready to run. */
interface Prepared {
  readonly product: Product;
  readonly terms: readonly Terms[];
  /** bias[c] on the torus. */
  readonly bias: BigUint64Array;
}

/** How long a run computes before it lets other work of the thread in, in milliseconds. */
const SLICE_MS = 25;

/** Runs the packed linear layer on ciphertexts. Knows weights, never a secret key. */
export class LevelledServer implements ServerSide {
  readonly #specs: LevelledSpecs;
  readonly #kernel: LevelledKernel;
  readonly #shape: PackedShape;
  readonly #loads: readonly Load[];
  readonly #products: readonly Prepared[];

  private constructor(program: TfheProgram, specs: LevelledSpecs, kernel: LevelledKernel) {
    this.#specs = specs;
    this.#kernel = kernel;
    this.#shape = packedShape(specs.parameters);
    this.#loads = program.instructions.filter((instruction) => instruction.op === "load");
    const unit = BigInt(64 - program.encoding.precision);
    this.#products = program.instructions
      .filter((instruction) => instruction.op === "product")
      .map((product) => ({
        product,
        terms: product.weights.map((weights, source) =>
          this.#placeTerms(product, weights, this.#loads[source].count),
        ),
        bias: BigUint64Array.from(product.bias, (value) => BigInt.asUintN(64, BigInt(value) << unit)),
      }));
  }

  static async open(program: TfheProgram, specs: LevelledSpecs): Promise<LevelledServer> {
    return new LevelledServer(program, specs, await LevelledKernel.load());
  }

  async run(
    batch: readonly EncryptedInputs[],
    evaluationKeys: EvaluationKeys,
    { signal, onProgress }: RunOptions = {},
  ): Promise<EncryptedAnswer[]> {
    const keys = this.#ownKeys(evaluationKeys);
    const samples = batch.map((inputs) => own(inputs, EncryptedQuery, keys, "run", "encrypted inputs"));
    const outputs: EncryptedAnswer[] = [];
    let sliceStart = performance.now();
    for (const inputs of samples) {
      throwIfCancelled(signal, "run");
      outputs.push(this.#runOne(inputs, keys));
      onProgress?.({ stage: "run: samples", done: outputs.length, total: samples.length });
      if (performance.now() - sliceStart > SLICE_MS) {
        await yieldToEventLoop();
        sliceStart = performance.now();
      }
    }
    return outputs;
  }

  readEvaluationKeys(bytes: Uint8Array): LevelledEvaluationKeys {
    return LevelledEvaluationKeys.read(bytes, this.#specs);
  }

  readEncryptedInputs(bytes: Uint8Array): EncryptedQuery {
    return EncryptedQuery.read(bytes, this.#specs.circuitId, inputBodyBytes(this.#specs));
  }

  #runOne(inputs: EncryptedQuery, keys: LevelledEvaluationKeys): EncryptedAnswer {
    const kernel = this.#kernel;
    const mark = kernel.mark();
    const { glweDimension, polynomialSize: n, answerBits } = this.#specs.parameters;
    const dimension = glweDimension * n;
    const counts = answerCounts(this.#specs);
    const scratch = { mask: kernel.words(dimension), body: kernel.words(n), ext: kernel.words(3 * n) };
    // Bodies right behind the mask: an answer is packed as it lies.
    const answers = counts.map((count) => {
      const mask = kernel.words(dimension + count);
      return { mask, body: mask + 8 * dimension };
    });
    this.#loads.forEach((_, source) => {
      this.#expand(inputs, source, scratch);
      this.#products.forEach((prepared, i) => {
        this.#multiply(prepared, source, scratch, answers[i]);
      });
    });
    const words = new Uint8Array(allAnswerBytes(this.#specs));
    let offset = 0;
    this.#products.forEach(({ product, bias }, i) => {
      const { mask, body } = answers[i];
      const sums = kernel.u64(body, product.outputs);
      for (let c = 0; c < product.outputs; c++) sums[c] += bias[c];
      if (keys.publicZero !== null) {
        rerandomise(kernel, this.#specs.parameters, keys.publicZero, answers[i], product);
      }
      const bytes = cutAnswer(kernel, { glweDimension, polynomialSize: n, answerBits, ...product }, mask);
      words.set(bytes, offset);
      offset += bytes.length;
    });
    kernel.release(mark);
    return new EncryptedAnswer(inputs.circuitId, inputs.keyId, words);
  }

  /** Mask from its seed, body from the words that travelled; the other body coefficients are never read. */
  #expand(inputs: EncryptedQuery, source: number, { mask, body }: { mask: Address; body: Address }): void {
    const kernel = this.#kernel;
    const mark = kernel.mark();
    const words = kernel.words(packedWords(this.#shape));
    expandPacked(kernel, this.#shape, inputs, source, { mask, body: words });
    let next = words;
    for (const window of this.#shape.windows) {
      kernel.u64(body + 8 * window.first, window.count).set(kernel.u64(next, window.count));
      next += 8 * window.count;
    }
    kernel.release(mark);
  }

  /** answer += W(X) (mask, body), all mask coefficients but only the outputs' body coefficients. */
  #multiply(
    { product, terms }: Prepared,
    source: number,
    { mask, body, ext }: { mask: Address; body: Address; ext: Address },
    answer: { mask: Address; body: Address },
  ): void {
    const { run } = this.#kernel;
    const { glweDimension, polynomialSize: n } = this.#specs.parameters;
    const { exponents, weights, count } = terms[source];
    for (let k = 0; k < glweDimension; k++) {
      run.extend(mask + 8 * k * n, n, ext);
      run.addWeighted(ext, n, exponents, weights, count, 0, n, answer.mask + 8 * k * n);
    }
    run.extend(body, n, ext);
    for (let c = 0; c < product.outputs; c++) {
      run.addWeighted(ext, n, exponents, weights, count, c * product.stride, 1, answer.body + 8 * c);
    }
  }

  /** W(X) = sum of w[c][i] X^(c stride - i); zero weights are left out, exponents are taken modulo 2N. */
  #placeTerms({ outputs, stride }: Product, weights: Float64Array, width: number): Terms {
    const period = 2 * this.#specs.parameters.polynomialSize;
    const exponents: number[] = [];
    const values: bigint[] = [];
    for (let c = 0; c < outputs; c++) {
      for (let i = 0; i < width; i++) {
        const weight = weights[c * width + i];
        if (weight === 0) continue;
        exponents.push((c * stride - i + period) % period);
        values.push(BigInt.asUintN(64, BigInt(weight)));
      }
    }
    const kernel = this.#kernel;
    const terms = {
      exponents: kernel.bytes(4 * values.length),
      weights: kernel.words(values.length),
      count: values.length,
    };
    kernel.i32(terms.exponents, values.length).set(exponents);
    kernel.u64(terms.weights, values.length).set(values);
    return terms;
  }

  #ownKeys(given: EvaluationKeys): LevelledEvaluationKeys {
    const { circuitId } = this.#specs;
    const keys = own(given, LevelledEvaluationKeys, { circuitId }, "run", "evaluation keys");
    const { floodLog2 } = this.#specs.parameters;
    // Never answer without the protection the circuit was compiled for.
    if ((floodLog2 !== null) !== (keys.publicZero !== null))
      throw notOurs("run", "evaluation keys with model privacy");
    return keys;
  }
}
