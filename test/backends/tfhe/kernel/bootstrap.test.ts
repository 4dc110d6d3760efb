import { expect, test } from "vitest";
import { openReferenceEngine } from "../../../../src/backends/tfhe/kernel/index.ts";
import { decode, encryptLwe, loadToyKeys, phases, tablePolynomial } from "./toy-keys.ts";

test("the bigint engine bootstraps every input of a table", async () => {
  const engine = openReferenceEngine({
    glweDimension: 1,
    polynomialSize: 128,
    lweDimension: 6,
    bootstrap: { baseLog: 15, levels: 2 },
    keyswitch: { baseLog: 4, levels: 6, modulusLog: 32 },
  });
  const { glweKey } = await loadToyKeys(engine, engine, 1);
  const values = [3, 0, 2, 1];
  const inputs = encryptLwe(
    glweKey,
    [0n, 1n, 2n, 3n].map((m) => m << 61n),
    2,
    40,
  );
  const out = await engine.bootstrap(inputs, { tables: tablePolynomial(values, 128) });
  expect(phases(glweKey, out).map((phase) => decode(phase, 4))).toEqual(values);
});
