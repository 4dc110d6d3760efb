import {
  checkNotEmpty,
  columnNamesOf,
  EmptyInputError,
  FeatureCountError,
  FeatureNameError,
  frameToMatrix,
  OptionValueError,
  throwIfCancelled,
} from "../../core/index.ts";
import type { Frame, LabelsLike, RunOptions, Tensor } from "../../core/index.ts";
import { BaseEstimator, checkNames, checkOptions, flag, modelJson } from "../base/index.ts";
import type { EstimatorSpec, ModelJson, OptionSpec, TableLike } from "../base/index.ts";
import type {
  ColumnPart,
  ColumnState,
  ColumnStep,
  ColumnTransformerOptions,
  FittedColumns,
} from "./column-parts.ts";
import { checkResult, forPart, namesOf, sideBySide } from "./column-results.ts";
import { isColumns, resolveColumns, toNamedTable } from "./columns.ts";
import type { NamedTable } from "./columns.ts";
import { nestedParams, nestedTable, setNestedParams } from "./nested-params.ts";
import { dumpStep } from "./persistence.ts";
import { readColumnTransformer } from "./column-persistence.ts";
import {
  cloneStep,
  fitTransformer,
  isTransformer,
  nameProblems,
  routeOptions,
  withoutRunOptions,
} from "./steps.ts";
import type { StepEstimator } from "./steps.ts";

const PART: Omit<OptionSpec<unknown>, "default"> = {
  allowed: 'a transformer, "passthrough" or "drop"',
  accepts: (value) => value === "passthrough" || value === "drop" || isTransformer(value),
};
const VERBOSE = flag(true);

/**
 * Applies transformers to columns of a table, and puts the results side by side as one matrix.
 *
 * Columns are picked by name, position, flags or a function. Of a table with names only the picked columns
 * are needed to transform, in any order. `fit` trains copies: `namedTransformers_` has them.
 */
export class ColumnTransformer extends BaseEstimator<Record<string, unknown>> {
  #transformers: readonly ColumnStep[];
  #remainder: ColumnPart;
  #verbose: boolean;
  readonly #unknown: readonly string[];
  #fitted: ColumnState | undefined;

  /** @param transformers - Name, part and columns of each; checked by `fit`. */
  constructor(transformers: readonly ColumnStep[], options: ColumnTransformerOptions = {}) {
    super();
    this.#transformers = transformers;
    this.#remainder = options.remainder ?? "drop";
    this.#verbose = options.verboseFeatureNamesOut ?? true;
    this.#unknown = Object.keys(options).filter((name) => !OPTIONS.includes(name));
  }

  /**
   * Reads what `dump` wrote, as an object or JSON text; `loadModel` and `loadTransformer` call it.
   *
   * @param loadStep - Reads the dump of one transformer.
   * @throws CorruptedDataError for anything `dump` could not have written.
   */
  static load(json: unknown, loadStep: (json: unknown) => StepEstimator): ColumnTransformer {
    const { transformers, remainder, verboseFeatureNamesOut, state } = readColumnTransformer(json, loadStep);
    const loaded = new ColumnTransformer(transformers, { remainder, verboseFeatureNamesOut });
    return loaded.#setState(state);
  }

  override get spec(): EstimatorSpec<Record<string, unknown>> {
    const transformers: OptionSpec<unknown> = {
      default: this.#transformers,
      allowed: "a list of [name, transformer, columns]",
      accepts: (value) => Array.isArray(value),
    };
    return {
      name: "ColumnTransformer",
      options: {
        transformers,
        verboseFeatureNamesOut: VERBOSE,
        ...nestedTable(this.#parts(), PART),
      },
      tags: { kind: "transformer", targets: "none", fitsTargets: true },
    };
  }

  override get isFitted(): boolean {
    return this.#fitted !== undefined;
  }

  /** Number of columns seen in fit. @throws NotFittedError */
  get nFeaturesIn_(): number {
    return this.#state("nFeaturesIn_").features;
  }

  /** The fitted parts by name, the remainder as `remainder`. @throws NotFittedError */
  get namedTransformers_(): Readonly<Record<string, ColumnPart>> {
    const { parts } = this.#state("namedTransformers_");
    return Object.fromEntries(parts.map(({ name, part }) => [name, part]));
  }

  override getParams(): Record<string, unknown> {
    return {
      transformers: this.#transformers,
      verboseFeatureNamesOut: this.#verbose,
      ...nestedParams(this.#parts()),
    };
  }

  /**
   * Sets options, also those of parts (`scale__withMean`), or replaces a part by its name.
   *
   * @throws UnknownOptionError, OptionValueError naming every wrong option; nothing is changed then.
   */
  override setParams(given: Readonly<Record<string, unknown>>): this {
    const where = this.at("setParams");
    if (given.transformers !== undefined) checkTransformers(given.transformers, where);
    const before = (given.transformers ?? this.#transformers) as readonly ColumnStep[];
    const transformers = before.map(([name, part, columns]): ColumnStep => [
      name,
      (given[name] ?? part) as ColumnPart,
      columns,
    ]);
    const remainder = (given.remainder ?? this.#remainder) as ColumnPart;
    const parts = [
      ...transformers.map(([name, part]) => [name, part] as const),
      ["remainder", remainder] as const,
    ];
    const { transformers: list, verboseFeatureNamesOut } = this.spec.options;
    checkOptions(where, { transformers: list, verboseFeatureNamesOut, ...nestedTable(parts, PART) }, given);
    setNestedParams(parts, given);
    this.#transformers = transformers;
    this.#remainder = remainder;
    this.#verbose = (given.verboseFeatureNamesOut ?? this.#verbose) as boolean;
    return this;
  }

  /** An unfitted one with unfitted copies of the parts. */
  override clone(): this {
    const copy = (part: ColumnPart): ColumnPart => (isTransformer(part) ? cloneStep(part) : part);
    // What is wrong with the list is for fit to say.
    const steps = Array.isArray(this.#transformers)
      ? (this.#transformers as readonly ColumnStep[]).map((step): ColumnStep =>
          Array.isArray(step) ? [step[0], copy(step[1]), step[2]] : step,
        )
      : this.#transformers;
    return new ColumnTransformer(steps, {
      remainder: copy(this.#remainder),
      verboseFeatureNamesOut: this.#verbose,
    }) as this;
  }

  /**
   * Trains each part on its columns.
   *
   * @param y - For parts that use targets.
   * @throws OptionValueError, UnknownOptionError for parts and options that cannot be.
   * @throws InvalidInputError for columns there are none of; EmptyInputError where no column is left; the
   *   errors of the parts.
   */
  async fit(X: TableLike, y?: LabelsLike, options: RunOptions = {}): Promise<this> {
    const where = this.at("fit");
    this.#checkOptions(where);
    throwIfCancelled(options.signal, where);
    const steps = [...this.#transformers.map(([name]) => name), "remainder"];
    const { byStep, own } = routeOptions(withoutRunOptions(options), steps, where);
    checkNames(where, own, ["signal", "onProgress"]);

    const table = toNamedTable(X, `${where}(X)`);
    checkNotEmpty(table.frame, `${where}(X)`);
    const picked = this.#transformers.map(([name, part, columns]) => ({
      name,
      part,
      columns: resolveColumns(columns, table, `${where}, columns of "${name}"`),
    }));
    const used = new Set(picked.flatMap(({ columns }) => columns));
    const rest = table.frame.names.map((_, j) => j).filter((j) => !used.has(j));
    const parts: FittedColumns[] = [];
    for (const { name, part, columns } of [
      ...picked,
      { name: "remainder", part: this.#remainder, columns: rest },
    ]) {
      if (part === "drop" || columns.length === 0) continue;
      const fitted = isTransformer(part) ? cloneStep(part) : part;
      if (isTransformer(fitted)) {
        await fitTransformer(
          fitted,
          forPart(table.frame.select(columns), table.isNamed, where),
          y,
          byStep.get(name),
        );
      }
      parts.push({ name, part: fitted, columns });
    }
    if (parts.length === 0) throw nothingLeft(where);
    return this.#setState({
      parts,
      features: table.frame.names.length,
      names: table.isNamed ? columnNamesOf(table.frame) : undefined,
    });
  }

  /**
   * The parts' results side by side, shape [n, columns].
   *
   * @throws NotFittedError, FeatureCountError; FeatureNameError for a table that lacks columns; the errors of
   *   the parts.
   */
  async transform(X: TableLike): Promise<Tensor> {
    const state = this.#state("transform");
    const where = this.at("transform");
    const table = toNamedTable(X, `${where}(X)`);
    const select = this.#selection(table, state, where);
    const results: Tensor[] = [];
    for (const { name, part, columns } of state.parts) {
      const frame = select(columns);
      const result = isTransformer(part)
        ? await part.transform(forPart(frame, state.names !== undefined, where) as never)
        : frameToMatrix(frame, `${where}(X)`);
      results.push(checkResult(result, frame.length, name, where));
    }
    return sideBySide(results);
  }

  /** `fit`, then `transform` of the same rows. */
  async fitTransform(X: TableLike, y?: LabelsLike, options: RunOptions = {}): Promise<Tensor> {
    await this.fit(X, y, options);
    return this.transform(X);
  }

  /**
   * Names of the columns made: those the parts give, after the part's own name.
   *
   * @throws NotFittedError, FeatureCountError; UnsupportedOperationError where a part gives no names.
   */
  getFeatureNamesOut(inputs?: readonly string[]): string[] {
    const { parts, names, features } = this.#state("getFeatureNamesOut");
    const where = this.at("getFeatureNamesOut");
    if (inputs && inputs.length !== features) throw wrongCount(inputs.length, features, where);
    const all = names ?? inputs ?? Array.from({ length: features }, (_, j) => `x${j}`);
    return parts.flatMap(({ name, part, columns }) => {
      const own = columns.map((j) => all[j]);
      const made = isTransformer(part) ? namesOf(part, own, name, where) : own;
      return this.#verbose ? made.map((column) => `${name}__${column}`) : made;
    });
  }

  /** The fitted transformer as plain data. @throws NotFittedError, UnsupportedOperationError */
  dump(): ModelJson {
    const { parts, features, names } = this.#state("dump");
    return modelJson(
      "ColumnTransformer",
      { verboseFeatureNamesOut: this.#verbose },
      {
        features,
        parts: parts.map(({ name, part, columns }) => ({
          name,
          columns,
          step: dumpStep(name, part, this.at("dump")),
        })),
        ...(names ? { featureNames: names } : {}),
      },
    );
  }

  #parts(): (readonly [string, ColumnPart])[] {
    const given = Array.isArray(this.#transformers) ? (this.#transformers as readonly ColumnStep[]) : [];
    const own = given.filter((item) => Array.isArray(item)).map(([name, part]) => [name, part] as const);
    return [...own, ["remainder", this.#remainder] as const];
  }

  #checkOptions(where: string): void {
    checkOptions(
      where,
      { remainder: { default: "drop", ...PART }, verboseFeatureNamesOut: VERBOSE },
      {
        remainder: this.#remainder,
        verboseFeatureNamesOut: this.#verbose,
        ...Object.fromEntries(this.#unknown.map((name) => [name, true])),
      },
    );
    checkTransformers(this.#transformers, where);
  }

  /** How to pick columns of fit from a table to transform. */
  #selection(
    { frame, isNamed }: NamedTable,
    { parts, names, features }: ColumnState,
    where: string,
  ): (columns: readonly number[]) => Frame {
    if (names && isNamed) {
      const needed = parts.flatMap(({ columns }) => columns.map((j) => names[j]));
      const missing = [...new Set(needed)].filter((name) => !frame.names.includes(name));
      if (missing.length === 0) return (columns) => frame.select(columns.map((j) => names[j]));
      throw new FeatureNameError({
        where: `${where}(X)`,
        problem: `a table without the columns ${missing.join(", ")}`,
        allowed: `a table with ${needed.join(", ")}, in any order`,
        remedy: "add the columns, or fit again without them",
      });
    }
    if (frame.names.length !== features) throw wrongCount(frame.names.length, features, `${where}(X)`);
    this.checkNamesOf(isNamed ? frame : undefined, "transform");
    // Parts that saw names in fit see them again.
    const named = names ? frame.renamed(names) : frame;
    return (columns) => named.select(columns);
  }

  #setState(state: ColumnState): this {
    this.#fitted = state;
    this.setFeatureNames(state.names);
    return this;
  }

  #state(method: string): ColumnState {
    if (this.#fitted) return this.#fitted;
    throw this.notFitted(method);
  }
}

const OPTIONS: readonly string[] = ["remainder", "verboseFeatureNamesOut"];

function checkTransformers(given: unknown, where: string): void {
  const isList = Array.isArray(given) && given.every((item) => Array.isArray(item) && item.length === 3);
  const items = isList ? (given as readonly ColumnStep[]) : [];
  const problems = [
    ...(isList ? [] : ["no list of [name, transformer, columns]"]),
    ...nameProblems(
      items.map(([name]) => name),
      [...OPTIONS, "transformers"],
    ),
    ...items.flatMap(([name, part, columns]) => [
      ...(PART.accepts(part) ? [] : [`"${name}" has no transform`]),
      ...(isColumns(columns) ? [] : [`columns of "${name}" that are none`]),
    ]),
  ];
  if (problems.length === 0) return;
  throw new OptionValueError({
    where,
    problem: problems.join("; "),
    allowed:
      '[name, transformer, columns] triples; "passthrough" or "drop" for a transformer; columns by name, position, flags or a function',
    remedy: 'pass for example [["scale", new StandardScaler(), ["age", "income"]]]',
  });
}

function wrongCount(given: number, features: number, where: string): FeatureCountError {
  return new FeatureCountError({
    where,
    problem: `${given} columns`,
    allowed: `${features} columns, as in fit`,
    remedy: "pass the columns of fit in the same order, or tables with names",
  });
}

function nothingLeft(where: string): EmptyInputError {
  return new EmptyInputError({
    where,
    problem: "no column is left",
    allowed: "at least one column that is not dropped",
    remedy: 'correct the columns, or set remainder: "passthrough"',
  });
}
