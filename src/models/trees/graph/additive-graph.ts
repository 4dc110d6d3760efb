import { trace } from "../../../graph/index.ts";
import type { Graph, Tracer } from "../../../graph/index.ts";
import type { AdditiveParts } from "../additive/terms.ts";

/**
 * Tables over bin numbers as ordinary operations: a lookup a term, of one bin number or of two written as one number,
 * and their sum.
 *
 * @param parts - The terms; their own values are not used.
 * @param tables - Integer values of each term, shape [...bins, outputs].
 * @param base - One integer an output.
 * @param bins - Largest number of bins of a feature.
 * @param name - What the model is called in messages.
 */
export function additiveGraph(
  { features, outputs, terms }: AdditiveParts,
  { tables, base }: { readonly tables: readonly Int32Array[]; readonly base: Float64Array },
  bins: number,
  name: string,
): Graph {
  const size = Math.max(2, bins);
  return trace(
    (x) => {
      const sums = Array.from({ length: outputs }, (_, k) => {
        const parts = terms.map(({ features: used, bins: sizes }, t) => {
          const label = `${name} term ${used.join(" x ")}`;
          const first = x.slice(used[0]);
          // An entry for every pair of numbers inputs may be, also those beyond the bins of a feature.
          const cell = used.length === 1 ? first : first.mul(size).add(x.slice(used[1]));
          const cellOf = (i: number): number =>
            used.length === 1
              ? Math.min(i, sizes[0] - 1)
              : Math.min(Math.floor(i / size), sizes[0] - 1) * sizes[1] + Math.min(i % size, sizes[1] - 1);
          return cell.apply((i) => tables[t][cellOf(i) * outputs + k], "table").label(label);
        });
        return parts.reduce<Tracer | undefined>(
          (sum, part) => (sum === undefined ? part : sum.add(part)),
          undefined,
        );
      });
      const zero = x.slice(0).mul(0);
      const scalars = sums.map((sum, k) => (sum ?? zero).add(base[k]).reshape([1]));
      const [head, ...rest] = scalars;
      return (rest.length === 0 ? head : head.concat(rest)).label(`${name} sum`);
    },
    { x: { shape: [features], min: 0, max: size - 1 } },
  );
}
