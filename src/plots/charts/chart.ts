import type { PlotLibrary } from "../libraries.ts";
import { element } from "../svg/index.ts";

/** Charts of one figure: what makes them, and in which document. */
export interface ChartMaker {
  readonly plot: PlotLibrary;
  readonly document: object;
}

/** A chart as SVG of known size. */
export interface Chart {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A chart of Observable Plot at a place of the figure, without styles that are meant for a page. */
export function chart(
  { plot, document }: ChartMaker,
  size: { readonly width: number; readonly height: number },
  settings: object,
): Chart {
  const style = { background: "none", fontSize: "11px" };
  const made = plot.plot({ document, className: "fhe-chart", style, ...size, ...settings });
  // The style element would stretch a chart inside another SVG to the size of the outer one.
  const svg = made.outerHTML.replace(/<style>[\s\S]*?<\/style>/g, "");
  return { svg, ...size };
}

/** Charts in rows of `columns`, each row as high as its highest chart. */
export function grid(charts: readonly Chart[], columns: number): Chart {
  const used = Math.min(columns, charts.length);
  const width = Math.max(...charts.map((each) => each.width));
  const rows = Array.from({ length: Math.ceil(charts.length / used) }, (_, row) =>
    charts.slice(row * used, (row + 1) * used),
  );
  let height = 0;
  const cells = rows.flatMap((row) => {
    const top = height;
    height += Math.max(...row.map((each) => each.height));
    return row.map(({ svg }, column) =>
      element("g", { transform: `translate(${column * width},${top})` }, svg),
    );
  });
  return { svg: cells.join(""), width: used * width, height };
}
