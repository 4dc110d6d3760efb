import { randomId, throwIfCancelled } from "../../../core/index.ts";
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
import { generateGlweSecretKey } from "../crypto/entities/index.ts";
import { EncryptedAnswer, EncryptedQuery, own } from "../exchange.ts";
import {
  LevelledKernel,
  makePublicZero,
  selectionWords,
  unsafeAnswerPhases,
  withSelection,
} from "../levelled/index.ts";
import type { Address } from "../levelled/index.ts";
import { DiagramSecretKey, generateDiagramKeys } from "./keys.ts";
import { encryptQuery } from "./query.ts";
import { answerBytes, answerShape } from "./sizes.ts";
import { checkSpecs } from "./specs.ts";
import type { DiagramSpecs } from "./specs.ts";

/** Makes keys, encrypts and decrypts for circuits of decision diagrams. Runs in browsers too. */
export class DiagramClient implements ClientSide {
  readonly clientSpecs: DiagramSpecs;
  readonly #kernel: LevelledKernel;

  private constructor(specs: DiagramSpecs, kernel: LevelledKernel) {
    this.clientSpecs = specs;
    this.#kernel = kernel;
  }

  /** @throws CorruptedDataError, OptionValueError for specifications that are not secure. */
  static async open(specs: ClientSpecs): Promise<DiagramClient> {
    return new DiagramClient(checkSpecs(specs), await LevelledKernel.load());
  }

  async keygen({ signal, onProgress }: ExecuteOptions = {}): Promise<KeySet> {
    throwIfCancelled(signal, "keygen");
    // Making keys takes the engine, which encryption does without.
    const { openEngine } = await import("../kernel/index.ts");
    const { circuitId, parameters } = this.clientSpecs;
    const { glweDimension, polynomialSize } = parameters;
    const key = generateGlweSecretKey(glweDimension, polynomialSize);
    const secretKey = new DiagramSecretKey(circuitId, randomId(), key);
    const publicZero =
      parameters.floodLog2 === null
        ? null
        : this.#withKey(secretKey, (select) => makePublicZero(this.#kernel, parameters, select));
    const engine = await openEngine({ glweDimension, polynomialSize }, { signal });
    try {
      const options = { signal, onProgress };
      return {
        secretKey,
        evaluationKeys: await generateDiagramKeys(secretKey, parameters, publicZero, engine, options),
      };
    } finally {
      await engine.close();
    }
  }

  encrypt(sample: readonly Tensor[], secretKey: SecretKey): EncryptedQuery {
    const key = this.#ownKey(secretKey, "encrypt");
    const { circuitId, inputs } = this.clientSpecs;
    checkSample(sample, inputs, "encrypt");
    const { maskSeed, bodies } = this.#withKey(key, (select) =>
      encryptQuery(this.#kernel, this.clientSpecs, select, flattenSample(sample)),
    );
    return new EncryptedQuery(circuitId, key.keyId, maskSeed, bodies);
  }

  decrypt(outputs: EncryptedOutputs, secretKey: SecretKey): Tensor[] {
    const key = this.#ownKey(secretKey, "decrypt");
    const { parameters, outputs: specs } = this.clientSpecs;
    const answer = own(outputs, EncryptedAnswer, key, "decrypt", "encrypted outputs");
    const { precision, minimums } = parameters;
    const unit = BigInt(64 - precision);
    const half = 1n << (unit - 1n);
    const phases = this.unsafePhases(answer, key);
    const values = Float64Array.from(
      minimums,
      (minimum, c) => minimum + Number(BigInt.asUintN(64, phases[c] + half) >> unit),
    );
    return splitSample(values, specs);
  }

  /**
   * The phases b - a s of all outputs, noise included. **Unsafe**: a published phase is a linear equation in the
   * secret key; use it to measure noise, never to answer anyone.
   */
  unsafePhases(outputs: EncryptedAnswer, key: DiagramSecretKey): BigUint64Array {
    const { parameters } = this.clientSpecs;
    return this.#withKey(key, (select) =>
      unsafeAnswerPhases(
        this.#kernel,
        answerShape(parameters, parameters.minimums.length),
        select,
        outputs.words,
      ),
    );
  }

  readSecretKey(bytes: Uint8Array): DiagramSecretKey {
    return DiagramSecretKey.read(bytes, this.clientSpecs);
  }

  readEncryptedOutputs(bytes: Uint8Array): EncryptedAnswer {
    const { circuitId, parameters } = this.clientSpecs;
    return EncryptedAnswer.read(bytes, circuitId, answerBytes(parameters, parameters.minimums.length));
  }

  #ownKey(key: SecretKey, where: string): DiagramSecretKey {
    return own(key, DiagramSecretKey, { circuitId: this.clientSpecs.circuitId }, where, "a secret key");
  }

  #withKey<T>(key: DiagramSecretKey, use: (select: Address) => T): T {
    return withSelection(this.#kernel, selectionWords(key.unsafeKey.bits), use);
  }
}
