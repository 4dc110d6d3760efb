import type { Tensor } from "../../core/index.ts";
import { CorruptedDataError, UnsupportedOperationError } from "../../core/index.ts";
import { UniformQuantizer } from "../../quant/index.ts";
import type { UniformQuantizerJson } from "../../quant/index.ts";
import { decodeLabels } from "../base/index.ts";
import type { Labels } from "../base/index.ts";
import { binaryProbabilities, decide, LINKS, normalizedSigmoids, softmax } from "./links.ts";
import type { Link } from "./links.ts";

/**
 * All a client needs around an encrypted run, as plain data: how to quantize its rows, and what the
 * decrypted integers mean. It holds the range of each feature and one scale an output, no weights.
 */
export interface ClientProcessingJson {
  readonly kind: "client-processing";
  readonly version: 1;
  readonly task: "classifier" | "regressor";
  readonly input: UniformQuantizerJson;
  /** Real size of one step of each output: decision[k] = outputScale[k] * integer[k]. */
  readonly outputScale: readonly number[];
  /** From decision values to probabilities (classifier) or predictions (regressor). */
  readonly link: Link;
  /** Labels by position; classifiers only. */
  readonly classes?: readonly (number | string | boolean)[];
}

/** The parts of {@link ClientProcessing}. */
export interface ClientProcessingParts {
  readonly input: UniformQuantizer;
  readonly outputScale: Float64Array;
  readonly link: Link;
  /** Given for classifiers. */
  readonly classes?: Labels | undefined;
}

/** The client's side of a model, without the model: quantize before, interpret after. */
export class ClientProcessing {
  readonly input: UniformQuantizer;
  /** Length K. */
  readonly outputScale: Float64Array;
  readonly link: Link;
  readonly classes: Labels | undefined;

  constructor({ input, outputScale, link, classes }: ClientProcessingParts) {
    this.input = input;
    this.outputScale = outputScale;
    this.link = link;
    this.classes = classes;
  }

  /** Integers to encrypt, shape [n, d]; values outside the calibrated range saturate. */
  quantize(X: Tensor): Tensor {
    return this.input.quantize(X);
  }

  /** Real decision values, shape [n, K], of decrypted integers of that shape. */
  decisions(integers: Tensor): Tensor {
    const outputs = this.outputScale.length;
    return integers.map((value, i) => value * this.outputScale[i % outputs]);
  }

  /** Class probabilities, shape [n, classes]. @throws UnsupportedOperationError where the link gives none. */
  probabilities(decisions: Tensor): Tensor {
    if (this.link === "sigmoid") return binaryProbabilities(decisions);
    if (this.link === "softmax") return softmax(decisions);
    if (this.link === "ovrSigmoid") return normalizedSigmoids(decisions);
    throw new UnsupportedOperationError({
      where: "ClientProcessing.probabilities",
      problem: `a ${this.classes ? "classifier" : "regressor"} with link ${this.link}`,
      allowed: "classifiers with link sigmoid, softmax or ovrSigmoid",
      remedy: "use predictions or decisions",
    });
  }

  /** Predicted labels or values, one a row. */
  predictions(decisions: Tensor): Labels {
    if (this.classes) return decodeLabels(this.classes, decide(decisions));
    return this.link === "exp" ? decisions.data.map(Math.exp) : decisions.data.slice();
  }

  toJSON(): ClientProcessingJson {
    const { classes, link, outputScale } = this;
    return {
      kind: "client-processing",
      version: 1,
      task: classes ? "classifier" : "regressor",
      input: this.input.toJSON(),
      outputScale: Array.from(outputScale),
      link,
      ...(classes ? { classes: Array.from(classes as ArrayLike<number | string | boolean>) } : {}),
    };
  }

  /** @throws CorruptedDataError for anything toJSON could not have written. */
  static fromJSON(json: unknown): ClientProcessing {
    const given = json as Partial<ClientProcessingJson> | null;
    if (given?.kind !== "client-processing" || (given.version as number) !== 1) {
      throw corrupted(`kind ${String(given?.kind)}, version ${String(given?.version)}`);
    }
    const { outputScale, link, task, classes } = given;
    const areScales = Array.isArray(outputScale) && outputScale.length > 0;
    if (!areScales || !outputScale.every((scale) => Number.isFinite(scale) && (scale as number) > 0)) {
      throw corrupted("output scales that are not positive numbers");
    }
    if (!LINKS.includes(link!)) throw corrupted(`link ${String(link)}`);
    if ((task === "classifier") !== (classes !== undefined))
      throw corrupted("task and classes that disagree");
    return new ClientProcessing({
      input: UniformQuantizer.fromJSON(given.input),
      outputScale: Float64Array.from(outputScale as number[]),
      link: link!,
      classes: classes && readClasses(classes),
    });
  }
}

/** Class labels of a JSON form. @throws CorruptedDataError unless they are two or more of one kind. */
export function readClasses(classes: unknown): Labels {
  const kinds = new Set(Array.isArray(classes) ? classes.map((label) => typeof label) : []);
  if (!Array.isArray(classes) || classes.length < 2 || kinds.size !== 1)
    throw corrupted("classes that are no labels");
  if (kinds.has("number") && classes.every(Number.isFinite)) return Float64Array.from(classes as number[]);
  if (kinds.has("string") || kinds.has("boolean")) return Array.from<string>(classes as string[]);
  throw corrupted("classes that are no labels");
}

function corrupted(problem: string): CorruptedDataError {
  return new CorruptedDataError({
    where: "ClientProcessing.fromJSON",
    problem,
    allowed: "an object written by ClientProcessing.toJSON",
    remedy: "export the client's files again with this version of the library",
  });
}
