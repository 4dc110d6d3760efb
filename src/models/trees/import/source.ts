import { InvalidInputError } from "../../../core/index.ts";
import { damaged, truncated } from "./errors.ts";
import { isUbjson, readUbjson } from "./ubjson.ts";

/** A model file: its bytes, its text, or what `JSON.parse` made of it. */
export type ModelFile = string | Uint8Array | ArrayBuffer | object;

/** How a reader names itself and its files in messages. */
export interface FileKind {
  /** `fromXGBoost`. */
  readonly where: string;
  /** What such files are: `what booster.save_model("model.json") writes`. */
  readonly allowed: string;
}

/** Text of a file, or plain data where it holds JSON or UBJSON. */
export function readSource(data: ModelFile, { where, allowed }: FileKind): object | string {
  const given: unknown = data;
  if (given === "" || (isBytes(given) && given.byteLength === 0)) throw truncated(where, "an empty file");
  if (typeof given === "string") return readText(given, where, allowed);
  if (isBytes(given)) {
    const bytes = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
    if (isUbjson(bytes)) return readUbjson(bytes, where) as object;
    return readText(decode(bytes, where, allowed), where, allowed);
  }
  if (typeof given === "object" && given !== null) return given;
  throw new InvalidInputError({
    where,
    problem: given === null ? "null" : `a value of type ${typeof given}`,
    allowed: `${allowed}, as text, bytes or parsed JSON`,
    remedy: "read the file first: await readFile(path) in Node, await (await fetch(url)).arrayBuffer()",
  });
}

function isBytes(value: unknown): value is Uint8Array | ArrayBuffer {
  return value instanceof Uint8Array || value instanceof ArrayBuffer;
}

function readText(text: string, where: string, allowed: string): object | string {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) return trimmed;
  try {
    return parseJson(trimmed);
  } catch (cause) {
    if (!trimmed.endsWith("}") && !trimmed.endsWith("]"))
      throw truncated(where, "the JSON text ends inside an object", cause);
    throw damaged(where, "text that begins as JSON and is none", allowed, cause);
  }
}

/** JSON as Python and XGBoost write it: NaN and Infinity, where no number is needed, become null. */
function parseJson(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    const strict = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
      token.startsWith('"') ? token : "null",
    );
    if (strict === text) throw cause;
    return JSON.parse(strict) as object;
  }
}

function decode(bytes: Uint8Array, where: string, allowed: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw damaged(where, `bytes that are no text: ${formatOf(bytes)}`, allowed, cause);
  }
}

/** What people have beside such files. */
function formatOf(bytes: Uint8Array): string {
  const begins = (...start: number[]): boolean => start.every((byte, i) => bytes[i] === byte);
  if (begins(0x80) && bytes[1] >= 2 && bytes[1] <= 5)
    return "a Python pickle, such as joblib.dump and pickle.dump write";
  if (begins(0x50, 0x4b, 3, 4)) return "a zip archive";
  if (begins(0x1f, 0x8b)) return "gzip-compressed data";
  if (begins(0x43, 0x42, 0x4d, 0x31)) return "CatBoost's own binary format (.cbm)";
  return "another format";
}
