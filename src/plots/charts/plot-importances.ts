import { integer } from "../../models/base/index.ts";
import type { OptionTable } from "../../models/base/index.ts";
import type { Figure } from "../figure.ts";
import { loadPlot, openDocument } from "../libraries.ts";
import { checkFitted, featureNames, unsuitable } from "../models.ts";
import type { PlottedModel } from "../models.ts";
import { namedFigureOptions, readOptions } from "../options.ts";
import type { NamedFigureOptions } from "../options.ts";
import { ACCENT, formatNumber, frame } from "../svg/index.ts";
import { chart } from "./chart.ts";

/** A model that knows how much each feature matters: every tree model and additive model. */
export interface ImportancePlotModel extends PlottedModel {
  /** One a feature, adding up to 1. */
  readonly featureImportances_?: Float64Array;
}

/** Options of {@link plotImportances}. */
export interface ImportancePlotOptions extends NamedFigureOptions {
  /** Most important features drawn. Default 20. */
  readonly top?: number;
}

const options: OptionTable<Required<ImportancePlotOptions>> = { ...namedFigureOptions, top: integer(20, 1) };

const WHERE = "plotImportances";
const [WIDTH, BAR_HEIGHT] = [640, 20];

/**
 * Feature importances of a fitted model as bars, the greatest first, features of equal importance in their own order.
 *
 * @throws NotFittedError; InvalidInputError for a model without importances.
 * @throws MissingPackageError where Observable Plot or linkedom is not installed.
 * @throws UnknownOptionError, OptionValueError
 */
export async function plotImportances(
  model: ImportancePlotModel,
  given: ImportancePlotOptions = {},
): Promise<Figure> {
  const { top, theme, title, ...read } = readOptions(WHERE, options, given);
  checkFitted(model, WHERE);
  const importances = model.featureImportances_;
  if (!importances) throw unsuitable(WHERE, model, "feature importances", "tree models and additive models");
  const names = featureNames(model, importances.length, read.featureNames, WHERE);
  const ranked = Array.from(importances, (importance, feature) => ({
    importance,
    feature: names[feature],
  }));
  ranked.sort((a, b) => b.importance - a.importance);
  const shown = ranked.slice(0, top);
  const plot = await loadPlot(WHERE);
  const document = await openDocument(WHERE);
  const longest = Math.max(...shown.map(({ feature }) => feature.length));
  const { svg, width, height } = chart(
    { plot, document },
    { width: WIDTH, height: 60 + BAR_HEIGHT * shown.length },
    {
      marginLeft: 14 + Math.min(40, longest) * 6.5,
      x: { label: "importance", grid: true, domain: [0, Math.max(...importances) || 1] },
      y: { label: null, domain: shown.map(({ feature }) => feature) },
      marks: [
        plot.barX(shown, {
          ...{ x: "importance", y: "feature", fill: ACCENT, className: "importance" },
          title: ({ feature, importance }: (typeof shown)[number]) =>
            `${feature}: ${formatNumber(importance)}`,
        }),
        plot.ruleX([0]),
      ],
    },
  );
  const all = `${importances.length} features`;
  const count = shown.length < importances.length ? `${shown.length} of ${all}` : all;
  const list = shown.map(({ feature, importance }) => `${feature} ${formatNumber(importance)}`).join(", ");
  return frame({
    ...{ kind: "fhe-importances", theme, body: svg, width, height },
    title: title ?? `${model.spec.name}: importance of ${count}`,
    description: `Bars, the most important feature first: ${list}.`,
  });
}
