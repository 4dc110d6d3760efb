import type { BootstrapBodiesRequest, KeyswitchBodiesRequest } from "../engine-types.ts";
import type { EngineShape } from "../shape.ts";
import { chacha20KeyStream, streamNonce } from "./chacha20.ts";
import { negacyclicProduct } from "./polynomial.ts";
import { wrap } from "./torus.ts";

/** Bodies of the GGSW rows of a bootstrapping key: B = sum A_i S_i + message + noise. */
export function makeBootstrapBodies(request: BootstrapBodiesRequest, shape: EngineShape): BigUint64Array {
  const { polynomialSize: size, glweDimension: k } = shape;
  const { baseLog, levels } = shape.bootstrap!;
  const key = BigInt64Array.from(request.glweKey, BigInt);
  const bodies = request.noise.slice();
  for (let row = 0; row < bodies.length / size; row++) {
    const index = request.first * levels * (k + 1) + row;
    const bytes = chacha20KeyStream(request.seed, streamNonce(request.domain, index), k * size * 8);
    const mask = new BigUint64Array(bytes.slice().buffer);
    const body = bodies.subarray(row * size, (row + 1) * size);
    for (let i = 0; i < k; i++) {
      const part = negacyclicProduct(
        mask.subarray(i * size, (i + 1) * size),
        key.subarray(i * size, (i + 1) * size),
      );
      part.forEach((x, j) => (body[j] = wrap(body[j] + x)));
    }
    const column = row % (k + 1);
    const level = Math.floor(row / (k + 1)) % levels;
    const bit = BigInt(request.lweKey[Math.floor(index / (levels * (k + 1)))]);
    const weight = bit << BigInt(64 - baseLog * (level + 1));
    if (column === k) body[0] = wrap(body[0] + weight);
    else for (let j = 0; j < size; j++) body[j] = wrap(body[j] - weight * key[column * size + j]);
  }
  return bodies;
}

/** Bodies of the rows of a keyswitching key: b = sum a_i s_i + message + noise. */
export function makeKeyswitchBodies(
  request: KeyswitchBodiesRequest,
  shape: EngineShape,
): BigUint64Array | Uint32Array {
  const { baseLog, levels, modulusLog } = shape.keyswitch!;
  const bodies = request.noise.slice();
  const n = request.outputKey.length;
  const make = modulusLog === 64 ? BigUint64Array : Uint32Array;
  for (let row = 0; row < bodies.length; row++) {
    const index = request.first * levels + row;
    const bytes = chacha20KeyStream(request.seed, streamNonce(request.domain, index), (n * modulusLog) / 8);
    const mask = new make(bytes.slice().buffer);
    let sum = BigInt(request.noise[row]);
    for (let i = 0; i < n; i++) if (request.outputKey[i] === 1) sum += BigInt(mask[i]);
    const bit = BigInt(request.inputKey[Math.floor(index / levels)]);
    sum += bit << BigInt(modulusLog - baseLog * ((index % levels) + 1));
    const word = BigInt.asUintN(modulusLog, sum);
    bodies[row] = modulusLog === 64 ? word : Number(word);
  }
  return bodies;
}
