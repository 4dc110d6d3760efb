/** A programmable bootstrap with the low-level engine. Run: node examples/bootstrap.ts */
import {
  bootstrap,
  decode,
  encode,
  encryptLwe,
  flattenedKey,
  generateKeySet,
  lookupTable,
  openEngineWith,
  secureParameters,
  unsafePhaseLwe,
} from "fhe-learn/tfhe";

// Noise is filled in from the security curve: 128 bits.
const parameters = secureParameters({
  lweDimension: 834,
  glweDimension: 1,
  polynomialSize: 2048,
  bootstrap: { baseLog: 23, levels: 1 },
  keyswitch: { baseLog: 3, levels: 5, modulusLog: 32 },
});
const encoding = { precision: 4 };

// The client makes keys and encrypts two numbers of 4 bits.
const { secret, evaluation } = await generateKeySet(parameters, { threads: 2 });
const key = flattenedKey(secret.glwe);
const numbers = encryptLwe(key, encode([3, 7], encoding), parameters.glweNoise);

// The server looks both up in a table of squares modulo 16, without seeing them.
const engine = await openEngineWith(evaluation, { threads: 2 });
const squares = encode(
  Array.from({ length: 16 }, (_, m) => (m * m) % 16),
  encoding,
);
const results = await bootstrap(engine, numbers, [lookupTable(squares, parameters.polynomialSize)]);
await engine.close();

// The client decrypts: the phase is message plus noise, and stays here.
console.log("squares modulo 16:", decode(unsafePhaseLwe(key, results), encoding));
