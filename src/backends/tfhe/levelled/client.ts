import { checkIds, randomId, throwIfCancelled } from "../../../core/index.ts";
import type { RunOptions, Tensor } from "../../../core/index.ts";
import type { ClientSide, ClientSpecs, EncryptedOutputs, KeySet, SecretKey } from "../../backend.ts";
import { checkSample, flattenSample, splitSample } from "../../samples.ts";
import { domains, keyStream, randomSeed, sampleBinary, sampleNoise } from "../crypto/random/index.ts";
import { LevelledKernel } from "./kernel.ts";
import type { Address } from "./kernel.ts";
import {
  answerBytes,
  answerCounts,
  LevelledEvaluationKeys,
  LevelledInputs,
  LevelledOutputs,
  LevelledSecretKey,
  notOurs,
} from "./objects.ts";
import type { PublicZero } from "./objects.ts";
import { makePublicZero } from "./privacy.ts";
import { bodyWindows } from "./windows.ts";
import type { Window } from "./windows.ts";
import { checkSpecs } from "./specs.ts";
import type { LevelledSpecs } from "./specs.ts";

/** Makes keys, encrypts and decrypts for the packed linear layer. Runs in browsers too. */
export class LevelledClient implements ClientSide {
  readonly clientSpecs: LevelledSpecs;
  readonly #kernel: LevelledKernel;
  readonly #windows: readonly Window[];

  private constructor(specs: LevelledSpecs, kernel: LevelledKernel) {
    this.clientSpecs = specs;
    this.#kernel = kernel;
    this.#windows = bodyWindows(specs.parameters);
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

  encrypt(sample: readonly Tensor[], secretKey: SecretKey): LevelledInputs {
    const key = this.#ownKey(secretKey, "encrypt");
    const { circuitId, inputs, parameters } = this.clientSpecs;
    checkSample(sample, inputs, "encrypt");
    const values = flattenSample(sample);
    // Independent draws: the mask seed is published, the noise seed dies with this call.
    const maskSeed = randomSeed();
    const noiseSeed = randomSeed();
    const kernel = this.#kernel;
    const mark = kernel.mark();
    const { width, glweDimension, polynomialSize, noise, bodyBits, precision } = parameters;
    const select = this.#placeKey(key);
    const ext = kernel.words(3 * polynomialSize);
    const mask = kernel.words(glweDimension * polynomialSize);
    const words = this.#windows.reduce((sum, { count }) => sum + count, 0);
    const bodies = kernel.words(words);
    const errors = kernel.words(words);
    const packedBytes = Math.ceil((words * bodyBits) / 8);
    const packed = kernel.bytes(packedBytes + 8);
    const out = new Uint8Array(Math.ceil(values.length / width) * packedBytes);
    const message = 1n << BigInt(64 - precision);
    for (let first = 0, index = 0; first < values.length; first += width, index++) {
      kernel
        .u64(mask, glweDimension * polynomialSize)
        .set(keyStream(maskSeed, domains.glweMask, index).u64(glweDimension * polynomialSize));
      const drawn = sampleNoise(keyStream(noiseSeed, domains.glweNoise, index), noise, words);
      const body = kernel.u64(bodies, words);
      body.set(new BigUint64Array(drawn.buffer));
      // Features sit at coefficients 0, 1, 2 …: always the start of the last window.
      const origin = words - this.#windows.at(-1)!.count;
      for (let i = 0; i < width && first + i < values.length; i++) {
        body[origin + i] += BigInt(values[first + i]) * message;
      }
      for (let k = 0; k < glweDimension; k++) {
        kernel.run.extend(mask + 8 * k * polynomialSize, polynomialSize, ext);
        let at = bodies;
        for (const window of this.#windows) {
          kernel.run.addSelected(
            ext,
            select + 8 * k * polynomialSize,
            polynomialSize,
            window.first,
            window.count,
            at,
          );
          at += 8 * window.count;
        }
      }
      if (bodyBits < 64) kernel.run.roundWords(bodies, words, bodyBits, errors);
      kernel.run.packWords(bodies, words, bodyBits, packed);
      out.set(kernel.u8(packed, packedBytes), index * packedBytes);
    }
    this.#forgetKey(select);
    kernel.release(mark);
    return new LevelledInputs(circuitId, key.keyId, maskSeed, out);
  }

  decrypt(outputs: EncryptedOutputs, secretKey: SecretKey): Tensor[] {
    const key = this.#ownKey(secretKey, "decrypt");
    if (!(outputs instanceof LevelledOutputs)) throw notOurs("decrypt", "encrypted outputs");
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
  unsafePhases(outputs: LevelledOutputs, key: LevelledSecretKey): BigUint64Array {
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

  readEncryptedOutputs(bytes: Uint8Array): LevelledOutputs {
    return LevelledOutputs.read(bytes, this.clientSpecs);
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
