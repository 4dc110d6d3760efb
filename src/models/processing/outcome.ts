import type { Tensor } from "../../core/index.ts";
import { UnsupportedOperationError } from "../../core/index.ts";
import { decodeLabels } from "../base/index.ts";
import type { Labels } from "../base/index.ts";
import { binaryProbabilities, clippedProbabilities, decide, normalizedSigmoids } from "./links.ts";
import { shareProbabilities, softmax } from "./links.ts";
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
    if (this.link === "share") return shareProbabilities(decisions);
    if (this.link === "clipped") return clippedProbabilities(decisions);
    throw new UnsupportedOperationError({
      where: "ClientProcessing.probabilities",
      problem: `a ${this.classes ? "classifier" : "regressor"} with link ${this.link}`,
      allowed: "classifiers with link sigmoid, softmax, share, ovrSigmoid or clipped",
      remedy: "use predictions or decisions",
    });
  }

  /** Predicted labels or values, one a row. */
  predictions(decisions: Tensor): Labels {
    if (this.classes) {
      // The second class needs more than half; equal shares are the first's.
      const isShare = this.link === "share" && decisions.shape[1] === 1;
      return decodeLabels(this.classes, decide(isShare ? decisions.map((share) => share - 0.5) : decisions));
    }
    return this.link === "exp" ? decisions.data.map(Math.exp) : decisions.data.slice();
  }
}
