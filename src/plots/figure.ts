/** What a notebook asks a value for when it is the last of a cell: representations by media type. */
const JUPYTER_DISPLAY: unique symbol = Symbol.for("Jupyter.display") as never;

/**
 * A drawing as SVG text: a file, a part of a page, or the result of a notebook cell, where it shows itself.
 *
 * The text stands alone (it names its namespace) and has a title and a description for screen readers.
 */
export class Figure {
  /** The drawing: one `<svg>` element. */
  readonly svg: string;
  /** What it shows, in one line. */
  readonly title: string;

  constructor(svg: string, title: string) {
    this.svg = svg;
    this.title = title;
  }

  /** The SVG text. */
  toString(): string {
    return this.svg;
  }

  /** Representations by media type. HTML as well: some exporters of notebooks drop plain SVG. */
  [JUPYTER_DISPLAY](): Record<string, string> {
    return { "text/html": this.svg, "image/svg+xml": this.svg, "text/plain": this.title };
  }
}
