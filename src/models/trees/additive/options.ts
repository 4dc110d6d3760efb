import { choice, integer } from "../../base/index.ts";
import type { OptionTable } from "../../base/index.ts";
import { atLeast } from "../../base/index.ts";
import type { BinStrategy } from "../binning/index.ts";
import { limit, treeModelOptions, within } from "../options.ts";
import type { TreeModelOptions } from "../options.ts";

/** Options of additive models. */
export interface AdditiveOptions extends TreeModelOptions {
  /** How inputs are binned: `quantile` (default) or `uniform`. */
  binning: BinStrategy;
  /** Pairs of features that get a table of their own, chosen by how much they explain. Default 0. */
  interactions: number;
  /** Models that are averaged, each trained on other rows. Default 8. */
  nBags: number;
  /** Greatest number of rounds; each changes the function of every feature once. Default 1000. */
  maxRounds: number;
  /** Factor of every step, above 0 and up to 1. Default 0.1. */
  learningRate: number;
  /** Constant pieces of one step. Default 2. */
  maxLeaves: number;
  /** Rows each piece needs. Default 4. */
  minSamplesLeaf: number;
  /** L2 penalty of the steps. Default 1. */
  regLambda: number;
  /** Share of the rows each model leaves out, to end training where their loss rises; 0 for none. Default 0.15. */
  validationFraction: number;
  /** Rounds without a better loss on those rows after which a model is done; null for never. Default 20. */
  earlyStoppingRounds: number | null;
}

/** The table of {@link AdditiveOptions}. */
export const additiveOptions: OptionTable<AdditiveOptions> = {
  ...treeModelOptions,
  binning: choice<BinStrategy>("quantile", "uniform"),
  interactions: integer(0, 0),
  nBags: integer(8, 1),
  maxRounds: integer(1000, 1),
  learningRate: within(0.1, 0, 1, true),
  maxLeaves: integer(2, 2),
  minSamplesLeaf: integer(4, 1),
  regLambda: atLeast(0, 1),
  validationFraction: within(0.15, 0, 0.9),
  earlyStoppingRounds: limit(20, 1),
};
