/**
 * The client's half alone: makes keys, quantizes, encrypts, decrypts and interprets. Runs in browsers;
 * needs the client specification of a circuit and the processing data of a model, both plain JSON.
 *
 * @module
 */
import type { ClientSide, ClientSpecs } from "./backends/index.ts";
import { openTfheClient } from "./backends/tfhe/client/index.ts";

/**
 * Opens a client for a circuit compiled elsewhere.
 *
 * @param specs - `circuit.executable.clientSpecs`, as it was or after a trip through JSON.
 * @throws CorruptedDataError for specifications of another format.
 * @throws OptionValueError for parameters that are not secure.
 */
export function openClient(specs: ClientSpecs): Promise<ClientSide> {
  return openTfheClient(specs);
}

export type {
  ClientSide,
  ClientSpecs,
  EncryptedInputs,
  EncryptedOutputs,
  KeySet,
  SecretKey,
} from "./backends/index.ts";
export { FheLearnError, Tensor } from "./core/index.ts";
export { ClientProcessing } from "./models/processing/index.ts";
export type { ClientProcessingJson } from "./models/processing/index.ts";
