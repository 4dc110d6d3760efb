import { CorruptedDataError, Tensor } from "../../../core/index.ts";
import type { BinnedMatrix } from "../binning/index.ts";
import { quantizeTerms, TREE_LINKS } from "../ensemble/index.ts";
import type { BinnedFunction, IntegerFunction, TreeLink } from "../ensemble/index.ts";
import { additiveGraph } from "../graph/additive-graph.ts";
import type { AdditiveParts } from "./terms.ts";

/** The plain-data form of {@link AdditiveTables}. */
export interface AdditiveTablesJson {
  readonly kind: "additive-tables";
  readonly version: 1;
  readonly features: number;
  readonly outputs: number;
  readonly link: TreeLink;
  readonly base: readonly number[];
  readonly terms: readonly {
    features: readonly number[];
    bins: readonly number[];
    values: readonly number[];
  }[];
}

/** A sum of tables, each looked up by the bins of one or two features. */
export class AdditiveTables implements BinnedFunction {
  readonly parts: AdditiveParts;

  /** @throws CorruptedDataError for tables of wrong sizes, or numbers that are not finite. */
  constructor(parts: AdditiveParts) {
    check(parts);
    this.parts = parts;
  }

  get features(): number {
    return this.parts.features;
  }

  get outputs(): number {
    return this.parts.outputs;
  }

  get link(): TreeLink {
    return this.parts.link;
  }

  decisions(bins: BinnedMatrix): Tensor {
    return this.#sum(
      bins,
      this.parts.terms.map(({ values }) => values),
      this.parts.base,
    );
  }

  quantize(
    nBits: number,
  ): IntegerFunction & { readonly tables: readonly Int32Array[]; readonly base: Float64Array } {
    const { terms, outputs, base: realBase } = this.parts;
    const all = Array.from({ length: outputs }, (_, k) => k);
    const tables = terms.map(({ values }) => values);
    const { terms: integers, base, scale, ranges } = quantizeTerms(tables, () => all, realBase, nBits);
    return {
      ...{ tables: integers, base, scale, ranges },
      integers: (bins) => this.#sum(bins, integers, base),
      graph: (bins, name) => additiveGraph(this.parts, { tables: integers, base }, bins, name),
    };
  }

  /** What one term adds to each row, shape [n, outputs]. */
  contributions(bins: BinnedMatrix, term: number): Tensor {
    const none = new Float64Array(this.outputs);
    const { terms } = this.parts;
    return this.#sum(
      bins,
      terms.map(({ values }, t) => (t === term ? values : undefined)),
      none,
    );
  }

  toJSON(): AdditiveTablesJson {
    const { features, outputs, link, base, terms } = this.parts;
    return {
      ...{ kind: "additive-tables", version: 1, features, outputs, link },
      base: Array.from(base),
      terms: terms.map((term) => ({
        features: term.features,
        bins: term.bins,
        values: Array.from(term.values),
      })),
    };
  }

  /** @throws CorruptedDataError for anything toJSON could not have written. */
  static fromJSON(json: unknown): AdditiveTables {
    const given = json as Partial<AdditiveTablesJson> | null;
    if (given?.kind !== "additive-tables" || (given.version as number) !== 1)
      throw corrupted(`kind ${String(given?.kind)}, version ${String(given?.version)}`);
    if (!Array.isArray(given.terms)) throw corrupted("no terms");
    const terms = (given.terms as readonly Partial<AdditiveTablesJson["terms"][number]>[]).map((term) => ({
      features: numbers(term.features),
      bins: numbers(term.bins),
      values: Float64Array.from(numbers(term.values)),
    }));
    return new AdditiveTables({
      features: given.features!,
      outputs: given.outputs!,
      link: given.link!,
      base: Float64Array.from(numbers(given.base)),
      terms,
    });
  }

  #sum(
    bins: BinnedMatrix,
    tables: readonly (Float64Array | Int32Array | undefined)[],
    base: Float64Array,
  ): Tensor {
    const { outputs, terms } = this.parts;
    const sums = Tensor.zeros([bins.rows, outputs]);
    const { data } = sums;
    for (let at = 0; at < data.length; at++) data[at] = base[at % outputs];
    terms.forEach(({ features, bins: sizes }, t) => {
      const table = tables[t];
      if (!table) return;
      const first = bins.columns[features[0]];
      const second = features.length === 2 ? bins.columns[features[1]] : undefined;
      for (let i = 0, at = 0; i < bins.rows; i++) {
        const cell = second ? first[i] * sizes[1] + second[i] : first[i];
        for (let k = 0; k < outputs; k++) data[at++] += table[cell * outputs + k];
      }
    });
    return sums;
  }
}

function check({ features, outputs, link, base, terms }: AdditiveParts): void {
  if (!TREE_LINKS.includes(link)) throw corrupted(`link "${link}"`);
  if (!Number.isInteger(features) || features < 1) throw corrupted(`${features} features`);
  if (!Number.isInteger(outputs) || outputs < 1) throw corrupted(`${outputs} outputs`);
  if (base.length !== outputs || !base.every(Number.isFinite))
    throw corrupted("base values that are not one finite number an output");
  const bad = terms.findIndex(({ features: used, bins, values }) => {
    const areFeatures = used.every((j) => Number.isInteger(j) && j >= 0 && j < features);
    const isShaped =
      used.length === bins.length && (used.length === 1 || (used.length === 2 && used[0] !== used[1]));
    const cells = bins.reduce((product, size) => product * size, 1);
    return !areFeatures || !isShaped || values.length !== cells * outputs || !values.every(Number.isFinite);
  });
  if (bad >= 0) throw corrupted(`term ${bad}, whose features, sizes or values do not belong together`);
}

function numbers(list: unknown): number[] {
  if (Array.isArray(list) && list.every((value) => typeof value === "number")) return list;
  throw corrupted("a list of numbers that is damaged");
}

function corrupted(problem: string): CorruptedDataError {
  return new CorruptedDataError({
    where: "AdditiveTables",
    problem,
    allowed: "tables by one or two features, one finite number an output and cell",
    remedy: "write the model again with this version of the library",
  });
}
