/** The passes of a transform and their factors: read by the engine and by the build script alike. */

export interface Pass {
  readonly radix: 2 | 4;
  /** Complex numbers between the inputs of one butterfly. */
  readonly stride: number;
  readonly blocks: number;
  /** Address of its factors in the module's memory. */
  readonly table: number;
}

/** Where factors begin; below lies what `assembly/layout.ts` names. */
export const twiddleBase = 1024;
const rootVectors = 512;
/** 3, and behind it 3/2 2^20. */
const constantThree = 608;

/**
 * Passes on M = N/2 complex numbers: radix 4 from stride M/4 to 1, with one radix-2 pass in second
 * place where log2 M is odd.
 */
export function passesOf(size: number): readonly Pass[] {
  const passes: Pass[] = [];
  let table = twiddleBase;
  let blocks = 1;
  for (let block = size / 2; block > 1;) {
    const radix = Math.log2(block) % 2 === 1 && blocks > 1 ? 2 : 4;
    passes.push({ radix, stride: block / radix, blocks, table });
    table += blocks * (radix === 4 ? 48 : 16);
    blocks *= radix;
    block /= radix;
  }
  return passes;
}

/** First address after the factors, a multiple of 128. */
export function twiddleEnd(size: number): number {
  const last = passesOf(size).at(-1)!;
  return Math.ceil((last.table + last.blocks * 48) / 128) * 128;
}

/**
 * Writes the factors of all passes. The root is X^M - e^(i pi/2), which is X^N + 1 with
 * a_j + i a_(j+M) as coefficients; a radix-4 child m of angle t has t/4 + m pi/2, a radix-2 child
 * t/2 + m pi. The last pass takes two blocks at once and has its factors lane by lane.
 */
export function writeTwiddles(memory: ArrayBufferLike, size: number): void {
  new Float64Array(memory, constantThree, 2).set([3, 1.5 * 2 ** 20]);
  let angles = [Math.PI / 2];
  const root = [1, 2, 3].flatMap((power) => [Math.cos, Math.sin].map((f) => f((power * Math.PI) / 8)));
  new Float64Array(memory, rootVectors, 12).set(root.flatMap((x) => [x, x]));
  for (const { radix, stride, blocks, table } of passesOf(size)) {
    const out = new Float64Array(memory, table, blocks * (radix === 4 ? 6 : 2));
    const powers = radix === 4 ? 3 : 1;
    angles.forEach((angle, b) => {
      for (let power = 1; power <= powers; power++) {
        const at = 2 * (power - 1);
        const [re, im] = [Math.cos((angle * power) / radix), Math.sin((angle * power) / radix)];
        if (stride > 1) out.set([re, im], b * 2 * powers + at);
        else {
          const pair = (b >> 1) * 12 + (b & 1);
          out[pair + 2 * at] = re;
          out[pair + 2 * at + 2] = im;
        }
      }
    });
    angles = angles.flatMap((angle) => childAngles(angle, radix, stride === 1));
  }
}

// The passes' own order of children: w, -w, i w, -i w.
function childAngles(angle: number, radix: number, last: boolean): number[] {
  if (last) return [];
  if (radix === 2) return [angle / 2, angle / 2 + Math.PI];
  return [0, 2, 1, 3].map((m) => angle / 4 + (m * Math.PI) / 2);
}
