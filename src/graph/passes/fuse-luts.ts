import {
  inputsOf,
  maximumTableEntries,
  narrowest,
  chainOf,
  commonVariable,
  tableCount,
  tabulate,
} from "../univariate.ts";
import type { Univariate } from "../univariate.ts";
import type { NodeFactory } from "../factory.ts";
import type { Node } from "../node.ts";
import { isOp } from "../node.ts";
import { binaryFunctions } from "./binary-functions.ts";
import type { Pass, RuleTools } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";
import { rangeSize } from "../types.ts";

/**
 * Functions of one variable become one lookup of it:
 * lut(lut(x, f), g) -> lut(x, g after f): one bootstrap less in the chain; lut(a x + b) -> lut(x);
 * op(f(x), g(x)) -> lut(x) for products, maxima and comparisons, and for sums of two lookups nobody else reads;
 * lut(x) * a + b -> lut(x) where nobody else reads the lookup: less noise for nothing.
 */
export const fuseLuts: Pass = { name: "fuse lookups", run: (graph) => rewrite(graph, fuse) };

function fuse(node: Node, tools: RuleTools): Node {
  if (node.bounds === "measured") return node;
  const { factory } = tools;
  if (isOp(node, "lut")) return onto(narrowest(chainOf(node)), node, factory);
  if (isOp(node, "neg") || isOp(node, "mul")) return absorb(node, node.inputs[0], tools);
  if (isOp(node, "add") || isOp(node, "sub")) {
    const [x, y] = node.inputs;
    if (y.op === "constant") return absorb(node, x, tools);
    if (x.op === "constant") return absorb(node, y, tools);
    return isPrivateLookup(x, tools) && isPrivateLookup(y, tools) ? combined(node, factory) : node;
  }
  return node.op in binaryFunctions ? combined(node, factory) : node;
}

/** A linear step after a lookup of its own goes into the table. */
function absorb(node: Node, operand: Node, tools: RuleTools): Node {
  if (operand.op !== "lut" || tools.readers(operand) !== 1) return node;
  const [, ...above] = chainOf(node);
  const form = above.find(({ lookups }) => lookups === 1);
  // A table an element would take more room than the step takes time.
  if (form === undefined || tableCount(form) > operand.attributes.tables.shape[0]) return node;
  return onto(form, node, tools.factory);
}

function isPrivateLookup(node: Node, { readers }: RuleTools): boolean {
  return node.op === "lut" && readers(node) === 1;
}

/** op(f(x), g(x)) as a function of x, where both operands depend on one variable. */
function combined(node: Node, factory: NodeFactory): Node {
  const op = binaryFunctions[node.op as keyof typeof binaryFunctions];
  const common = commonVariable(node.inputs[0], node.inputs[1]);
  if (common === undefined) return node;
  const [{ base, f, parameters, lookups }, other] = common;
  const form: Univariate = {
    base,
    f: (v, i) => op(f(v, i), other.f(v, i)),
    parameters: [...parameters, ...other.parameters],
    lookups,
  };
  return onto(form, node, factory);
}

/** The lookup of a function, unless its tables grow too large; then the node stays. */
function onto(form: Univariate, node: Node, factory: NodeFactory): Node {
  if (form.base === node || (isOp(node, "lut") && form.base === node.inputs[0])) return node;
  const tables = tableCount(form);
  const before = isOp(node, "lut") ? node.attributes.tables.size : maximumTableEntries / 8;
  const entries = rangeSize(form.base.type) * tables;
  // One table an element is fine where there was one before; it must not come from fusing.
  if (entries > maximumTableEntries || (tables > 1 && entries > 8 * before)) return node;
  const { attributes } = tabulate(form, inputsOf(form.base));
  return attributes === undefined ? node : factory.make("lut", [form.base], attributes, node.source);
}
