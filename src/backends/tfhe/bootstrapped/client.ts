import { threadsToUse, throwIfCancelled } from "../../../core/index.ts";
import type { Tensor } from "../../../core/index.ts";
import type {
  ClientSide,
  ClientSpecs,
  EncryptedOutputs,
  ExecuteOptions,
  KeySet,
  SecretKey,
} from "../../backend.ts";
import { checkSample, flattenSample, splitSample } from "../../samples.ts";
import { unsafePhaseLwe } from "../crypto/algorithms/lwe-encryption.ts";
import type { GlweSecretKey } from "../crypto/entities/index.ts";
import { EncryptedAnswer, EncryptedQuery, own } from "../exchange.ts";
import {
  encryptPacked,
  LevelledKernel,
  packedAnswerBytes,
  selectionWords,
  unsafeAnswerPhases,
  withSelection,
} from "../levelled/index.ts";
import { slotsOf, slotValues } from "../program/slots.ts";
import type { Slot } from "../program/slots.ts";
import { nearestIndex } from "./answers.ts";
import { BootstrappedEvaluationKeys, BootstrappedSecretKey } from "./keys.ts";
import { generatePacking, packedAnswers } from "./packing.ts";
import { answerBytes, answerDimension } from "./shape.ts";
import { checkSpecs, packing } from "./specs.ts";
import type { BootstrappedSpecs } from "./specs.ts";

/** Makes keys, encrypts and decrypts for circuits with lookups. Runs in browsers too. */
export class BootstrappedClient implements ClientSide {
  readonly clientSpecs: BootstrappedSpecs;
  readonly #kernel: LevelledKernel;
  readonly #slots: readonly Slot[];

  private constructor(specs: BootstrappedSpecs, kernel: LevelledKernel) {
    this.clientSpecs = specs;
    this.#kernel = kernel;
    this.#slots = slotsOf(specs.inputs, specs.parameters.thermometer);
  }

  /** @throws CorruptedDataError, OptionValueError for specifications that are not secure. */
  static async open(specs: ClientSpecs): Promise<BootstrappedClient> {
    return new BootstrappedClient(checkSpecs(specs), await LevelledKernel.load());
  }

  async keygen(options: ExecuteOptions = {}): Promise<KeySet> {
    throwIfCancelled(options.signal, "keygen");
    // Making bootstrapping keys takes the engine, which encryption does without.
    const { generateKeySet } = await import("../crypto/algorithms/key-set.ts");
    const { circuitId, parameters } = this.clientSpecs;
    const { secret, evaluation } = await generateKeySet(parameters.tfhe, {
      signal: options.signal,
      onProgress: options.onProgress,
      threads: threadsToUse(options.threads, "keygen option threads"),
      bodyBits: parameters.keyBodyBits,
    });
    const { packing } = parameters;
    const packed =
      packing === null
        ? null
        : await generatePacking(parameters.smallAnswers ? secret.lwe : { bits: secret.glwe.bits }, packing, {
            signal: options.signal,
          });
    return {
      secretKey: new BootstrappedSecretKey(circuitId, secret, packed?.secret ?? null),
      evaluationKeys: new BootstrappedEvaluationKeys(
        circuitId,
        evaluation,
        packed?.key ?? null,
        packing?.keyBodyBits,
      ),
    };
  }

  encrypt(sample: readonly Tensor[], secretKey: SecretKey): EncryptedQuery {
    const key = this.#ownKey(secretKey, "encrypt");
    const { circuitId, inputs, parameters } = this.clientSpecs;
    checkSample(sample, inputs, "encrypt");
    const { tfhe, queryBits, elementUnits } = parameters;
    const { width, ciphertexts } = packing(this.clientSpecs);
    const values = slotValues(flattenSample(sample), this.#slots);
    const words = BigUint64Array.from(this.#slots, ({ element }, slot) =>
      BigInt.asUintN(64, BigInt(values[slot]) * BigInt(elementUnits[element])),
    );
    const messages = Array.from({ length: ciphertexts }, (_, c) =>
      words.subarray(c * width, (c + 1) * width),
    );
    const shape = {
      ...tfhe,
      noise: tfhe.glweNoise,
      bodyBits: queryBits,
      windows: [{ first: 0, count: width }],
    };
    const { maskSeed, bodies } = withSelection(
      this.#kernel,
      selectionWords(key.unsafeKeys.glwe.bits),
      (select) => encryptPacked(this.#kernel, shape, select, messages),
    );
    return new EncryptedQuery(circuitId, key.keyId, maskSeed, bodies);
  }

  decrypt(outputs: EncryptedOutputs, secretKey: SecretKey): Tensor[] {
    const key = this.#ownKey(secretKey, "decrypt");
    const { parameters, outputs: specs } = this.clientSpecs;
    const answer = own(outputs, EncryptedAnswer, key, "decrypt", "encrypted outputs");
    const phases = this.unsafePhases(answer, key);
    const values = Float64Array.from(parameters.outputCodes, ({ step, entries, min }, o) => {
      const word = BigInt(step);
      // In steps, with 32 bits after the point: exact enough for any answer that decrypts right.
      const position = Number((phases[o] << 32n) / word) * 2 ** -32;
      return min + nearestIndex(position, 2 ** 64 / Number(word), entries);
    });
    return splitSample(values, specs);
  }

  /**
   * The phases b - a s of all outputs, noise included. **Unsafe**: a published phase is a linear equation in the
   * secret key; use it to measure noise, never to answer anyone.
   */
  unsafePhases(outputs: EncryptedAnswer, key: BootstrappedSecretKey): BigUint64Array {
    const { parameters } = this.clientSpecs;
    const { lwe, glwe } = key.unsafeKeys;
    if (parameters.packing !== null) return this.#packedPhases(outputs, key.unsafePackingKey);
    const dimension = answerDimension(parameters);
    const words = this.#unpack(outputs.words, parameters.outputCodes.length * (dimension + 1));
    return unsafePhaseLwe(parameters.smallAnswers ? lwe : { bits: glwe.bits }, { dimension, words });
  }

  /** Phases of the first coefficients of packed answers. */
  #packedPhases({ words: packed }: EncryptedAnswer, key: GlweSecretKey): BigUint64Array {
    const { answerBits, outputCodes } = this.clientSpecs.parameters;
    const phases = new BigUint64Array(outputCodes.length);
    let at = 0;
    let next = 0;
    withSelection(this.#kernel, selectionWords(key.bits), (select) => {
      for (const answer of packedAnswers(key, answerBits, outputCodes.length)) {
        const bytes = packed.subarray(at, (at += packedAnswerBytes(answer)));
        phases.set(unsafeAnswerPhases(this.#kernel, answer, select, bytes), next);
        next += answer.outputs;
      }
    });
    return phases;
  }

  #unpack(packed: Uint8Array, count: number): BigUint64Array<ArrayBuffer> {
    const kernel = this.#kernel;
    const mark = kernel.mark();
    const from = kernel.bytes(packed.length + 8);
    const address = kernel.words(count);
    kernel.u8(from, packed.length).set(packed);
    kernel.run.unpackWords(from, count, this.clientSpecs.parameters.answerBits, address);
    const words = kernel.u64(address, count).slice();
    kernel.release(mark);
    return words;
  }

  readSecretKey(bytes: Uint8Array): BootstrappedSecretKey {
    return BootstrappedSecretKey.read(bytes, this.clientSpecs);
  }

  readEncryptedOutputs(bytes: Uint8Array): EncryptedAnswer {
    const { circuitId, parameters } = this.clientSpecs;
    return EncryptedAnswer.read(bytes, circuitId, answerBytes(parameters, parameters.outputCodes.length));
  }

  #ownKey(key: SecretKey, where: string): BootstrappedSecretKey {
    return own(key, BootstrappedSecretKey, { circuitId: this.clientSpecs.circuitId }, where, "a secret key");
  }
}
