import type { DiagramProgram, DiagramRef } from "../diagrams/program.ts";

/** Lines of nodes shown; a forest has thousands. */
const MOST_LINES = 400;

/** One line a node, like an assembly listing. */
export function printDiagrams({
  inputs,
  bits,
  leaves,
  nodes,
  roots,
  bias,
  tables = [],
}: DiagramProgram): string {
  const described = inputs.map(
    ({ name, shape, min, max }) => `${name}[${shape.join(", ")}] in [${min}, ${max}]`,
  );
  const name = (ref: DiagramRef): string => (ref >= 0 ? `%${ref}` : `[${leaves[-1 - ref].join(", ")}]`);
  const shown = nodes.length > MOST_LINES ? nodes.slice(0, MOST_LINES) : nodes;
  return [
    `; inputs ${described.join("; ")}`,
    `; ${bits.length} bits read, ${nodes.length} nodes, ${leaves.length} leaves, ${roots.length} roots`,
    ...shown.map(({ bit, zero, one }, i) => {
      const { element, bit: position } = bits[bit];
      return `%${i} = cmux $${element}.${position}, ${name(zero)}, ${name(one)}`;
    }),
    ...(shown.length < nodes.length ? [`; ... ${nodes.length - shown.length} nodes more`] : []),
    ...tables.map(({ bits: read, values }, t) => {
      const positions = read.map((bit) => `$${bits[bit].element}.${bits[bit].bit}`);
      return `@${t} = table ${positions.join(", ")} -> ${values.length} entries`;
    }),
    `output = [${bias.join(", ")}] + ${[...roots.map(name), ...tables.map((_, t) => `@${t}`)].join(" + ") || "0"}`,
  ].join("\n");
}
