import type { SecurityLevel } from "../../../../src/backends/tfhe/params/index.ts";
import {
  chooseDiagramParameters,
  DiagramClient,
  DiagramServer,
  makeDiagramSpecs,
  type DiagramChoice,
  type DiagramParameters,
  type DiagramProgram,
  type DiagramSpecs,
} from "../../../../src/backends/tfhe/diagrams/index.ts";

export interface TestCircuit extends DiagramChoice {
  readonly specs: DiagramSpecs;
  readonly client: DiagramClient;
  readonly server: DiagramServer;
}

export const CIRCUIT_ID = "0123456789abcdef";

export async function openCircuit(
  program: DiagramProgram,
  {
    log2PError = -40,
    security = 128,
    statisticalBits,
    change = {},
    circuitId = CIRCUIT_ID,
  }: {
    log2PError?: number;
    security?: SecurityLevel;
    statisticalBits?: number | undefined;
    change?: Partial<DiagramParameters>;
    circuitId?: string;
  } = {},
): Promise<TestCircuit> {
  const choice = chooseDiagramParameters({ program, log2PError, security, statisticalBits, where: "test" });
  const specs = makeDiagramSpecs(program, { ...choice.parameters, ...change }, circuitId);
  return {
    ...choice,
    specs,
    client: await DiagramClient.open(specs),
    server: await DiagramServer.open(program, specs),
  };
}
