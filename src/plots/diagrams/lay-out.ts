import { loadLayout } from "../libraries.ts";
import { boxSize, drawBox, drawEdge } from "../svg/index.ts";
import type { DrawnGraph } from "./part.ts";

/** Layers from the roots down by dagre, in an order with few crossings. */
export async function layOut({
  nodes,
  edges,
}: DrawnGraph): Promise<{ body: string; width: number; height: number }> {
  const dagre = await loadLayout();
  const graph = new dagre.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 16, edgesep: 8, ranksep: 30, marginx: 2, marginy: 2 });
  for (const { id, box } of nodes) graph.setNode(id, { ...boxSize(box) });
  for (const { from, to, kind } of edges) graph.setEdge(from, to, {}, kind);
  dagre.layout(graph);
  const lines = edges.map(({ from, to, kind }) => {
    const { points } = graph.edge(from, to, kind);
    return drawEdge(points, kind, kind === "zero", { from, to });
  });
  const boxes = nodes.map(({ id, box }) => {
    const { x, y } = graph.node(id);
    return drawBox(box, x, y, id);
  });
  const { width, height } = graph.graph();
  return { body: [...lines, ...boxes].join(""), width, height };
}
