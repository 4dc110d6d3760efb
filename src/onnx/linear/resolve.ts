import { Tensor, UnsupportedOperationError } from "../../core/index.ts";
import { Outcome } from "../../models/index.ts";
import type { Labels, LinearLink } from "../../models/index.ts";
import type { Answer } from "./answers.ts";
import type { LinearGraph } from "./read.ts";
import type { LinearMap } from "./rows.ts";

/** What a linear model is, whatever the file's way of writing it. */
export interface LinearModelParts extends LinearMap {
  readonly link: LinearLink;
  /** Classifiers only. */
  readonly classes: Labels | undefined;
}

/** Links of classifiers by how often they occur; `identity` stands for decision values without probabilities. */
const CLASSIFIER_LINKS: readonly LinearLink[] = ["sigmoid", "softmax", "ovrSigmoid", "clipped"];
const REGRESSOR_LINKS = ["identity", "exp"] as const;

/** How far a link may miss the file's outputs at the probes: constants in files are float32. */
const TOLERANCE = 1e-6;

/**
 * Finds the link that makes a model's outputs of its linear part: each is tried at the probes.
 *
 * @throws UnsupportedOperationError where none does.
 */
export function resolveLinear(graph: LinearGraph): LinearModelParts {
  return graph.labels ? resolveClassifier(graph, graph.labels) : resolveRegressor(graph);
}

function resolveRegressor({ rows, outputs, last }: LinearGraph): LinearModelParts {
  const values = outputs.reduce((sum, { data }) => sum + data.length, 0);
  if (rows.count !== 1 || values !== rows.probes.length) {
    throw unknownLink(
      `${values / rows.probes.length} targets`,
      "one target",
      "export one model a target",
      last,
    );
  }
  const decisions = rows.probes;
  const link = REGRESSOR_LINKS.find((known) =>
    isNear(outputs[0].data, new Outcome({ link: known }).predictions(decisions) as Float64Array),
  );
  if (link) return { ...rows.map, link, classes: undefined };
  throw unknownLink(
    "outputs that are no known function of the linear part",
    "the linear part itself, or its exponential",
    "import models with identity or log link",
    last,
  );
}

function resolveClassifier(graph: LinearGraph, labels: Answer): LinearModelParts {
  const { rows, outputs, last } = graph;
  const classes = toLabels(labels.classes!);
  const { map, decisions } = byClass(rows.map, rows.probes, classes.length, last);
  const scores = outputs.length > 0 ? besideEachOther(outputs) : undefined;
  const link = scores ? findLink(scores, decisions, rows.probes, classes) : "identity";
  if (!link) {
    throw unknownLink(
      "probabilities that are no known function of the linear part",
      "decision values, sigmoid, softmax, or sigmoids scaled to sum to 1",
      "import logistic regressions and linear support vector machines",
      last,
    );
  }
  const outcome = new Outcome({ link, classes });
  const predicted = outcome.predictions(decisions);
  const shares = link === "clipped" ? outcome.probabilities(decisions) : undefined;
  const isRight = labels.data.every((label, i) => label === predicted[i] || isTie(shares, i, label, classes));
  if (isRight && labels.data.length === decisions.length) return { ...map, link, classes };
  throw unknownLink(
    "labels that are not those of the greatest decision value",
    "labels as classifiers predict them",
    "export the model without thresholds of its own",
    last,
  );
}

/** Clipped probabilities tie where decision values do not; files then name the first class, scikit-learn the right one. */
function isTie(shares: Tensor | undefined, i: number, label: number | string, classes: Labels): boolean {
  if (!shares) return false;
  const row = shares.row(i);
  const code = Array.from(classes as ArrayLike<unknown>).indexOf(label);
  return code >= 0 && row.every((share) => share <= row[code]);
}

function findLink(
  scores: readonly (number | string)[],
  decisions: Tensor,
  all: Tensor,
  classes: Labels,
): LinearLink | undefined {
  const found = CLASSIFIER_LINKS.find((link) => {
    const isBinary = decisions.shape[1] === 1;
    if (isBinary && (link === "softmax" || link === "ovrSigmoid")) return false;
    if (!isBinary && link === "sigmoid") return false;
    return isNear(scores, new Outcome({ link, classes }).probabilities(decisions).data);
  });
  if (found) return found;
  // Decision values: as they are, or for two classes both of them.
  const both = Float64Array.from([...decisions.data].flatMap((z) => [-z, z]));
  const raw = [all.data, decisions.data, ...(classes.length === 2 ? [both] : [])];
  return raw.some((values) => isNear(scores, values)) ? "identity" : undefined;
}

/** One row for two classes, the second minus the first; else one a class. */
function byClass(
  map: LinearMap,
  probes: Tensor,
  classes: number,
  last: readonly string[],
): { map: LinearMap; decisions: Tensor } {
  const [rows, features] = map.coef.shape;
  if (rows === (classes === 2 ? 1 : classes)) return { map, decisions: probes };
  if (rows !== 2 || classes !== 2) {
    throw unknownLink(
      `${rows} decision values for ${classes} classes`,
      "one a class, or one for two",
      "export one model",
      last,
    );
  }
  const difference = (data: Float64Array, size: number): Float64Array =>
    Float64Array.from({ length: size }, (_, j) => data[size + j] - data[j]);
  return {
    map: {
      coef: new Tensor(difference(map.coef.data, features), [1, features]),
      intercept: difference(map.intercept, 1),
    },
    decisions: new Tensor(
      Float64Array.from({ length: probes.length }, (_, p) => probes.data[2 * p + 1] - probes.data[2 * p]),
      [probes.length, 1],
    ),
  };
}

/** Several outputs of one value a row each are the columns of one: a column a class. */
function besideEachOther(outputs: readonly Answer[]): readonly (number | string)[] {
  if (outputs.length === 1) return outputs[0].data;
  return outputs[0].data.flatMap((_, i) => outputs.map(({ data }) => data[i]));
}

function isNear(found: readonly (number | string)[], expected: ArrayLike<number>): boolean {
  return (
    found.length === expected.length &&
    found.every(
      (value, i) => Math.abs((value as number) - expected[i]) <= TOLERANCE * (1 + Math.abs(expected[i])),
    )
  );
}

function toLabels(classes: readonly (number | string)[]): Labels {
  if (typeof classes[0] === "string") return [...classes] as string[];
  return Float64Array.from(classes as readonly number[]);
}

function unknownLink(
  problem: string,
  allowed: string,
  remedy: string,
  last: readonly string[],
): UnsupportedOperationError {
  return new UnsupportedOperationError({
    where: `fromOnnx: the model's end, ${last.join(", ")}`,
    problem,
    allowed,
    remedy,
  });
}
