import type { Tensor } from "../../core/index.ts";
import { CorruptedDataError } from "../../core/index.ts";
import { UniformQuantizer } from "../../quant/index.ts";
import type { UniformQuantizerJson } from "../../quant/index.ts";
import type { Labels } from "../base/index.ts";
import { Binner } from "../trees/binning/index.ts";
import type { BinnerJson } from "../trees/binning/index.ts";
import { LINKS } from "./links.ts";
import type { Link } from "./links.ts";
import { Outcome } from "./outcome.ts";
import type { OutcomeParts } from "./outcome.ts";

/**
 * All a client needs around an encrypted run, as plain data: how to quantize its rows, and what the
 * decrypted integers mean. It holds the range of each feature, or the edges of its bins, and one scale an
 * output; no weights and no trees.
 */
export interface ClientProcessingJson {
  readonly kind: "client-processing";
  readonly version: 1;
  readonly task: "classifier" | "regressor";
  /** Ranges of features (linear models), or the edges of their bins (trees and additive models). */
  readonly input: UniformQuantizerJson | BinnerJson;
  /** Real size of one step of each output: decision[k] = outputScale[k] * integer[k]. */
  readonly outputScale: readonly number[];
  /** From decision values to probabilities (classifier) or predictions (regressor). */
  readonly link: Link;
  /** Labels by position; classifiers only. */
  readonly classes?: readonly (number | string | boolean)[];
}

/** The parts of {@link ClientProcessing}. */
export interface ClientProcessingParts extends OutcomeParts {
  readonly input: UniformQuantizer | Binner;
  readonly outputScale: Float64Array;
}

/** The client's side of a model, without the model: quantize before, interpret after. */
export class ClientProcessing extends Outcome {
  readonly input: UniformQuantizer | Binner;
  /** Length K. */
  readonly outputScale: Float64Array;

  constructor({ input, outputScale, link, classes }: ClientProcessingParts) {
    super({ link, classes });
    this.input = input;
    this.outputScale = outputScale;
  }

  /**
   * Integers to encrypt, shape [n, d]; values outside the range of the training rows saturate.
   *
   * @throws ShapeError for another number of features.
   * @throws NonFiniteValueError for NaN, except where a tree model knows where missing values go.
   */
  quantize(X: Tensor): Tensor {
    return this.input.quantize(X);
  }

  /** Real decision values, shape [n, K], of decrypted integers of that shape. */
  decisions(integers: Tensor): Tensor {
    const outputs = this.outputScale.length;
    return integers.map((value, i) => value * this.outputScale[i % outputs]);
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
      input: readInput(given.input),
      outputScale: Float64Array.from(outputScale as number[]),
      link: link!,
      classes: classes && readClasses(classes),
    });
  }
}

function readInput(json: unknown): UniformQuantizer | Binner {
  const isBinner = (json as Partial<BinnerJson> | null | undefined)?.kind === "binner";
  return isBinner ? Binner.fromJSON(json) : UniformQuantizer.fromJSON(json);
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
