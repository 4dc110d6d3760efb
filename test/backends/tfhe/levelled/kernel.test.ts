import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { LevelledKernel } from "../../../../src/backends/tfhe/levelled/kernel.ts";
import { multiplyNegacyclic } from "./reference.ts";

let kernel: LevelledKernel;
beforeAll(async () => {
  kernel = await LevelledKernel.load();
});

const words = (count: number): fc.Arbitrary<bigint[]> =>
  fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: count, maxLength: count });

/** Copies values into fresh memory. Views die with the next allocation, so addresses are kept. */
function place(values: readonly bigint[]): number {
  const address = kernel.words(values.length);
  kernel.u64(address, values.length).set(values);
  return address;
}

function scratch<T>(body: () => T): T {
  const mark = kernel.mark();
  try {
    return body();
  } finally {
    kernel.release(mark);
  }
}

const sizes = fc.constantFrom(8, 16, 64);

test("addSelected is the product with a binary polynomial, at any window of coefficients", () => {
  const problem = sizes.chain((n) =>
    fc.record({
      n: fc.constant(n),
      a: words(n),
      bits: fc.array(fc.boolean(), { minLength: n, maxLength: n }),
      first: fc.integer({ min: 0, max: n - 1 }),
    }),
  );
  fc.assert(
    fc.property(problem, ({ n, a, bits, first }) => {
      scratch(() => {
        const ext = kernel.words(3 * n);
        kernel.run.extend(place(a), n, ext);
        const out = kernel.words(n - first);
        const select = place(bits.map((bit) => (bit ? 2n ** 64n - 1n : 0n)));
        kernel.run.addSelected(ext, select, n, first, n - first, out);
        const whole = multiplyNegacyclic(a, bits.map(BigInt));
        expect([...kernel.u64(out, n - first)]).toEqual(whole.slice(first));
      });
    }),
  );
});

test("addWeighted is the product with a sparse polynomial of signed weights", () => {
  const problem = sizes.chain((n) =>
    fc.record({
      n: fc.constant(n),
      a: words(n),
      terms: fc.array(
        fc.record({
          exponent: fc.integer({ min: 0, max: 2 * n - 1 }),
          weight: fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      first: fc.integer({ min: 0, max: n - 1 }),
    }),
  );
  fc.assert(
    fc.property(problem, ({ n, a, terms, first }) => {
      scratch(() => {
        const ext = kernel.words(3 * n);
        kernel.run.extend(place(a), n, ext);
        const exponents = kernel.bytes(4 * terms.length);
        kernel.i32(exponents, terms.length).set(terms.map(({ exponent }) => exponent));
        const weights = place(terms.map(({ weight }) => BigInt.asUintN(64, weight)));
        const out = kernel.words(n - first);
        kernel.run.addWeighted(ext, n, exponents, weights, terms.length, first, n - first, out);
        const sparse = Array<bigint>(n).fill(0n);
        for (const { exponent, weight } of terms) sparse[exponent % n] += exponent < n ? weight : -weight;
        expect([...kernel.u64(out, n - first)]).toEqual(multiplyNegacyclic(a, sparse).slice(first));
      });
    }),
  );
});

test("roundWords rounds half up to the top bits and keeps the error", () => {
  fc.assert(
    fc.property(words(5), fc.integer({ min: 1, max: 63 }), (values, bits) => {
      scratch(() => {
        const at = place(values);
        const errors = kernel.words(5);
        kernel.run.roundWords(at, 5, bits, errors);
        const drop = BigInt(64 - bits);
        const rounded = values.map((v) => BigInt.asUintN(64, ((v + (1n << (drop - 1n))) >> drop) << drop));
        expect([...kernel.u64(at, 5)]).toEqual(rounded);
        expect([...kernel.u64(errors, 5)]).toEqual(rounded.map((r, i) => BigInt.asUintN(64, r - values[i])));
      });
    }),
  );
});

test("packed words come back with their top bits, in exactly the bytes that are needed", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }).chain(words),
      fc.integer({ min: 1, max: 64 }),
      (values, bits) => {
        scratch(() => {
          const bytes = Math.ceil((values.length * bits) / 8);
          const packed = kernel.bytes(bytes + 8);
          kernel.run.packWords(place(values), values.length, bits, packed);
          const sent = kernel.u8(packed, bytes).slice();
          const received = kernel.bytes(bytes + 8);
          kernel.u8(received, bytes).set(sent);
          const out = kernel.words(values.length);
          kernel.run.unpackWords(received, values.length, bits, out);
          const drop = BigInt(64 - bits);
          expect([...kernel.u64(out, values.length)]).toEqual(values.map((value) => (value >> drop) << drop));
        });
      },
    ),
  );
});
