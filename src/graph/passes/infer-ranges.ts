import type { Node } from "../node.ts";
import type { Pass } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";
import { LinearForms } from "./linear-forms.ts";

/**
 * Narrows the ranges of levelled values beyond their ops' rules: a linear value is written as a combination of
 * what it is ultimately computed from, so that what cancels (x - x) or is bounded together (two layers of weights)
 * is seen. Sound, and exact for independent variables.
 */
export const inferRanges: Pass = {
  name: "infer ranges",
  run: (graph) => {
    if (graph.isMeasured) return graph;
    const forms = new LinearForms();
    return rewrite(graph, (node, { factory }) => {
      const range = forms.rangeOf(node);
      if (range === undefined || (range.min <= node.type.min && range.max >= node.type.max)) return node;
      const { op, inputs, attributes, source }: Node = node;
      const narrower = factory.make(op, inputs, attributes, source, { range, bounds: "proved" });
      forms.replace(node, narrower);
      return narrower;
    });
  },
};
