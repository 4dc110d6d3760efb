import type { ClientSide, ClientSpecs } from "../../backend.ts";
import { BootstrappedClient } from "../bootstrapped/client.ts";
import { DiagramClient } from "../diagrams/client.ts";
import { schemeOf } from "../exchange.ts";
import { LevelledClient } from "../levelled/client.ts";

/**
 * The client's half of a circuit of this backend, from its specification alone.
 *
 * @throws CorruptedDataError for specifications of another format.
 * @throws OptionValueError for parameters that are not secure.
 */
export function openTfheClient(specs: ClientSpecs): Promise<ClientSide> {
  switch (schemeOf(specs)) {
    case "bootstrapped":
      return BootstrappedClient.open(specs);
    case "diagrams":
      return DiagramClient.open(specs);
    default:
      // An unknown scheme gets the levelled client's refusal.
      return LevelledClient.open(specs);
  }
}
