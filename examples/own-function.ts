/** A linear model on integers, written by hand. Run: node examples/own-function.ts */
import { compile, encrypted } from "fhe-learn";

// A price in cents: 3 per unit of the first feature, 5 of the second, and 20 in any case.
const circuit = await compile(
  (x, y) => x.mul(3).add(y.mul(5)).add(20),
  { x: encrypted, y: encrypted },
  // Samples: ranges are taken from them, so the extremes matter.
  [
    [0, 0],
    [15, 31],
  ],
);
console.log(circuit.graph.toString());

await circuit.keygen();
const request = circuit.encrypt(7, 10);
const reply = await circuit.run(request);
console.log("decrypted:", circuit.decrypt(reply), "in the clear:", circuit.evaluate(7, 10));

// All three steps at once.
console.log("decrypted:", await circuit.encryptRunDecrypt(15, 31));
