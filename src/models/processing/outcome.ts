import type { Tensor } from "../../core/index.ts";
import { UnsupportedOperationError } from "../../core/index.ts";
import { decodeLabels } from "../base/index.ts";
import type { Labels } from "../base/index.ts";
import { binaryProbabilities, clippedProbabilities, decide, normalizedSigmoids, softmax } from "./links.ts";
import type { Link } from "./links.ts";

/** The parts of {@link Outcome}. */
export interface OutcomeParts {
  readonly link: Link;
  /** Given for classifiers. */
  readonly classes?: Labels | undefined;
}

/** What decision values mean: labels and probabilities of a classifier, predictions of a regressor. */
export class Outcome {
  readonly link: Link;
  readonly classes: Labels | undefined;

  constructor({ link, classes }: OutcomeParts) {
    this.link = link;
    this.classes = classes;
  }

  /** Class probabilities, shape [n, classes]. @throws UnsupportedOperationError where the link gives none. */
  probabilities(decisions: Tensor): Tensor {
    if (this.link === "sigmoid") return binaryProbabilities(decisions);
    if (this.link === "softmax") return softmax(decisions);
    if (this.link === "ovrSigmoid") return normalizedSigmoids(decisions);
    if (this.link === "clipped") return clippedProbabilities(decisions);
    throw new UnsupportedOperationError({
      where: "ClientProcessing.probabilities",
      problem: `a ${this.classes ? "classifier" : "regressor"} with link ${this.link}`,
      allowed: "classifiers with link sigmoid, softmax, ovrSigmoid or clipped",
      remedy: "use predictions or decisions",
    });
  }

  /** Predicted labels or values, one a row. */
  predictions(decisions: Tensor): Labels {
    if (this.classes) return decodeLabels(this.classes, decide(decisions));
    return this.link === "exp" ? decisions.data.map(Math.exp) : decisions.data.slice();
  }
}
