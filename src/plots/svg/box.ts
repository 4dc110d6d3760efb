import { element, escapeXml } from "./element.ts";
import { ACCENT } from "./frame.ts";

/** A node of a tree or diagram as it is drawn. */
export interface Box {
  /** Class names, `decision` or `leaf` first. */
  readonly kind: string;
  readonly lines: readonly string[];
  /** Shown when pointed at, read by screen readers. */
  readonly hint: string;
  readonly isRound?: boolean;
}

export const LINE_HEIGHT = 15;
const BOX_PADDING = 6;
/** Generous for 12-pixel system fonts: labels must fit whatever font there is. */
const CHARACTER_WIDTH = 6.9;

/** Width and height that hold a box's lines. */
export function boxSize({ lines }: Box): { readonly width: number; readonly height: number } {
  const longest = Math.max(2, ...lines.map((line) => line.length));
  return {
    width: longest * CHARACTER_WIDTH + 2 * BOX_PADDING,
    height: lines.length * LINE_HEIGHT + 2 * BOX_PADDING,
  };
}

/** A box with its middle at (x, y); `id` is what lines name it by. */
export function drawBox(box: Box, x: number, y: number, id?: string): string {
  const { width, height } = boxSize(box);
  const isLeaf = box.kind.startsWith("leaf");
  return element(
    "g",
    { class: `node ${box.kind}`, "data-node": id, transform: `translate(${Math.round(x)},${Math.round(y)})` },
    element("title", {}, escapeXml(box.hint)),
    element("rect", {
      x: -width / 2,
      y: -height / 2,
      width,
      height,
      rx: box.isRound === true ? height / 2 : 4,
      fill: isLeaf ? ACCENT : "none",
      "fill-opacity": isLeaf ? 0.18 : undefined,
      stroke: isLeaf ? ACCENT : "currentColor",
      "stroke-width": 1.2,
    }),
    ...box.lines.map((line, i) =>
      element(
        "text",
        { "text-anchor": "middle", y: (i - (box.lines.length - 1) / 2) * LINE_HEIGHT + 4 },
        escapeXml(line),
      ),
    ),
  );
}

/** A line through points, dashed on request, with the boxes it joins. */
export function drawEdge(
  points: readonly { readonly x: number; readonly y: number }[],
  kind: string,
  isDashed: boolean,
  ends?: { readonly from: string; readonly to: string },
): string {
  const path = points
    .map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${Math.round(x)},${Math.round(y)}`)
    .join("");
  return element("path", {
    class: `edge ${kind}`,
    "data-from": ends?.from,
    "data-to": ends?.to,
    d: path,
    fill: "none",
    stroke: "currentColor",
    "stroke-opacity": 0.7,
    "stroke-width": 1.2,
    "stroke-dasharray": isDashed ? "4 3" : undefined,
  });
}
