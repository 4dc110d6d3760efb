/** Seeded keys to the standard domain: full words, so that any other implementation can use them. */
import type { SeededKey } from "../../kernel/index.ts";
import type { TfheParameters } from "../../params/index.ts";
import type { EvaluationKeySet, SeededGlweCiphertexts } from "../entities/index.ts";
import { keyStream } from "../random/index.ts";
import { expandGlwe } from "./glwe-encryption.ts";

/**
 * The bootstrapping key as [n][levels][k + 1][(k + 1) N] words modulo 2^64: n GGSW encryptions of the
 * small key's bits under the large key.
 */
export function exportBootstrapKey({ parameters, bootstrap }: EvaluationKeySet): BigUint64Array<ArrayBuffer> {
  const { glweDimension, polynomialSize } = parameters;
  return expandGlwe({ glweDimension, polynomialSize, ...asArrays(bootstrap) }).words;
}

/**
 * The keyswitching key as [k N][levels][n + 1] words modulo 2^64, or modulo 2^32 as `Uint32Array`.
 */
export function exportKeyswitchKey({
  parameters,
  keyswitch,
}: EvaluationKeySet): BigUint64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> {
  const { lweDimension: n } = parameters;
  const { seed, domain, bodies } = keyswitch;
  if (bodies instanceof Uint32Array) {
    const words = new Uint32Array(bodies.length * (n + 1));
    for (let row = 0; row < bodies.length; row++) {
      words.set(keyStream(seed, domain, row).u32(n), row * (n + 1));
      words[row * (n + 1) + n] = bodies[row];
    }
    return words;
  }
  const words = new BigUint64Array(bodies.length * (n + 1));
  for (let row = 0; row < bodies.length; row++) {
    words.set(keyStream(seed, domain, row).u64(n), row * (n + 1));
    words[row * (n + 1) + n] = bodies[row];
  }
  return words;
}

/** GGSW or keyswitching rows in full, in the order the engine loads. */
export function exportRows(keys: SeededGlweCiphertexts): BigUint64Array<ArrayBuffer> {
  return expandGlwe(keys).words;
}

/** Bytes of both keys in the standard domain. */
export function standardKeyBytes(p: TfheParameters): { bootstrap: number; keyswitch: number } {
  const { lweDimension: n, glweDimension: k, polynomialSize: N, bootstrap, keyswitch } = p;
  return {
    bootstrap: n * bootstrap.levels * (k + 1) ** 2 * N * 8,
    keyswitch: (k * N * keyswitch.levels * (n + 1) * keyswitch.modulusLog) / 8,
  };
}

function asArrays({ seed, domain, bodies }: SeededKey): {
  seed: Uint8Array;
  domain: number;
  bodies: BigUint64Array<ArrayBuffer>;
} {
  return { seed, domain, bodies: bodies as BigUint64Array<ArrayBuffer> };
}
