import { CorruptedDataError } from "../../../core/index.ts";
import type { LevelledParameters } from "../levelled/shape.ts";
import type { Instruction, TfheProgram } from "./program.ts";

const VERSION = 1;

interface Encoded {
  readonly version: number;
  readonly program: TfheProgram;
  readonly parameters: LevelledParameters;
}

/** UTF-8 JSON of a program and its parameters; typed arrays become lists. */
export function encodeLowered({ program, parameters }: Omit<Encoded, "version">): Uint8Array {
  const text = JSON.stringify({ version: VERSION, program, parameters }, (_, value: unknown) =>
    value instanceof Float64Array ? Array.from(value) : value,
  );
  return new TextEncoder().encode(text);
}

/** @throws CorruptedDataError when the bytes are not such a program. */
export function decodeLowered(bytes: Uint8Array): Omit<Encoded, "version"> {
  let encoded: Encoded;
  try {
    encoded = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Encoded;
  } catch (cause) {
    throw unreadable("it is not JSON", cause);
  }
  if (encoded.version !== VERSION) throw unreadable(`program version ${encoded.version}`);
  const instructions = encoded.program.instructions.map(reviveInstruction);
  return { program: { ...encoded.program, instructions }, parameters: encoded.parameters };
}

function reviveInstruction(instruction: Instruction): Instruction {
  if (instruction.op !== "product") return instruction;
  return {
    ...instruction,
    weights: instruction.weights.map((part) => Float64Array.from(part)),
    bias: Float64Array.from(instruction.bias),
  };
}

function unreadable(problem: string, cause?: unknown): CorruptedDataError {
  return new CorruptedDataError({
    where: "serialized executable",
    problem,
    allowed: `a program of version ${VERSION}`,
    remedy: "serialize the circuit again with this release",
    cause,
  });
}
