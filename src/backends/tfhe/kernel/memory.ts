import { bigLweDimension, checkShape, glweWords, type EngineShape } from "./shape.ts";

/** Bytes of WebAssembly memory an engine takes once its keys are loaded; keys dominate. */
export function memoryNeeded(shape: EngineShape, batch = 8, threads = 1): number {
  checkShape(shape);
  const words = glweWords(shape);
  const n = shape.lweDimension ?? 0;
  const { bootstrap, keyswitch } = shape;
  const k1 = shape.glweDimension + 1;
  const bootstrapKey = bootstrap === undefined ? 0 : n * bootstrap.levels * k1 * words;
  const keyswitchKey =
    keyswitch === undefined
      ? 0
      : (bigLweDimension(shape) * keyswitch.levels * (n + 1) * keyswitch.modulusLog) / 64;
  const rows = batch * (bootstrap?.levels ?? 1) * words;
  const digits = keyswitch === undefined ? 0 : (batch * bigLweDimension(shape) * keyswitch.levels) / 2;
  const scratch = threads * (batch * 4 * words + rows + digits + 2 ** 17);
  return Math.ceil(8 * (bootstrapKey + keyswitchKey + scratch) * 1.01) + (shape.extraKeyBytes ?? 0);
}
