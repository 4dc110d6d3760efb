import { checkIds, randomId, throwIfCancelled } from "../../../core/index.ts";
import type { RunOptions, Tensor } from "../../../core/index.ts";
import type { ClientSide, ClientSpecs, EncryptedOutputs, KeySet, SecretKey } from "../../backend.ts";
import { checkSample, flattenSample, splitSample } from "../../samples.ts";
import { domains, keyStream, randomSeed, sampleBinary } from "../crypto/random/index.ts";
import { slotsOf, slotValues } from "../program/slots.ts";
import type { Slot } from "../program/slots.ts";
import { EncryptedAnswer, EncryptedQuery, notOurs } from "../exchange.ts";
import { LevelledKernel } from "./kernel.ts";
import type { Address } from "./kernel.ts";
import {
  allAnswerBytes,
  answerBytes,
  answerCounts,
  LevelledEvaluationKeys,
  LevelledSecretKey,
} from "./objects.ts";
import type { PublicZero } from "./objects.ts";
import { makePublicZero } from "./privacy.ts";
import { encryptPacked, packedShape } from "./packed-query.ts";
import { checkSpecs } from "./specs.ts";
import type { LevelledSpecs } from "./specs.ts";

/** Makes keys, encrypts and decrypts for the packed linear layer. Runs in browsers too. */
export class LevelledClient implements ClientSide {
  readonly clientSpecs: LevelledSpecs;
  readonly #kernel: LevelledKernel;
  readonly #slots: readonly Slot[];

  private constructor(specs: LevelledSpecs, kernel: LevelledKernel) {
    this.clientSpecs = specs;
    this.#kernel = kernel;
    this.#slots = slotsOf(specs.inputs, specs.parameters.thermometer);
  }

  /** @throws CorruptedDataError, OptionValueError for specifications that are not secure. */
  static async open(specs: ClientSpecs): Promise<LevelledClient> {
    return new LevelledClient(checkSpecs(specs), await LevelledKernel.load());
  }

  // Making keys takes a few milliseconds at most: there is nothing to interrupt.
  // eslint-disable-next-line @typescript-eslint/require-await
  async keygen({ signal, onProgress }: RunOptions = {}): Promise<KeySet> {
    throwIfCancelled(signal, "keygen");
    const { circuitId, parameters } = this.clientSpecs;
    const keyId = randomId();
    const bits = sampleBinary(
      keyStream(randomSeed(), domains.glweSecret, 0),
      parameters.glweDimension * parameters.polynomialSize,
    );
    const secretKey = new LevelledSecretKey(circuitId, keyId, bits);
    let publicZero: PublicZero | null = null;
    if (parameters.floodLog2 !== null) {
      const mark = this.#kernel.mark();
      const select = this.#placeKey(secretKey);
      publicZero = makePublicZero(this.#kernel, parameters, select);
      this.#forgetKey(select);
      this.#kernel.release(mark);
    }
    onProgress?.({ stage: "keygen: keys", done: 1, total: 1 });
    return { secretKey, evaluationKeys: new LevelledEvaluationKeys(circuitId, keyId, publicZero) };
  }

  encrypt(sample: readonly Tensor[], secretKey: SecretKey): EncryptedQuery {
    const key = this.#ownKey(secretKey, "encrypt");
    const { circuitId, inputs, parameters } = this.clientSpecs;
    checkSample(sample, inputs, "encrypt");
    const values = slotValues(flattenSample(sample), this.#slots);
    const { width, precision } = parameters;
    const message = 1n << BigInt(64 - precision);
    const messages = Array.from({ length: Math.ceil(values.length / width) }, (_, c) =>
      BigUint64Array.from(values.subarray(c * width, (c + 1) * width), (value) =>
        BigInt.asUintN(64, BigInt(value) * message),
      ),
    );
    const kernel = this.#kernel;
    const mark = kernel.mark();
    const select = this.#placeKey(key);
    const { maskSeed, bodies } = encryptPacked(kernel, packedShape(parameters), select, messages);
    this.#forgetKey(select);
    kernel.release(mark);
    return new EncryptedQuery(circuitId, key.keyId, maskSeed, bodies);
  }

  decrypt(outputs: EncryptedOutputs, secretKey: SecretKey): Tensor[] {
    const key = this.#ownKey(secretKey, "decrypt");
    if (!(outputs instanceof EncryptedAnswer)) throw notOurs("decrypt", "encrypted outputs");
    checkIds({ circuitId: this.clientSpecs.circuitId, keyId: key.keyId }, outputs, "decrypt");
    const { parameters, outputs: specs } = this.clientSpecs;
    const phases = this.unsafePhases(outputs, key);
    const unit = BigInt(64 - parameters.precision);
    const half = 1n << (unit - 1n);
    const values = Float64Array.from(phases, (phase) => {
      const residue = BigInt.asUintN(64, phase + half) >> unit;
      return Number(parameters.signed ? BigInt.asIntN(parameters.precision, residue) : residue);
    });
    return splitSample(values, specs);
  }

  /**
   * The phases b - a s of all outputs, noise included. **Unsafe**: a published phase is a linear
   * equation in the secret key; use it to measure noise, never to answer anyone.
   */
  unsafePhases(outputs: EncryptedAnswer, key: LevelledSecretKey): BigUint64Array {
    const { glweDimension, polynomialSize, width, outputCount, answerBits } = this.clientSpecs.parameters;
    const kernel = this.#kernel;
    const mark = kernel.mark();
    const select = this.#placeKey(key);
    const ext = kernel.words(3 * polynomialSize);
    const dimension = glweDimension * polynomialSize;
    const phases = new BigUint64Array(outputCount);
    let next = 0;
    let offset = 0;
    for (const count of answerCounts(this.clientSpecs)) {
      const length = answerBytes(this.clientSpecs, count);
      const packed = kernel.bytes(length + 8);
      const words = kernel.words(dimension + count);
      const sums = kernel.words(count);
      kernel.u8(packed, length).set(outputs.words.subarray(offset, offset + length));
      kernel.run.unpackWords(packed, dimension + count, answerBits, words);
      for (let k = 0; k < glweDimension; k++) {
        kernel.run.extend(words + 8 * k * polynomialSize, polynomialSize, ext);
        for (let c = 0; c < count; c++) {
          kernel.run.addSelected(
            ext,
            select + 8 * k * polynomialSize,
            polynomialSize,
            c * width,
            1,
            sums + 8 * c,
          );
        }
      }
      const sum = kernel.u64(sums, count);
      const body = kernel.u64(words + 8 * dimension, count);
      for (let c = 0; c < count; c++) phases[next++] = body[c] - sum[c];
      offset += length;
    }
    this.#forgetKey(select);
    kernel.release(mark);
    return phases;
  }

  readSecretKey(bytes: Uint8Array): LevelledSecretKey {
    return LevelledSecretKey.read(bytes, this.clientSpecs);
  }

  readEncryptedOutputs(bytes: Uint8Array): EncryptedAnswer {
    return EncryptedAnswer.read(bytes, this.clientSpecs.circuitId, allAnswerBytes(this.clientSpecs));
  }

  #ownKey(key: SecretKey, where: string): LevelledSecretKey {
    if (!(key instanceof LevelledSecretKey)) throw notOurs(where, "a secret key");
    checkIds({ circuitId: this.clientSpecs.circuitId }, key, where);
    return key;
  }

  #placeKey(key: LevelledSecretKey): Address {
    const words = key.unsafeSelect;
    const address = this.#kernel.words(words.length);
    this.#kernel.u64(address, words.length).set(words);
    return address;
  }

  /** What a runtime lets us do: the copy in WebAssembly memory is overwritten, the garbage collector's is not. */
  #forgetKey(select: Address): void {
    const { glweDimension, polynomialSize } = this.clientSpecs.parameters;
    this.#kernel.u64(select, glweDimension * polynomialSize).fill(0n);
  }
}
