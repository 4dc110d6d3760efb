import { formatSigned } from "../svg/index.ts";
import { chart } from "./chart.ts";
import type { Chart, ChartMaker } from "./chart.ts";
import { intervals } from "./intervals.ts";
import { mergeCells } from "./merge-cells.ts";

/** A table of two features to draw. */
export interface PairTable {
  /** Of both features, in their units. */
  readonly edges: readonly [Float64Array, Float64Array];
  readonly names: readonly [string, string];
  readonly valueAt: (first: number, second: number) => number;
  /** The class it adds to; null where there is only one output. */
  readonly output: string | null;
  /** Greatest size of a value: the ends of the colour scale. */
  readonly extent: number;
}

const LEGEND_HEIGHT = 58;
const STOPS = 24;

/** A heat map: the first feature along, the second up; red adds, blue takes away. */
export function pairChart(
  maker: ChartMaker,
  table: PairTable,
  size: { width: number; height: number },
): Chart {
  const { names, valueAt, output, extent } = table;
  const [along, up] = table.edges.map(intervals);
  const blocks = mergeCells(along.length, up.length, valueAt).map(({ rows, columns, value }) => ({
    ...{ x1: along[rows[0]].from, x2: along[rows[1] - 1].to },
    ...{ y1: up[columns[0]].from, y2: up[columns[1] - 1].to },
    value,
  }));
  const margins = { marginLeft: 62, marginRight: 14 };
  const color = { type: "diverging", scheme: "RdBu", reverse: true, domain: [-extent, extent] };
  const map = chart(
    maker,
    { width: size.width, height: size.height - LEGEND_HEIGHT },
    {
      ...margins,
      ...{ marginTop: 26, marginBottom: 38 },
      ariaLabel: `${names.join(" and ")}${output === null ? "" : `, ${output}`}`,
      x: { label: names[0], domain: [along[0].from, along[along.length - 1].to], ticks: 5 },
      y: { label: names[1], domain: [up[0].from, up[up.length - 1].to], ticks: 5 },
      color,
      marks: [
        maker.plot.rect(blocks, {
          ...{ x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: "value", className: "cells" },
          title: ({ value }: { value: number }) => formatSigned(value),
        }),
      ],
    },
  );
  const stops = Array.from({ length: STOPS }, (_, i) => ({
    ...{ x1: extent * ((2 * i) / STOPS - 1), x2: extent * ((2 * (i + 1)) / STOPS - 1) },
    value: extent * ((2 * i + 1) / STOPS - 1),
  }));
  const legend = chart(
    maker,
    { width: size.width, height: LEGEND_HEIGHT },
    {
      ...margins,
      ...{ marginTop: 4, marginBottom: 40 },
      ariaLabel: "colours",
      x: { label: output === null ? "adds" : `adds to ${output}`, domain: [-extent, extent], ticks: 5 },
      color,
      marks: [maker.plot.rect(stops, { x1: "x1", x2: "x2", fill: "value", className: "scale" })],
    },
  );
  const below = `<g transform="translate(0,${map.height})">${legend.svg}</g>`;
  return { svg: map.svg + below, width: size.width, height: size.height };
}
