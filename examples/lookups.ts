/** Table lookups, a product, a comparison and a rounding on encrypted values. Run: node examples/lookups.ts */
import { compile, encrypted, explain, Tensor } from "fhe-learn";

// Two brackets from 0 to 7 rate an application; docs/concepts-lookups.md explains every line that is printed.
const circuit = await compile(
  (income, debt) => [
    income.sub(debt).sigmoid().mul(15).rint(),
    income.mul(debt),
    income.greaterThan(debt),
    income.mul(3).add(debt.mul(5)).round(3),
  ],
  { income: encrypted, debt: encrypted },
  [
    [0, 0],
    [7, 7],
  ],
);
console.log(circuit.graph.toString());
console.log(String(circuit.program));
console.log(circuit.statistics());
console.log(circuit.parameters);
console.log(explain(circuit).toString());

// All pairs, with the noise that ciphertexts would have.
const pairs = Array.from({ length: 64 }, (_, i) => [i >> 3, i & 7]);
const simulated = circuit.executable.simulate(new Tensor(Float64Array.from(pairs.flat()), [64, 2]), {
  randomState: 0,
  onReport: ({ decisions, failures }) => {
    console.log(`simulated: ${decisions} decisions, ${failures} failures`);
  },
});
const row = pairs.findIndex(([income, debt]) => income === 5 && debt === 3);
console.log("simulated:", [...simulated.row(row)]);

await circuit.keygen();
const request = circuit.encrypt(5, 3);
const reply = await circuit.run(request);
console.log("decrypted:", circuit.decrypt(reply), "in the clear:", circuit.evaluate(5, 3));
console.log(request.serialize().length, "bytes there,", reply.serialize().length, "bytes back");
await circuit.close();
