import { integer } from "../../models/base/index.ts";
import type { OptionTable } from "../../models/base/index.ts";
import type { Figure } from "../figure.ts";
import { loadPlot, openDocument } from "../libraries.ts";
import { checkFitted, featureNames, unsuitable } from "../models.ts";
import { namedFigureOptions, readOptions } from "../options.ts";
import type { NamedFigureOptions } from "../options.ts";
import { frame } from "../svg/index.ts";
import { grid } from "./chart.ts";
import type { Chart, ChartMaker } from "./chart.ts";
import { pairChart } from "./pair-chart.ts";
import { shapeChart } from "./shape-chart.ts";
import { chooseTerms, nameOf, outputNames, outputsOf } from "./terms.ts";
import type { FeatureChoice, PlottedTerm, ShapePlotModel } from "./terms.ts";

/** Options of {@link plotShapes}. */
export interface ShapePlotOptions extends NamedFigureOptions {
  /** A feature by number or name, or two for the table of a pair. Default: the functions that matter most. */
  readonly feature?: FeatureChoice | undefined;
  /** Functions drawn at most where no feature is chosen. Default 12. */
  readonly top?: number;
}

const options: OptionTable<Required<ShapePlotOptions>> = {
  ...namedFigureOptions,
  feature: {
    default: undefined,
    allowed: "the number or name of a feature, or a list of two of them",
    accepts: (value) =>
      value === undefined ||
      isFeature(value) ||
      (Array.isArray(value) && value.length === 2 && value.every(isFeature)),
  },
  top: integer(12, 1),
};

const WHERE = "plotShapes";
const [SINGLE, SMALL] = [
  { width: 560, height: 280 },
  { width: 300, height: 200 },
];
/** Heat maps need room for their scale of colours. */
const PAIR_EXTRA = 120;

/**
 * The functions an additive model sums: a step function of a feature in its own units, its bins marked along the axis, or
 * a heat map of a pair. With several classes there is one chart a class.
 *
 * All charts of a figure have one scale, so that sizes compare. Values are log odds for classifiers, units of the
 * target for regressors, and average to 0 over the rows of training.
 *
 * @throws NotFittedError; InvalidInputError for a model that is not additive, and features it does not use.
 * @throws MissingPackageError where Observable Plot or linkedom is not installed.
 * @throws UnknownOptionError, OptionValueError
 */
export async function plotShapes(model: ShapePlotModel, given: ShapePlotOptions = {}): Promise<Figure> {
  const { feature, top, theme, title, ...read } = readOptions(WHERE, options, given);
  checkFitted(model, WHERE);
  const all = model.terms_;
  if (!all) throw unsuitable(WHERE, model, "shape functions", "AdditiveClassifier and AdditiveRegressor");
  const names = featureNames(model, model.binner_.edges.length, read.featureNames, WHERE);
  const terms = chooseTerms(names, all, feature, top, WHERE);
  const maker = { plot: await loadPlot(WHERE), document: await openDocument(WHERE) };
  const scale = scaleOf(terms);
  const isAlone = terms.length === 1 && outputsOf(terms[0]) === 1;
  const charts = terms.flatMap((term) => chartsOf(maker, { model, names }, term, scale, isAlone));
  const columns = terms.length > 0 && outputsOf(terms[0]) > 1 ? Math.min(outputsOf(terms[0]), 3) : 3;
  const { svg, width, height } = charts.length > 0 ? grid(charts, columns) : { svg: "", width: 0, height: 0 };
  const labels = terms.map(({ features }) => nameOf(names, features));
  const what =
    feature === undefined
      ? `${terms.length === all.length ? "" : `${terms.length} of `}${all.length} functions`
      : `what ${labels[0]} adds`;
  return frame({
    ...{ kind: "fhe-shapes", theme, body: svg, width, height },
    title: title ?? `${model.spec.name}: ${what}`,
    description: `${charts.length} charts of what is added to the prediction, by ${labels.join(", ") || "no feature"}.`,
  });
}

/** The charts of one term, one an output. */
function chartsOf(
  maker: ChartMaker,
  { model, names }: { readonly model: ShapePlotModel; readonly names: readonly string[] },
  term: PlottedTerm,
  { domain, extent }: Scale,
  isAlone: boolean,
): Chart[] {
  const { features, bins, values } = term;
  const outputs = outputsOf(term);
  const { edges } = model.binner_;
  const [first, second] = features;
  const size = isAlone ? SINGLE : SMALL;
  return outputNames(model, outputs).map((output, k) => {
    if (features.length === 1) {
      const own = Array.from({ length: edges[first].length + 1 }, (_, bin) => values[bin * outputs + k]);
      const shape = { edges: edges[first], values: own, feature: names[first], output, domain };
      return shapeChart(maker, shape, size);
    }
    return pairChart(
      maker,
      {
        edges: [edges[first], edges[second]],
        names: [names[first], names[second]],
        valueAt: (a, b) => values[(a * bins[1] + b) * outputs + k],
        output,
        extent,
      },
      { width: size.width, height: size.height + PAIR_EXTRA },
    );
  });
}

/** The scale all charts of a figure share. */
interface Scale {
  /** Least and greatest value of the axis of step functions. */
  readonly domain: readonly [number, number];
  /** Greatest size: the ends of the colours of heat maps. */
  readonly extent: number;
}

/** From the least to the greatest value of all terms, 0 among them, and never empty. */
function scaleOf(terms: readonly PlottedTerm[]): Scale {
  let [least, greatest] = [0, 0];
  for (const { values } of terms) {
    for (const value of values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  }
  if (least === greatest) return { domain: [-1, 1], extent: 1 };
  // Room for the marks of the bins below, and for the width of the line above.
  const height = greatest - least;
  return {
    domain: [least - 0.1 * height, greatest + 0.03 * height],
    extent: Math.max(-least, greatest),
  };
}

function isFeature(value: unknown): boolean {
  return typeof value === "string" || Number.isInteger(value);
}
