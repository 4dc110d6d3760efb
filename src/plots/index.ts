/**
 * Drawings of models as SVG: trees, decision diagrams, feature importances, additive shape functions.
 *
 * Each is one call that resolves to a {@link Figure}: `svg` is the text, and notebooks show it as it is.
 *
 * @module
 */
export type {
  DiagramBit,
  DiagramNode,
  DiagramProgram,
  DiagramRef,
  DiagramTable,
} from "../backends/tfhe/diagrams/index.ts";
export { plotImportances, plotShapes } from "./charts/index.ts";
export type { ImportancePlotModel, ImportancePlotOptions, ShapePlotOptions } from "./charts/index.ts";
export type { FeatureChoice, PlottedTerm, ShapePlotModel } from "./charts/index.ts";
export { plotDiagram } from "./diagrams/index.ts";
export type { DiagramPlotOptions } from "./diagrams/index.ts";
export { Figure } from "./figure.ts";
export type { PlottedGrid, PlottedLabels, PlottedModel } from "./models.ts";
export type { FigureOptions, NamedFigureOptions } from "./options.ts";
export type { Theme } from "./svg/index.ts";
export { plotTree } from "./trees/index.ts";
export type { PlottedTrees, TreePlotModel, TreePlotOptions } from "./trees/index.ts";
