import { Figure } from "../figure.ts";
import { element, escapeXml } from "./element.ts";

/** Colours of text and background: those of the page around, or the figure's own. */
export type Theme = "auto" | "light" | "dark";

/** Text and background of a theme; `auto` has none of its own. */
const themes: Record<Theme, { readonly text: string; readonly background: string } | undefined> = {
  auto: undefined,
  light: { text: "#1f2328", background: "#ffffff" },
  dark: { text: "#e6edf3", background: "#0d1117" },
};

/** The colour of what is drawn: at least 3 to 1 against white and against near-black. */
export const ACCENT = "#3b82c4";

/** Height the title takes above the drawing. */
const TITLE_HEIGHT = 30;
const PADDING = 8;

/** A drawing, and what is said about it. */
export interface Drawing {
  readonly title: string;
  /** For screen readers: how many of what, and how to read it. */
  readonly description: string;
  /** The kind of figure, its class name: `fhe-tree`. */
  readonly kind: string;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** SVG elements from (0, 0) to (width, height). */
  readonly body: string;
}

/** A complete SVG around a drawing: title, description, colours. */
export function frame(drawing: Drawing): Figure {
  const { title, description, kind, theme, body } = drawing;
  // A title may be wider than a small tree.
  const width = Math.ceil(Math.max(drawing.width, title.length * 8) + 2 * PADDING);
  const height = Math.ceil(drawing.height + TITLE_HEIGHT + PADDING);
  const colours = themes[theme];
  const background =
    colours && element("rect", { class: "background", width, height, fill: colours.background });
  const svg = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: `fhe-plot ${kind}`,
      role: "img",
      "aria-label": title,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      "font-family": "system-ui, sans-serif",
      "font-size": 12,
      fill: "currentColor",
      color: colours?.text,
    },
    element("title", {}, escapeXml(title)),
    element("desc", {}, escapeXml(description)),
    background ?? "",
    element(
      "text",
      { class: "title", x: PADDING, y: 20, "font-size": 14, "font-weight": 600 },
      escapeXml(title),
    ),
    element("g", { transform: `translate(${PADDING},${TITLE_HEIGHT})` }, body),
  );
  return new Figure(svg, title);
}
