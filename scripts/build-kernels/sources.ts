import { readFileSync } from "node:fs";
import { passesOf, type Pass } from "../../src/backends/tfhe/kernel/passes.ts";

const assembly = new URL("../../src/backends/tfhe/kernel/assembly/", import.meta.url);

/** Complex numbers of a block: with the rows and columns of a product, what fits 32 KB of cache. */
const blockSize = 256;

/** Source text of a file of the kernel for one polynomial size, or null where there is none. */
export function kernelSource(name: string, size: number, relaxed: boolean): string | null {
  if (name === "size") {
    return `export const N: i32 = ${size};\nexport const RELAXED: bool = ${relaxed};\n`;
  }
  if (name === "schedule") return schedule(passesOf(size));
  if (name === "rotate-digits") return rotateDigits();
  if (name === "inverse-exact") return inverseExact();
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

/**
 * Calls of the passes for one size, with strides, tables and counts as constants.
 *
 * The root pass and those on blocks above `blockSize` go over the whole polynomial ("top"). Then
 * every block goes all the way down, is multiplied by the key, and comes up again, for all rows
 * and columns, while it is in the first-level cache.
 */
function schedule(passes: readonly Pass[]): string {
  const root = passes[0];
  const leaf = passes.at(-1)!;
  const middle = passes.slice(1, -1);
  const top = middle.filter(({ radix, stride }) => radix * stride > blockSize);
  const inner = middle.slice(top.length);
  // Sizes from 128 on have one.
  const last = inner[0];
  const blocks = last.blocks;
  const blockBytes = last.radix * last.stride * 8;

  const name = (way: string, { radix, stride }: Pass): string => `${way}${radix}_${stride}`;
  const imports = [root, ...middle].flatMap((pass) =>
    ["forward", "inverse"].map(
      (way) => `import { ${name(way, pass)} } from "./${way}${pass.radix}-${pass.stride}";`,
    ),
  );
  const whole = (way: string, pass: Pass): string => {
    const to = way === "inverse" ? "data, data" : "data";
    return `  ${name(way, pass)}(${to}, ${pass.table}, ${pass.blocks});`;
  };
  // Pass on the part of block `b`: its factors follow one another.
  const part = (way: string, pass: Pass, data: string): string => {
    const count = pass.blocks / blocks;
    const entry = pass.radix === 4 ? 48 : 16;
    return `  ${name(way, pass)}(${data}, ${pass.table} + b * ${count * entry}, ${count});`;
  };
  const leaves = leaf.blocks / blocks;
  const lines = (all: readonly Pass[], call: (pass: Pass) => string): string => all.map(call).join("\n");
  const upwards = (all: readonly Pass[]): readonly Pass[] => [...all].reverse();
  return `import { forwardLeaf } from "./forward-leaf";
import { multiplyInverse } from "./multiply-inverse";
import { touch } from "./touch";
import { ROW } from "./layout";
${imports.join("\n")}
function down(data: usize, b: usize): void {
${lines(inner, (pass) => part("forward", pass, "data"))}
  forwardLeaf(data, ${leaf.table} + b * ${leaves * 48}, ${leaves / 2});
}
// From a buffer that holds one block to its place.
function up(data: usize, to: usize, b: usize): void {
${lines(upwards(inner), (pass) => part("inverse", pass, pass === last ? "data, to" : "data, data"))}
}
export function forwardFirst(data: usize): void {
${whole("forward", root)}
}
export function forwardTop(data: usize): void {
${lines(top, (pass) => whole("forward", pass))}
}
export function forwardBlocks(data: usize): void {
  for (let b: usize = 0; b < ${blocks}; b++) {
    down(data, b);
    data += ${blockBytes};
  }
}
// digits: [count][rows] polynomials; the first \`columns\` of each ciphertext become its products.
// buffer: \`columns\` rows.
export function multiplyBlocks(
  digits: usize, key: usize, buffer: usize, count: i32, rows: i32, columns: i32,
): void {
  for (let b: usize = 0; b < ${blocks}; b++) {
    let row = digits;
    touch(key, <usize>(rows * columns) * ${blockBytes * 2}, buffer + ROW - 8);
    for (let i = 0; i < count; i++) {
      for (let r = 0; r < rows; r++) down(row + <usize>r * ROW, b);
      multiplyInverse(row, key, buffer, ${leaf.table} + b * ${leaves * 48}, rows, columns, ${blockBytes});
      for (let c = 0; c < columns; c++) up(buffer + <usize>c * ROW, row + <usize>c * ROW, b);
      row += <usize>rows * ROW;
    }
    digits += ${blockBytes};
    key += <usize>(rows * columns) * ${blockBytes * 2};
  }
}
export function inverseTop(data: usize): void {
${lines(upwards(top), (pass) => whole("inverse", pass))}
}
export function inverseRoot(data: usize): void {
${whole("inverse", root)}
}
`;
}

/**
 * The last inverse pass where results are known to be multiples of 2^-32 of the torus: rounded to those, exactly. Their
 * sum with 3/2 2^20 has them as its last bit.
 */
function inverseExact(): string {
  return read("inverse-last")!
    .replace("ROOT, THREE }", "ROOT, ROUNDING }")
    .replace("load64_splat(THREE)", "load64_splat(ROUNDING)")
    .replace("three), 13)", "three), 32)")
    .replace("function inverseLast(", "function inverseExact(");
}

/** Splits X^a into Q (N/8) + r and calls the two functions made for Q and Q + 1. */
function rotateDigits(): string {
  const every = Array.from({ length: 16 }, (_, q) => q);
  const args = "moved, still, to, count, offset, mask, exponent, bias";
  return `import { N } from "./size";
${every.map((q) => `import { rotateFirst_${q} } from "./rotate-first-${q}";`).join("\n")}

function segment(
  q: i32, moved: usize, still: usize, to: usize, count: usize,
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
  segment((q + 1) & 15, acc + <usize>N - (r << 3), acc, row, begin, offset, mask, exponent, bias);
  segment(q, acc + begin - (r << 3), acc + begin, row + begin, <usize>N - begin, offset, mask, exponent, bias);
}
`;
}
