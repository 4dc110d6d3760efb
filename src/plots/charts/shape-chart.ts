import { ACCENT, formatSigned } from "../svg/index.ts";
import { chart } from "./chart.ts";
import type { Chart, ChartMaker } from "./chart.ts";
import { intervals } from "./intervals.ts";

/** A step function to draw. */
export interface Shape {
  /** Of the feature, in its units. */
  readonly edges: Float64Array;
  /** What each bin adds. */
  readonly values: readonly number[];
  readonly feature: string;
  /** The class it adds to; null where there is only one output. */
  readonly output: string | null;
  /** Least and greatest value on the axis. */
  readonly domain: readonly [number, number];
}

/** A step function, its bins marked along the axis. */
export function shapeChart(maker: ChartMaker, shape: Shape, size: { width: number; height: number }): Chart {
  const { edges, values, feature, output, domain } = shape;
  const { plot } = maker;
  const bins = intervals(edges);
  const points = bins.flatMap(({ from, to }, bin) => [
    { x: from, y: values[bin] },
    { x: to, y: values[bin] },
  ]);
  const label = output === null ? "adds" : `adds to ${output}`;
  return chart(maker, size, {
    ariaLabel: `${feature}${output === null ? "" : `, ${output}`}: ${formatSigned(Math.min(...values))} to ${formatSigned(Math.max(...values))}`,
    ...{ marginLeft: 52, marginBottom: 38, marginTop: 26, marginRight: 14 },
    x: { label: feature, domain: [bins[0].from, bins[bins.length - 1].to], ticks: 5 },
    y: { label, domain, grid: true, ticks: 5 },
    marks: [
      plot.ruleY([0], { strokeOpacity: 0.5 }),
      plot.tickX(edges as unknown as number[], {
        ...{ strokeOpacity: 0.45, className: "bin-edges" },
        // Short marks at the foot of the chart only.
        insetTop: size.height - 26 - 38 - 6,
      }),
      plot.line(points, { x: "x", y: "y", stroke: ACCENT, strokeWidth: 2, className: "shape" }),
    ],
  });
}
