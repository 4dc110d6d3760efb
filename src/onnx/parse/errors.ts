import { CorruptedDataError, UnsupportedOperationError } from "../../core/index.ts";

/** The error of a file whose messages can be read but contradict the ONNX standard. */
export function invalidModel(part: string, problem: string, allowed: string): CorruptedDataError {
  return new CorruptedDataError({
    where: `parseOnnx: ${part}`,
    problem,
    allowed,
    remedy: "export the model again; an ONNX checker tells whether the file was ever right",
  });
}

/** The error of a valid file that uses what is not read here. */
export function unsupported(
  part: string,
  problem: string,
  allowed: string,
  remedy: string,
): UnsupportedOperationError {
  return new UnsupportedOperationError({ where: `parseOnnx: ${part}`, problem, allowed, remedy });
}

/** Bytes as text. @throws CorruptedDataError when they are not UTF-8. */
export function toText(bytes: Uint8Array, part: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalidModel(part, "text that is not UTF-8", "UTF-8 text");
  }
}

/** An int64 as a number. @throws CorruptedDataError beyond 2^53, where a count or version cannot be. */
export function toCount(value: bigint | undefined, part: string): number {
  const number = Number(value ?? 0n);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw invalidModel(part, String(value), "a whole number from 0 to 2^53");
}
