import {
  CorruptedDataError,
  FheLearnError,
  KeyMismatchError,
  type ByteReader,
  type ByteWriter,
} from "../../../../core/index.ts";
import {
  checkParameters,
  describeParameters,
  type NoiseDistribution,
  type TfheParameters,
} from "../../params/index.ts";

/** Writes a parameter set: 46 bytes at most. */
export function writeParameters(writer: ByteWriter, p: TfheParameters): void {
  writer.u32(p.lweDimension).u8(p.glweDimension).u32(p.polynomialSize);
  writer.u8(p.bootstrap.baseLog).u8(p.bootstrap.levels);
  writer.u8(p.keyswitch.baseLog).u8(p.keyswitch.levels).u8(p.keyswitch.modulusLog);
  writeNoise(writer, p.lweNoise);
  writeNoise(writer, p.glweNoise);
}

/**
 * Reads and checks a parameter set.
 *
 * @param expected - What the caller works with, where known.
 * @throws CorruptedDataError for fields no engine supports.
 * @throws KeyMismatchError for another set than expected.
 */
export function readParameters(reader: ByteReader, where: string, expected?: TfheParameters): TfheParameters {
  const parameters: TfheParameters = {
    lweDimension: reader.u32(),
    glweDimension: reader.u8(),
    polynomialSize: reader.u32(),
    bootstrap: { baseLog: reader.u8(), levels: reader.u8() },
    keyswitch: { baseLog: reader.u8(), levels: reader.u8(), modulusLog: reader.u8() as 32 | 64 },
    lweNoise: readNoise(reader, where),
    glweNoise: readNoise(reader, where),
  };
  try {
    checkParameters(parameters);
  } catch (cause) {
    throw malformed(where, cause instanceof FheLearnError ? cause.message : "bad parameters", cause);
  }
  const [found, wanted] = [describeParameters(parameters), expected && describeParameters(expected)];
  if (wanted !== undefined && found !== wanted) {
    throw new KeyMismatchError({
      where,
      problem: `made for ${found}`,
      allowed: wanted,
      remedy: "use keys and ciphertexts of one parameter set",
    });
  }
  return parameters;
}

/** An object whose checksum is right and whose content is not. */
export function malformed(where: string, problem: string, cause?: unknown): CorruptedDataError {
  return new CorruptedDataError({
    where,
    problem,
    allowed: "an object as this library writes it",
    remedy: "write it again with a release of the same format version",
    cause,
  });
}

function writeNoise(writer: ByteWriter, noise: NoiseDistribution): void {
  if (noise.kind === "tuniform") writer.u8(1).f64(noise.boundLog2);
  else writer.u8(0).f64(noise.standardDeviation);
}

function readNoise(reader: ByteReader, where: string): NoiseDistribution {
  const kind = reader.u8();
  const value = reader.f64();
  if (kind === 1 && Number.isInteger(value) && value >= 0 && value <= 61)
    return { kind: "tuniform", boundLog2: value };
  if (kind === 0 && value > 0 && value < 1 / 16) return { kind: "gaussian", standardDeviation: value };
  throw malformed(where, `noise of kind ${kind} with parameter ${value}`);
}
