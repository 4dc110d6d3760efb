import { randomId, throwIfCancelled } from "../../../core/index.ts";
import type { RunOptions, Tensor } from "../../../core/index.ts";
import type { ClientSide, ClientSpecs, EncryptedOutputs, KeySet, SecretKey } from "../../backend.ts";
import { checkSample, flattenSample, splitSample } from "../../samples.ts";
import { domains, keyStream, randomSeed, sampleBinary } from "../crypto/random/index.ts";
import { slotsOf, slotValues } from "../program/slots.ts";
import type { Slot } from "../program/slots.ts";
import { EncryptedAnswer, EncryptedQuery, own } from "../exchange.ts";
import { LevelledKernel } from "./kernel.ts";
import {
  allAnswerBytes,
  answerCounts,
  answerShape,
  LevelledEvaluationKeys,
  LevelledSecretKey,
} from "./objects.ts";
import { makePublicZero } from "./privacy.ts";
import { packedAnswerBytes, unsafeAnswerPhases } from "./packed-answer.ts";
import { encryptPacked, packedShape } from "./packed-query.ts";
import { withSelection } from "./selection.ts";
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
    const publicZero =
      parameters.floodLog2 === null
        ? null
        : withSelection(this.#kernel, secretKey.unsafeSelect, (select) =>
            makePublicZero(this.#kernel, parameters, select),
          );
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
    const { maskSeed, bodies } = withSelection(this.#kernel, key.unsafeSelect, (select) =>
      encryptPacked(this.#kernel, packedShape(parameters), select, messages),
    );
    return new EncryptedQuery(circuitId, key.keyId, maskSeed, bodies);
  }

  decrypt(outputs: EncryptedOutputs, secretKey: SecretKey): Tensor[] {
    const key = this.#ownKey(secretKey, "decrypt");
    const { parameters, outputs: specs } = this.clientSpecs;
    const answer = own(outputs, EncryptedAnswer, key, "decrypt", "encrypted outputs");
    const phases = this.unsafePhases(answer, key);
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
    const phases = new BigUint64Array(this.clientSpecs.parameters.outputCount);
    let next = 0;
    let offset = 0;
    withSelection(this.#kernel, key.unsafeSelect, (select) => {
      for (const count of answerCounts(this.clientSpecs)) {
        const shape = answerShape(this.clientSpecs, count);
        const bytes = outputs.words.subarray(offset, (offset += packedAnswerBytes(shape)));
        phases.set(unsafeAnswerPhases(this.#kernel, shape, select, bytes), next);
        next += count;
      }
    });
    return phases;
  }

  readSecretKey(bytes: Uint8Array): LevelledSecretKey {
    return LevelledSecretKey.read(bytes, this.clientSpecs);
  }

  readEncryptedOutputs(bytes: Uint8Array): EncryptedAnswer {
    return EncryptedAnswer.read(bytes, this.clientSpecs.circuitId, allAnswerBytes(this.clientSpecs));
  }

  #ownKey(key: SecretKey, where: string): LevelledSecretKey {
    return own(key, LevelledSecretKey, { circuitId: this.clientSpecs.circuitId }, where, "a secret key");
  }
}
