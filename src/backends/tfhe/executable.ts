import { NO_ID, open, randomId, seal } from "../../core/index.ts";
import type { Tensor } from "../../core/index.ts";
import type { Graph } from "../../graph/index.ts";
import type {
  ClientSide,
  ClientSpecs,
  EncryptedInputs,
  EncryptedOutputs,
  EvaluationKeys,
  Executable,
  ExecuteOptions,
  KeySet,
  Report,
  SecretKey,
  ServerSide,
  SimulateOptions,
} from "../backend.ts";
import type { Explanation } from "../explanation.ts";
import type { BackendOptions } from "../options.ts";
import { checkRows } from "../samples.ts";
import { simulateLowered } from "../simulate/blocks.ts";
import { simulateRows } from "../simulate/parallel.ts";
import { BootstrappedClient, BootstrappedServer, makeBootstrappedSpecs } from "./bootstrapped/index.ts";
import { LevelledClient, LevelledServer, makeSpecs } from "./levelled/index.ts";
import { lower } from "./lower/index.ts";
import type { Lowered } from "./lower/index.ts";
import { decodeLowered, encodeLowered } from "./program/json.ts";
import { DiagramClient, DiagramServer, makeDiagramSpecs } from "./diagrams/index.ts";
import { explainLowered } from "./explain.ts";
import { reportOf } from "./report.ts";

/** A graph lowered to a program on TFHE ciphertexts: packed products alone, or lookups as well. */
export class TfheExecutable implements Executable {
  readonly backend = "tfhe";
  readonly lowered: Lowered;
  readonly clientSpecs: ClientSpecs;
  readonly report: Report;
  readonly #client: ClientSide;
  readonly #server: ServerSide;

  private constructor(lowered: Lowered, client: ClientSide, server: ServerSide) {
    this.lowered = lowered;
    this.clientSpecs = client.clientSpecs;
    this.report = reportOf(lowered);
    this.#client = client;
    this.#server = server;
  }

  static async compile(graph: Graph, options: BackendOptions = {}): Promise<TfheExecutable> {
    return TfheExecutable.#open(lower(graph, options), randomId());
  }

  /** @throws CorruptedDataError, TruncatedDataError */
  static async load(bytes: Uint8Array): Promise<TfheExecutable> {
    const { payload, circuitId } = open(bytes, { kind: "executable" }, "serialized executable");
    return TfheExecutable.#open(decodeLowered(payload), circuitId);
  }

  static async #open(lowered: Lowered, circuitId: string): Promise<TfheExecutable> {
    if (lowered.kind === "levelled") {
      const specs = makeSpecs(lowered.program, lowered.parameters, circuitId);
      const server = await LevelledServer.open(lowered.program, specs);
      return new TfheExecutable(lowered, await LevelledClient.open(specs), server);
    }
    if (lowered.kind === "diagrams") {
      const specs = makeDiagramSpecs(lowered.program, lowered.parameters, circuitId);
      const server = await DiagramServer.open(lowered.program, specs);
      return new TfheExecutable(lowered, await DiagramClient.open(specs), server);
    }
    const specs = makeBootstrappedSpecs(lowered.program, lowered.parameters, circuitId);
    const server = await BootstrappedServer.open(lowered.program, specs);
    return new TfheExecutable(lowered, await BootstrappedClient.open(specs), server);
  }

  serialize(): Uint8Array<ArrayBuffer> {
    const { circuitId } = this.clientSpecs;
    return seal({ kind: "executable", circuitId, keyId: NO_ID, payload: encodeLowered(this.lowered) });
  }

  simulate(features: Tensor, options?: SimulateOptions): Tensor {
    checkRows(features, this.clientSpecs.inputs, "simulate");
    return simulateLowered(this.lowered, features, options);
  }

  async simulateRows(features: Tensor, options?: SimulateOptions): Promise<Tensor> {
    checkRows(features, this.clientSpecs.inputs, "simulate");
    return simulateRows(this.lowered, features, options);
  }

  explain(): Explanation {
    return explainLowered(this.lowered);
  }

  keygen(options?: ExecuteOptions): Promise<KeySet> {
    return this.#client.keygen(options);
  }

  encrypt(sample: readonly Tensor[], secretKey: SecretKey): EncryptedInputs {
    return this.#client.encrypt(sample, secretKey);
  }

  run(
    batch: readonly EncryptedInputs[],
    evaluationKeys: EvaluationKeys,
    options?: ExecuteOptions,
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

  async close(): Promise<void> {
    await this.#server.close?.();
  }
}
