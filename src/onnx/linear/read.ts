import { UnsupportedOperationError } from "../../core/index.ts";
import type { OnnxGraph, OnnxNode } from "../model.ts";
import { invalidNode, nodeLabel, numbersOf, operatorOf, unsupportedNode } from "../nodes.ts";
import { answerOperators, evaluate } from "./answer-ops.ts";
import { answer } from "./answers.ts";
import type { Answer } from "./answers.ts";
import { classify } from "./classify.ts";
import { featureOperators, stepOf } from "./feature-ops.ts";
import { compose, linearOperators, linearPartOf } from "./linear-ops.ts";
import type { LinearPart } from "./linear-ops.ts";
import { LinearRows } from "./rows.ts";
import type { LinearMap } from "./rows.ts";
import { listsOf } from "./steps.ts";
import type { Features, Linear, Value } from "./values.ts";

/** A model as it was read: steps of the features, a linear part, and what its outputs are at the probes. */
export interface LinearGraph {
  readonly features: Features;
  readonly rows: LinearRows;
  /** Labels, where the model gives some. */
  readonly labels: Answer | undefined;
  /** The other outputs. */
  readonly outputs: readonly Answer[];
  /** The operators that made the outputs, for messages. */
  readonly last: readonly string[];
}

/**
 * Reads a graph as steps of the features, one linear part, and what follows it.
 *
 * The linear part is what every linear classifier and regressor is; what follows is evaluated at probes, so
 * that the many ways converters write a link need no pattern each.
 *
 * @throws UnsupportedOperationError naming operator and node of anything else.
 */
export function readLinearGraph(graph: OnnxGraph): LinearGraph {
  return new Reader(graph).read();
}

class Reader {
  readonly #graph: OnnxGraph;
  readonly #values = new Map<string, Value>();
  readonly #rows = new LinearRows();
  /** Linear parts that are read by what follows: each is a row, or rows, of its own. */
  readonly #answers = new Map<LinearMap, Answer>();
  #features: Features | undefined;

  constructor(graph: OnnxGraph) {
    this.#graph = graph;
  }

  read(): LinearGraph {
    const { inputs, initializers, nodes, outputs } = this.#graph;
    for (const { name, type } of inputs) {
      const width = type.kind === "tensor" ? type.shape?.at(-1) : undefined;
      const column = { name, width: typeof width === "number" ? width : undefined };
      this.#values.set(name, { kind: "features", columns: [column], steps: [] });
    }
    for (const [name, tensor] of initializers) this.#values.set(name, { kind: "constant", tensor });
    for (const node of nodes) this.#run(node);
    const results = outputs.map(({ name }) => this.#result(name));
    if (!this.#features) throw noModel();
    return {
      features: this.#features,
      rows: this.#rows,
      labels: results.find(({ classes }) => classes),
      outputs: results.filter(({ classes }) => !classes),
      last: nodes.slice(-4).map(nodeLabel),
    };
  }

  #run(node: OnnxNode): void {
    const inputs = node.inputs.map((name) => (name === "" ? undefined : this.#value(name, node)));
    if (operatorOf(node) === "Constant") {
      this.#set(node, 0, constantOf(node));
      return;
    }
    if (inputs.some((value) => value?.kind === "answer")) {
      this.#set(node, 0, {
        kind: "answer",
        answer: evaluate(
          node,
          inputs.map((value) => this.#toAnswer(value, node)),
        ),
      });
      return;
    }
    const source = inputs.find((value) => value?.kind === "features" || value?.kind === "linear");
    if (!source)
      throw unsupportedNode(
        node,
        "a computation on constants",
        "constants as the file stores them",
        "simplify the model before export, for example with onnxsim",
      );
    const part = linearPartOf(inputs, node);
    if (part && inputs[0] === source) this.#linear(source, part, node);
    else if (source.kind === "linear") this.#afterLinear(source, inputs, node);
    else this.#step(source, inputs, node);
  }

  #step(features: Features, inputs: readonly (Value | undefined)[], node: OnnxNode): void {
    const next = stepOf(features, inputs, node);
    if (!next) throw unknownOperator(node);
    this.#set(node, 0, next);
  }

  #linear(source: Features | Linear, part: LinearPart, node: OnnxNode): void {
    const from = source.kind === "features" ? source : source.from;
    const map = compose(source, part, node);
    this.#checkFeatures(from, map.coef.shape[1], node);
    if (!part.classifier) {
      this.#set(node, 0, { kind: "linear", from, map, hasAxis: part.hasAxis });
      return;
    }
    const scores = this.#rows.add(map, true);
    const outputs = classify(scores, part.classifier, node);
    for (const [i, found] of outputs.entries()) this.#set(node, i, { kind: "answer", answer: found });
  }

  /** A constant added to a linear map is its intercept; anything else reads the map's values. */
  #afterLinear(source: Linear, inputs: readonly (Value | undefined)[], node: OnnxNode): void {
    const other = inputs.find((value) => value !== source);
    if (
      (node.op === "Add" || (node.op === "Sub" && inputs[0] === source)) &&
      node.domain === "" &&
      other?.kind === "constant"
    ) {
      const outputs = source.map.intercept.length;
      const given = numbersOf(other.tensor, node).map((x) => (node.op === "Sub" ? -x : x));
      if (given.length !== 1 && given.length !== outputs)
        throw invalidNode(node, `${given.length} values for ${outputs} outputs`, "one an output");
      const bad = given.find((value) => !Number.isFinite(value));
      if (bad !== undefined) throw invalidNode(node, `an intercept that is ${bad}`, "finite intercepts");
      const intercept = source.map.intercept.map((value, k) => value + given[given.length === 1 ? 0 : k]);
      this.#set(node, 0, { ...source, map: { ...source.map, intercept } });
      return;
    }
    if (operatorOf(node) === "Identity") {
      this.#set(node, 0, source);
      return;
    }
    this.#set(node, 0, {
      kind: "answer",
      answer: evaluate(
        node,
        inputs.map((value) => this.#toAnswer(value, node)),
      ),
    });
  }

  #toAnswer(value: Value | undefined, node: OnnxNode): Answer | undefined {
    if (value === undefined) return undefined;
    if (value.kind === "answer") return value.answer;
    if (value.kind === "linear") return this.#linearAnswer(value);
    if (value.kind === "features")
      throw unsupportedNode(
        node,
        "features beside the outputs of a linear part",
        "models that are linear in the features",
        "import that part of the model only",
      );
    const { dtype, shape, data } = value.tensor;
    return answer(
      shape,
      dtype === "string" ? (data as readonly string[]) : [...numbersOf(value.tensor, node)],
    );
  }

  #linearAnswer({ map, hasAxis }: Linear): Answer {
    let found = this.#answers.get(map);
    if (!found) this.#answers.set(map, (found = this.#rows.add(map, hasAxis)));
    return found;
  }

  /** All linear parts must read the same features, as wide as their coefficients. */
  #checkFeatures(features: Features, width: number, node: OnnxNode): void {
    this.#features ??= features;
    if (this.#features !== features) {
      throw unsupportedNode(
        node,
        "a second linear part, on other features",
        "one linear part, or several on the same features",
        "export the parts as models of their own",
      );
    }
    const declared = features.columns.reduce((sum, column) => sum + (column.width ?? NaN), 0);
    const lists = features.steps.flatMap(listsOf).map((list) => list.length);
    const bad = [declared, ...lists.filter((size) => size !== 1)].find(
      (size) => !Number.isNaN(size) && size !== width,
    );
    if (bad === undefined) return;
    throw invalidNode(
      node,
      `coefficients for ${width} features after a part for ${bad}`,
      "parts of one width",
    );
  }

  #result(name: string): Answer {
    const value = this.#values.get(name);
    if (value?.kind === "answer") return value.answer;
    if (value?.kind === "linear") return this.#linearAnswer(value);
    throw noModel();
  }

  #value(name: string, node: OnnxNode): Value {
    const found = this.#values.get(name);
    if (found) return found;
    throw invalidNode(
      node,
      `an input "${name}" that nothing makes`,
      "inputs, initializers and outputs of earlier nodes",
    );
  }

  #set(node: OnnxNode, output: number, value: Value): void {
    const name = node.outputs.at(output);
    if (name === undefined || name === "") return;
    if (this.#values.has(name))
      throw invalidNode(node, `an output "${name}" that exists already`, "names of its own");
    this.#values.set(name, value);
  }
}

function constantOf(node: OnnxNode): Value {
  const tensor = node.attributes.get("value");
  if (tensor?.kind === "tensor") return { kind: "constant", tensor: tensor.value };
  throw unsupportedNode(
    node,
    "a constant without a tensor",
    "constants given as a tensor",
    "export the model again",
  );
}

/** What is named with the operators of other models, which come with later versions. */
const others: Readonly<Record<string, string | undefined>> = {
  "ai.onnx.ml.TreeEnsemble":
    "trees of version 5 of ai.onnx.ml are not imported, only TreeEnsembleClassifier and TreeEnsembleRegressor",
  "ai.onnx.ml.SVMClassifier": "kernel support vector machines are not imported",
  "ai.onnx.ml.SVMRegressor": "kernel support vector machines are not imported",
};

function unknownOperator(node: OnnxNode): UnsupportedOperationError {
  return unsupportedNode(
    node,
    others[operatorOf(node)] ?? "an operator that is no part of a linear model",
    `${featureOperators.join(", ")} on the features; ${linearOperators.join(", ")}; then ${answerOperators.join(", ")}`,
    "import linear models, alone or after scalers and normalizers; apply other steps in TypeScript",
  );
}

function noModel(): UnsupportedOperationError {
  return new UnsupportedOperationError({
    where: "fromOnnx",
    problem: "no linear model in the file: an output is made of features or constants alone",
    allowed: `a model with one of ${linearOperators.join(", ")}`,
    remedy: "export the fitted classifier or regressor, not only its preprocessing",
  });
}
