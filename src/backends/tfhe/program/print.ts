import type { Instruction, TfheProgram } from "./program.ts";
import { squaredNorm } from "./program.ts";

/** One line an instruction, like an assembly listing. */
export function printProgram(program: TfheProgram): string {
  const inputs = program.inputs.map(
    ({ name, shape, min, max }) => `${name}[${shape.join(", ")}] in [${min}, ${max}]`,
  );
  const { precision, signed } = program.encoding;
  return [
    `; inputs ${inputs.join("; ")}`,
    `; messages are ${signed ? "signed" : "unsigned"} integers of ${precision} bits, no padding bit`,
    ...program.instructions.map(printInstruction),
  ].join("\n");
}

function printInstruction(instruction: Instruction): string {
  switch (instruction.op) {
    case "load":
      return `%${instruction.target} = load features ${span(instruction.first, instruction.count)}`;
    case "product":
      return (
        `%${instruction.target} = product ${instruction.sources.map((source) => `%${source}`).join(", ")}` +
        ` -> ${instruction.outputs} sums at stride ${instruction.stride}` +
        `, |w| = 2^${(Math.log2(squaredNorm(instruction)) / 2).toFixed(2)}`
      );
    case "rerandomise":
      return `%${instruction.target} = rerandomise %${instruction.source}`;
    case "switch":
      return `%${instruction.target} = switch %${instruction.source}`;
    case "output":
      return `output ${span(instruction.first, instruction.count)} = %${instruction.source}`;
  }
}

function span(first: number, count: number): string {
  return count === 1 ? String(first) : `${first}..${first + count - 1}`;
}
