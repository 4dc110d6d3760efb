import { UnsupportedOperationError } from "../../../core/index.ts";
import { makeBootstrapBodies, makeKeyswitchBodies, multiplyByBinary } from "./client-keys.ts";
import { writeStreamState, type Core } from "./core.ts";
import type { Engine } from "./engine-types.ts";
import { loadBootstrapKey, loadFourierKeys, loadKeyswitchKey, type KeyAddresses } from "./evaluation-keys.ts";
import {
  blindRotate,
  bootstrap,
  keyswitch,
  modulusSwitch,
  sampleExtract,
  writeDigitConstants,
} from "./lookups.ts";
import { multiplyByKeys } from "./products.ts";

/** The operations of an engine over one core. */
export function wasmEngine(initial: Core): Engine {
  let live: Core | undefined = initial;
  const keys: KeyAddresses = {};
  const { shape, runner } = initial;
  const constants = shape.bootstrap === undefined ? 0 : writeDigitConstants(initial, shape.bootstrap);
  const core = (): Core => live ?? closed();

  // Async, so that whatever is wrong rejects and never throws.
  return {
    shape,
    threads: runner.threads,
    get memoryBytes() {
      return live?.heap.buffer.byteLength ?? 0;
    },
    loadBootstrapKey: async (words, options = {}) => loadBootstrapKey(core(), keys, words, options),
    loadSeededBootstrapKey: async (key, options = {}) => loadBootstrapKey(core(), keys, key, options),
    loadKeyswitchKey: async (words, options = {}) => loadKeyswitchKey(core(), keys, words, options),
    loadSeededKeyswitchKey: async (key, options = {}) => loadKeyswitchKey(core(), keys, key, options),
    loadGgsw: async (words, gadget, options = {}) => loadFourierKeys(core(), words, gadget, "ggsw", options),
    loadGlweKeyswitchKeys: async (words, gadget, options = {}) =>
      loadFourierKeys(core(), words, gadget, "glweKeyswitch", options),
    keyswitch: async (lwe, options = {}) => keyswitch(core(), keys, lwe, options),
    modulusSwitch: (lwe, options = {}) => modulusSwitch(core(), lwe, options),
    blindRotate: async (exponents, lookups, options = {}) =>
      blindRotate(core(), keys, constants, exponents, lookups, options),
    sampleExtract: (glwe, positions) => sampleExtract(core(), glwe, positions),
    bootstrap: async (lwe, lookups, options = {}) =>
      bootstrap(core(), keys, constants, lwe, lookups, options),
    externalProduct: async (loaded, index, glwe, options = {}) =>
      multiplyByKeys(core(), loaded, index, glwe, { kind: "external" }, options),
    cmux: async (loaded, index, zero, one, options = {}) =>
      multiplyByKeys(core(), loaded, index, zero, { kind: "cmux", one }, options),
    glweKeyswitch: async (loaded, index, glwe, options = {}) =>
      multiplyByKeys(core(), loaded, index, glwe, { kind: "keyswitch" }, options),
    automorphismKeyswitch: async (loaded, index, exponents, glwe, options = {}) =>
      multiplyByKeys(core(), loaded, index, glwe, { kind: "automorphism", exponents }, options),
    makeBootstrapBodies: async (request, options = {}) => makeBootstrapBodies(core(), request, options),
    makeKeyswitchBodies: async (request, options = {}) => makeKeyswitchBodies(core(), request, options),
    multiplyByBinary: async (words, bits, options = {}) => multiplyByBinary(core(), words, bits, options),
    chacha20Stream(seed, domain, index, wordCount) {
      const { heap, own, kernel } = core();
      const state = own.get("state", 64);
      writeStreamState(heap, state, seed, domain, index);
      const groups = Math.ceil(wordCount / 32);
      const to = own.get("stream", groups * 256);
      kernel.chacha20(state, to, groups);
      const words = heap.words(to, wordCount).slice();
      heap.bytes(state, 64).fill(0);
      heap.bytes(to, groups * 256).fill(0);
      return words;
    },
    async close() {
      live = undefined;
      await runner.close();
    },
  };
}

function closed(): never {
  throw new UnsupportedOperationError({
    where: "engine",
    problem: "the engine was closed",
    allowed: "calls before close()",
    remedy: "open a new engine and load the keys again",
  });
}
