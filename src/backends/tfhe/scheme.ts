/**
 * The low-level door `fhe-learn/tfhe`: the TFHE scheme on plain typed arrays.
 *
 * - Parameters: security curves, noise formulas, failure probabilities.
 * - Entities: secret keys, LWE, GLWE and GGSW ciphertexts, keys, seeded forms; layouts stand on each.
 * - Algorithms: encryption, keyswitch, external product, bootstraps; heavy ones run on an {@link Engine}.
 *
 * Nothing here checks that parameters are secure, except {@link secureParameters} and `isSecure`; functions
 * whose name begins with `unsafe` reveal secrets or draw them reproducibly.
 */
export * from "./crypto/index.ts";
export * from "./kernel/index.ts";
export * from "./params/index.ts";
