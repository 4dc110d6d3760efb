/**
 * The first word of every stream's nonce. No two kinds of object share a domain, so no two objects
 * made from one seed share a stream. Numbers are part of the file format: never reuse or renumber.
 *
 * Domains below 0x100 belong to private seeds (secrets and noise), those from 0x100 to public seeds
 * (masks). The two kinds of seed are always independent draws of the platform's generator: a mask
 * seed travels with the object, a private seed never leaves the function that drew it.
 */
export const domains = {
  // Private seeds: secrets and noise.
  lweSecret: 0x01,
  glweSecret: 0x02,
  lweNoise: 0x03,
  glweNoise: 0x04,
  ggswNoise: 0x05,
  bootstrapNoise: 0x06,
  keyswitchNoise: 0x07,
  packingKeyswitchNoise: 0x08,
  glweKeyswitchNoise: 0x09,
  automorphismNoise: 0x0a,
  publicZeroNoise: 0x0b,
  rerandomiseSecret: 0x0c,
  rerandomiseNoise: 0x0d,
  floodingNoise: 0x0e,
  schemeSwitchNoise: 0x0f,

  // Public seeds: masks.
  lweMask: 0x101,
  glweMask: 0x102,
  ggswMask: 0x103,
  bootstrapMask: 0x104,
  keyswitchMask: 0x105,
  packingKeyswitchMask: 0x106,
  glweKeyswitchMask: 0x107,
  automorphismMask: 0x108,
  publicZeroMask: 0x109,
  schemeSwitchMask: 0x10a,
} as const;
