import { readFileSync } from "node:fs";
import { passesOf, type Pass } from "../../src/backends/tfhe/kernel/passes.ts";

const assembly = new URL("../../src/backends/tfhe/kernel/assembly/", import.meta.url);

/** Blocks of at most this many complex numbers are finished before the next is begun. */
const leafSize = 1024;

/** Source text of a file of the kernel for one polynomial size, or null where there is none. */
export function kernelSource(name: string, size: number, relaxed: boolean): string | null {
  if (name === "size") {
    return `export const N: i32 = ${size};\nexport const RELAXED: bool = ${relaxed};\n`;
  }
  if (name === "schedule") return schedule(passesOf(size));
  if (name === "rotate-digits") return rotateDigits();
  const instance = /^(forward4|inverse4|forward2|inverse2|rotate-first)-(\d+)$/.exec(name);
  if (instance !== null) return instantiate(read(instance[1])!, Number(instance[2]));
  return read(name);
}

/** The text of a file of the assembly folder, or null. */
export function read(name: string): string | null {
  try {
    return readFileSync(new URL(`${name}.ts`, assembly), "utf8");
  } catch {
    return null;
  }
}

/** Sets the constant of a template and gives its function a name of its own. */
function instantiate(text: string, value: number): string {
  return text
    .replace(/const (STRIDE: usize|Q: i32) = \d+; \/\/ set by the build script/, `const $1 = ${value};`)
    .replace(/export function (\w+)/, `export function $1_${value}`);
}

/** Calls of the passes for one size, with strides, tables and counts as constants. */
function schedule(passes: readonly Pass[]): string {
  const [root, ...rest] = passes;
  const leaf = rest.pop()!;
  const name = (way: string, { radix, stride }: Pass): string => `${way}${radix}_${stride}`;
  const imports = [root, ...rest].flatMap((pass) =>
    ["forward", "inverse"].map(
      (way) => `import { ${name(way, pass)} } from "./${way}${pass.radix}-${pass.stride}";`,
    ),
  );
  const entry = (pass: Pass): number => (pass.radix === 4 ? 48 : 16);
  const call = (way: string, pass: Pass, data: string, block: string, count: number): string =>
    `  ${name(way, pass)}(${data}, ${pass.table} + ${block} * ${entry(pass)}, ${count});`;

  const bodies: string[] = [];
  // Block `b` of `length` numbers at `data`, passes[from ...]: whole where it fits, else child by child.
  const walk = (length: number, from: number): string => {
    const suffix = `${length}`;
    const todo = rest.slice(from);
    const first = todo[0];
    const down: string[] = [];
    const up: string[] = [];
    if (length <= leafSize || todo.length === 0) {
      let count = 1;
      for (const pass of todo) {
        down.push(call("forward", pass, "data", `(b * ${count})`, count));
        up.unshift(call("inverse", pass, "data", `(b * ${count})`, count));
        count *= pass.radix;
      }
      down.push(`  forwardLeaf(data, ${leaf.table} + b * ${count * 48}, ${count / 2});`);
    } else {
      const child = walk(length / first.radix, from + 1);
      const steps = Array.from({ length: first.radix }, (_, c) => {
        return `(data + ${(c * length * 8) / first.radix}, b * ${first.radix} + ${c});`;
      });
      down.push(call("forward", first, "data", "b", 1), ...steps.map((s) => `  down${child}${s}`));
      up.push(...steps.map((s) => `  up${child}${s}`), call("inverse", first, "data", "b", 1));
    }
    bodies.push(
      `function down${suffix}(data: usize, b: usize): void {\n${down.join("\n")}\n}`,
      `function up${suffix}(data: usize, b: usize): void {\n${up.join("\n")}\n}`,
    );
    return suffix;
  };
  const length = root.stride;
  const top = walk(length, 0);
  const every = Array.from({ length: 4 }, (_, c) => `(data + ${c * length * 8}, ${c});`);
  return `import { forwardLeaf } from "./forward-leaf";
${imports.join("\n")}
${bodies.join("\n")}
export function forwardFirst(data: usize): void { ${name("forward", root)}(data, ${root.table}, 1); }
export function inverseRoot(data: usize): void { ${name("inverse", root)}(data, ${root.table}, 1); }
export function forwardRest(data: usize): void {
${every.map((call) => `  down${top}${call}`).join("\n")}
}
export function inverseRest(data: usize): void {
${every.map((call) => `  up${top}${call}`).join("\n")}
}
// @ts-ignore: decorator
@inline export function rootTable(): usize { return ${root.table}; }
// @ts-ignore: decorator
@inline export function inverseFirstTable(): usize { return ${leaf.table}; }
`;
}

/** Splits X^a into Q (N/8) + r and calls the two functions made for Q and Q + 1. */
function rotateDigits(): string {
  const every = Array.from({ length: 16 }, (_, q) => q);
  const args = "moved, still, to, count, table, offset, mask, exponent, bias";
  return `import { N } from "./size";
import { rootTable } from "./schedule";
${every.map((q) => `import { rotateFirst_${q} } from "./rotate-first-${q}";`).join("\n")}

function segment(
  q: i32, moved: usize, still: usize, to: usize, count: usize, table: usize,
  offset: v128, mask: v128, exponent: v128, bias: v128,
): void {
  switch (q) {
${every.map((q) => `    case ${q}: { rotateFirst_${q}(${args}); break; }`).join("\n")}
  }
}

// One digit of X^a acc - acc through the first forward pass. constants: OFFSET, then mask, exponent
// and bias of every level, 8 bytes each.
export function rotateDigits(acc: usize, a: i32, row: usize, constants: usize, level: i32): void {
  const r = <usize>(a & (N / 8 - 1));
  const q = a / (N / 8);
  store<i64>(acc - 8, -load<i64>(acc + <usize>N * 8 - 8));
  const offset = v128.load64_splat(constants);
  const own = constants + 8 + <usize>level * 24;
  const mask = v128.load64_splat(own, 0);
  const exponent = v128.load64_splat(own, 8);
  const bias = v128.load64_splat(own, 16);
  const begin = (r & ~1) << 3;
  const table = rootTable();
  segment((q + 1) & 15, acc + <usize>N - (r << 3), acc, row, begin, table, offset, mask, exponent, bias);
  segment(q, acc + begin - (r << 3), acc + begin, row + begin, <usize>N - begin, table, offset, mask, exponent, bias);
}
`;
}
