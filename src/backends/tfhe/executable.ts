import { NO_ID, open, randomId, seal } from "../../core/index.ts";
import type { RunOptions, Tensor } from "../../core/index.ts";
import type { Graph } from "../../graph/index.ts";
import type {
  EncryptedInputs,
  EncryptedOutputs,
  EvaluationKeys,
  Executable,
  KeySet,
  Report,
  SecretKey,
  SimulateOptions,
} from "../backend.ts";
import type { BackendOptions } from "../options.ts";
import { simulateProgram } from "../simulate/interpreter.ts";
import { LevelledClient, LevelledServer, makeSpecs } from "./levelled/index.ts";
import type { LevelledSpecs } from "./levelled/index.ts";
import { lowerLinear } from "./lower/index.ts";
import type { Lowered } from "./lower/index.ts";
import { decodeLowered, encodeLowered } from "./program/json.ts";
import { levelledReport } from "./report.ts";

/** A linear graph lowered to packed products on TFHE ciphertexts. */
export class TfheExecutable implements Executable {
  readonly backend = "tfhe";
  readonly lowered: Lowered;
  readonly clientSpecs: LevelledSpecs;
  readonly report: Report;
  readonly #client: LevelledClient;
  readonly #server: LevelledServer;

  private constructor(lowered: Lowered, client: LevelledClient, server: LevelledServer) {
    this.lowered = lowered;
    this.clientSpecs = client.clientSpecs;
    this.report = levelledReport(lowered);
    this.#client = client;
    this.#server = server;
  }

  static async compile(graph: Graph, options: BackendOptions = {}): Promise<TfheExecutable> {
    return TfheExecutable.#open(lowerLinear(graph, options), randomId());
  }

  /** @throws CorruptedDataError, TruncatedDataError */
  static async load(bytes: Uint8Array): Promise<TfheExecutable> {
    const { payload, circuitId } = open(bytes, { kind: "executable" }, "serialized executable");
    return TfheExecutable.#open(decodeLowered(payload), circuitId);
  }

  static async #open(lowered: Lowered, circuitId: string): Promise<TfheExecutable> {
    const specs = makeSpecs(lowered.program, lowered.parameters, circuitId);
    return new TfheExecutable(
      lowered,
      await LevelledClient.open(specs),
      await LevelledServer.open(lowered.program, specs),
    );
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const { circuitId } = this.clientSpecs;
    return seal({ kind: "executable", circuitId, keyId: NO_ID, payload: encodeLowered(this.lowered) });
  }

  simulate(features: Tensor, options?: SimulateOptions): Tensor {
    return simulateProgram(this.lowered, features, options);
  }

  keygen(options?: RunOptions): Promise<KeySet> {
    return this.#client.keygen(options);
  }

  encrypt(sample: readonly Tensor[], secretKey: SecretKey): EncryptedInputs {
    return this.#client.encrypt(sample, secretKey);
  }

  run(
    batch: readonly EncryptedInputs[],
    evaluationKeys: EvaluationKeys,
    options?: RunOptions,
  ): Promise<EncryptedOutputs[]> {
    return this.#server.run(batch, evaluationKeys, options);
  }

  decrypt(outputs: EncryptedOutputs, secretKey: SecretKey): Tensor[] {
    return this.#client.decrypt(outputs, secretKey);
  }

  readSecretKey(bytes: Uint8Array): SecretKey {
    return this.#client.readSecretKey(bytes);
  }

  readEvaluationKeys(bytes: Uint8Array): EvaluationKeys {
    return this.#server.readEvaluationKeys(bytes);
  }

  readEncryptedInputs(bytes: Uint8Array): EncryptedInputs {
    return this.#server.readEncryptedInputs(bytes);
  }

  readEncryptedOutputs(bytes: Uint8Array): EncryptedOutputs {
    return this.#client.readEncryptedOutputs(bytes);
  }
}
