import { MissingPackageError } from "../core/index.ts";

/** The calls of Observable Plot that charts make; its own types need those of the DOM. */
export interface PlotLibrary {
  plot(options: object): { readonly outerHTML: string };
  barX(data: readonly object[], options: object): object;
  line(data: readonly object[], options: object): object;
  rect(data: readonly object[], options: object): object;
  ruleX(data: readonly number[], options?: object): object;
  ruleY(data: readonly number[], options?: object): object;
  tickX(data: readonly number[], options?: object): object;
}

/**
 * Observable Plot, on first use.
 *
 * @throws MissingPackageError where it is not installed.
 */
export async function loadPlot(where: string): Promise<PlotLibrary> {
  try {
    const library: PlotLibrary = await import("@observablehq/plot");
    return library;
  } catch (cause) {
    throw missing(where, "@observablehq/plot", cause);
  }
}

/** What diagrams use of dagre's layout; its own types do not resolve in ES modules. */
export interface LayoutLibrary {
  readonly Graph: new (options: { readonly multigraph: boolean }) => LayoutGraph;
  layout(graph: LayoutGraph): void;
}

/** A graph that {@link LayoutLibrary.layout} gives places. */
export interface LayoutGraph {
  setGraph(label: object): void;
  setNode(id: string, label: object): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  graph(): { readonly width: number; readonly height: number };
  node(id: string): { readonly x: number; readonly y: number };
  edge(
    from: string,
    to: string,
    name: string,
  ): { readonly points: readonly { readonly x: number; readonly y: number }[] };
}

/** dagre, on first use. */
export async function loadLayout(): Promise<LayoutLibrary> {
  return import("@dagrejs/dagre");
}

/**
 * The document charts are made in: the page's own, or one of linkedom where there is no page.
 *
 * @throws MissingPackageError where there is no page and linkedom is not installed.
 */
export async function openDocument(where: string): Promise<object> {
  const { document } = globalThis as { readonly document?: object };
  if (document !== undefined) return document;
  try {
    const { parseHTML } = await import("linkedom");
    return (parseHTML("<html></html>") as unknown as { readonly document: object }).document;
  } catch (cause) {
    throw missing(where, "linkedom", cause);
  }
}

function missing(where: string, name: string, cause: unknown): MissingPackageError {
  return new MissingPackageError({
    where,
    problem: `the package ${name} could not be loaded`,
    allowed: "charts with @observablehq/plot 0.6, and outside of browsers linkedom 0.18.12",
    remedy: "npm install @observablehq/plot linkedom@0.18.12",
    cause,
  });
}
