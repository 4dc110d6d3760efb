import { expect, test } from "vitest";
import { openEngine } from "../../../../src/backends/tfhe/kernel/index.ts";
import { chacha20KeyStream, streamNonce } from "../../../../src/backends/tfhe/kernel/reference/chacha20.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g)!, (pair) => parseInt(pair, 16));
const zeroKey = new Uint8Array(32);

test("the reference reproduces RFC 8439 appendix A.1, vectors 1 and 2", () => {
  const stream = chacha20KeyStream(zeroKey, new Uint8Array(12), 128);
  expect(stream.subarray(0, 64)).toEqual(
    hex(
      "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7" +
        "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586",
    ),
  );
  expect(stream.subarray(64)).toEqual(
    hex(
      "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed" +
        "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f",
    ),
  );
});

test("the WebAssembly stream equals the reference for any seed, domain, index and length", async () => {
  const engine = await openEngine({ glweDimension: 1, polynomialSize: 128 });
  const seed = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + 1);
  for (const [domain, index, count] of [
    [0, 0, 1],
    [1, 2, 32],
    [0xffffffff, 2 ** 40 + 5, 1000],
  ] as const) {
    const bytes = chacha20KeyStream(seed, streamNonce(domain, index), count * 8).slice();
    expect(engine.chacha20Stream(seed, domain, index, count)).toEqual(new BigUint64Array(bytes.buffer));
  }
  await engine.close();
});
