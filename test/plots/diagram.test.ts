import { describe, expect, test } from "vitest";
import { compileGraph } from "../../src/backends/index.ts";
import { lowerDiagrams, scalarize } from "../../src/backends/tfhe/lower/index.ts";
import { Tensor } from "../../src/core/index.ts";
import { loadIris } from "../../src/datasets/index.ts";
import { trace } from "../../src/graph/index.ts";
import { DecisionTreeClassifier } from "../../src/models/trees/index.ts";
import { plotDiagram } from "../../src/plots/index.ts";
import type { DiagramProgram, Figure } from "../../src/plots/index.ts";
import { all, parse, texts } from "./support.ts";

/** A function of two numbers whose diagrams share nodes. */
const circuit = await compileGraph(
  trace(
    (x) =>
      x
        .slice(0)
        .greaterEqual(11)
        .mul(5)
        .add(x.slice(1).apply((v) => (v * v) % 7, "square")),
    { x: { shape: [2], min: 0, max: 15 } },
  ),
  { backend: "clear" },
);

const program: DiagramProgram = lowerDiagrams(circuit.graph, scalarize(circuit.graph))!;

/** What the drawing itself computes: follows lines from the roots, by the bits the boxes name. */
function walker(figure: Figure): (sample: readonly number[]) => number {
  const svg = parse(figure);
  const boxes = new Map(
    all(svg, "g.node").map((node) => [
      node.getAttribute("data-node")!,
      { lines: all(node, "text").map(({ textContent }) => textContent) },
    ]),
  );
  const lines = all(svg, "path.edge").map((edge) => ({
    from: edge.getAttribute("data-from"),
    to: edge.getAttribute("data-to")!,
    kind: edge.getAttribute("class")!.slice("edge ".length),
    isDashed: edge.getAttribute("stroke-dasharray") !== null,
  }));
  const leafFrom = (start: string, sample: readonly number[]): number => {
    let at = start;
    while (!at.startsWith("leaf")) {
      const [name, bit] = boxes.get(at)!.lines;
      const element = Number(/\[(\d+)\]/.exec(name)![1]);
      const isOne = ((sample[element] >> Number(bit.slice("bit ".length))) & 1) === 1;
      at = lines.find(({ from, isDashed }) => from === at && isDashed !== isOne)!.to;
    }
    return Number(boxes.get(at)!.lines.join("").replace("\u2212", "-"));
  };
  const roots = lines.filter(({ kind }) => kind === "root");
  return (sample) => roots.reduce((sum, { to }) => sum + leafFrom(to, sample), 0);
}

describe("the diagrams of a circuit", async () => {
  const figure = await plotDiagram(circuit);
  const svg = parse(figure);

  test("have a box for every node, leaf and root, and two lines out of every node", () => {
    expect(all(svg, "g.node.decision")).toHaveLength(program.nodes.length);
    expect(all(svg, "g.node.leaf")).toHaveLength(program.leaves.length);
    expect(all(svg, "g.node.root")).toHaveLength(program.roots.length);
    expect(all(svg, "path.edge.zero")).toHaveLength(program.nodes.length);
    expect(all(svg, "path.edge.one")).toHaveLength(program.nodes.length);
    expect(all(svg, "path.edge.root")).toHaveLength(program.roots.length);
    expect(figure.title).toBe(
      `${program.roots.length} decision diagrams: ${program.nodes.length} nodes, ${program.leaves.length} leaves`,
    );
  });

  test("are named by the bits they read", () => {
    const read = program.nodes.map(({ bit }) => {
      const { element, bit: number } = program.bits[bit];
      return `x[${element}] bit ${number}`;
    });
    expect(texts(svg, "g.node.decision").sort()).toEqual(read.sort());
  });

  test("dash the lines of bits that are 0, and no other", () => {
    for (const edge of all(svg, "path.edge")) {
      expect(edge.getAttribute("stroke-dasharray") !== null).toBe(edge.getAttribute("class") === "edge zero");
    }
  });

  test("lead every input to what the circuit computes", () => {
    const walk = walker(figure);
    for (let a = 0; a < 16; a++) {
      for (let b = 0; b < 16; b++) {
        const expected = circuit.evaluate(new Tensor(Float64Array.of(a, b), [2])) as number;
        expect(walk([a, b]) + program.bias[0]).toBe(expected);
      }
    }
  });

  test("are the same from the program alone", async () => {
    expect((await plotDiagram(program)).svg).toBe(figure.svg);
  });

  test("are drawn one at a time with the option root", async () => {
    const parts = await Promise.all(program.roots.map((_, root) => plotDiagram(program, { root })));
    parts.forEach((part, root) => {
      expect(texts(parse(part), "g.node.root")).toEqual([`diagram ${root}`]);
      expect(part.title).toContain(`Decision diagram ${root} of ${parts.length}: `);
    });
    const sums = parts.map((part) => walker(part)([12, 5]));
    expect(sums.reduce((a, b) => a + b)).toBe(walker(figure)([12, 5]));
  });

  test("take names of the inputs' elements", async () => {
    const named = parse(await plotDiagram(program, { featureNames: ["age", "dose"] }));
    expect(texts(named, "g.node.decision").map((text) => text.split(" ")[0])).toEqual(
      texts(svg, "g.node.decision").map((text) => (text.startsWith("x[0]") ? "age" : "dose")),
    );
  });
});

test("a compiled tree is drawn as the program it runs", async () => {
  const iris = await loadIris();
  const tree = await new DecisionTreeClassifier({ maxDepth: 3, randomState: 0 }).fit(iris.X, iris.y);
  const compiled = await tree.compile(iris.X);
  const figure = await plotDiagram(compiled);
  const { lowered } = compiled.executable as unknown as { lowered: { program: DiagramProgram } };
  expect(lowered.program.kind).toBe("diagrams");
  expect(all(parse(figure), "g.node.decision")).toHaveLength(lowered.program.nodes.length);
});

describe("refuses", () => {
  test("more nodes than allowed, naming the ways out", async () => {
    const count = program.nodes.length + program.leaves.length;
    await expect(plotDiagram(program, { maxNodes: count - 1 })).rejects.toThrow(
      `plotDiagram: a drawing of ${count} nodes and leaves. Allowed: at most maxNodes = ${count - 1}. To fix it: choose one diagram with the option root, or raise maxNodes.`,
    );
    await expect(plotDiagram(program, { maxNodes: count })).resolves.toBeDefined();
  });

  test("a root there is not", async () => {
    const { length } = program.roots;
    await expect(plotDiagram(program, { root: length })).rejects.toThrow(
      `plotDiagram: root = ${length} of ${length} diagrams. Allowed: a root from 0 to ${length - 1}.`,
    );
  });

  test("a circuit whose diagram would be too large", async () => {
    const graph = trace((x) => x.sum(), { x: { shape: [3000], min: 0, max: 255 } });
    const wide = await compileGraph(graph, { backend: "clear" });
    await expect(plotDiagram(wide)).rejects.toMatchObject({ code: "UNSUPPORTED_OPERATION" });
  });

  test("names that are not one an element", async () => {
    await expect(plotDiagram(program, { featureNames: ["age"] })).rejects.toThrow(
      "plotDiagram: 1 featureNames for inputs of 2 elements.",
    );
  });
});
