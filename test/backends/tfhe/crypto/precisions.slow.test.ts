import { expect, test } from "vitest";
import { isSecure } from "../../../../src/backends/tfhe/params/index.ts";
import { expectEveryInputRight, log2PFail, parametersFor } from "./precisions.ts";

// What the engine holds for one client: 1.8 GiB at 7 bits, 2.9 GiB at 8, of the 4 GB WebAssembly addresses.
test.each([
  [7, -120, 2 ** 31],
  [8, -40, 2 ** 32],
])(
  "%i bits: every input of a random table is right",
  async (precision, log2, most) => {
    const parameters = parametersFor(precision);
    expect(log2PFail(parameters, precision)).toBeLessThan(log2);
    expect(isSecure(parameters, 132)).toBe(true);
    const bytes = await expectEveryInputRight(precision, 2, precision < 8);
    console.log(`${precision} bits: ${(bytes / 2 ** 30).toFixed(2)} GiB of engine memory`);
    expect(bytes).toBeLessThanOrEqual(most);
  },
  900_000,
);
