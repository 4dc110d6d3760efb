import { CorruptedDataError } from "../../../core/index.ts";
import type { Lowered } from "../lower/index.ts";
import type { Instruction } from "./program.ts";

const VERSION = 2;

/** UTF-8 JSON of a lowered graph; typed arrays become lists. */
export function encodeLowered(lowered: Lowered): Uint8Array {
  const text = JSON.stringify({ version: VERSION, ...lowered }, (_, value: unknown) =>
    value instanceof Float64Array ? Array.from(value) : value,
  );
  return new TextEncoder().encode(text);
}

/** @throws CorruptedDataError when the bytes are not such a program. */
export function decodeLowered(bytes: Uint8Array): Lowered {
  let encoded: Lowered & { readonly version: number };
  try {
    encoded = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as typeof encoded;
  } catch (cause) {
    throw unreadable("it is not JSON", cause);
  }
  const { version, ...lowered } = encoded;
  if (version !== VERSION) throw unreadable(`program version ${version}`);
  if (lowered.kind !== "levelled") return lowered;
  const instructions = lowered.program.instructions.map(reviveInstruction);
  return { ...lowered, program: { ...lowered.program, instructions } };
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
