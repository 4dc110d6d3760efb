import { OptionValueError } from "../core/index.ts";
import { checkNames, choice, show, withDefaults } from "../models/base/index.ts";
import type { OptionSpec, OptionTable } from "../models/base/index.ts";
import type { Theme } from "./svg/index.ts";

/** Options of every figure. */
export interface FigureOptions {
  /** The line above the drawing. Default: what is drawn, of which model. */
  readonly title?: string | undefined;
  /**
   * Colours of text and background. Default `auto`: the text colour of the page the figure is put in, and no
   * background. `light` and `dark` paint their own, as a file or an image needs.
   */
  readonly theme?: Theme;
}

/** Options of figures that name features. */
export interface NamedFigureOptions extends FigureOptions {
  /** Names of all features, in order. Default: those of the table in `fit`, else `x0`, `x1`, … */
  readonly featureNames?: readonly string[] | undefined;
}

/** The table entries of {@link FigureOptions}. */
export const figureOptions: {
  readonly title: OptionSpec<string | undefined>;
  readonly theme: OptionSpec<Theme>;
} = {
  title: {
    default: undefined,
    allowed: "a text",
    accepts: (value) => value === undefined || typeof value === "string",
  },
  theme: choice<Theme>("auto", "light", "dark"),
};

/** The table entries of {@link NamedFigureOptions}. */
export const namedFigureOptions: typeof figureOptions & {
  readonly featureNames: OptionSpec<readonly string[] | undefined>;
} = {
  ...figureOptions,
  featureNames: {
    default: undefined,
    allowed: "a list of texts, one a feature",
    accepts: (value) =>
      value === undefined || (Array.isArray(value) && value.every((name) => typeof name === "string")),
  },
};

/**
 * Options with their defaults.
 *
 * @throws UnknownOptionError, OptionValueError naming what is wrong.
 */
export function readOptions<O extends object>(where: string, table: OptionTable<O>, given: Partial<O>): O {
  checkNames(where, given, Object.keys(table));
  const options = withDefaults(table, given);
  const bad = (Object.keys(table) as (keyof O & string)[]).filter(
    (name) => !table[name].accepts(options[name]),
  );
  if (bad.length === 0) return options;
  throw new OptionValueError({
    where,
    problem: bad.map((name) => `${name} = ${show(options[name])}`).join("; "),
    allowed: bad.map((name) => `${name}: ${table[name].allowed}`).join("; "),
    remedy: `correct ${bad.join(", ")}`,
  });
}
