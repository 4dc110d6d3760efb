import { describe, expect, test } from "vitest";
import { DecisionTreeRegressor } from "../../src/models/trees/index.ts";
import { plotImportances, plotTree } from "../../src/plots/index.ts";
import { all, checkWellFormed, parse } from "./support.ts";

const model = await new DecisionTreeRegressor().fit([[1], [2], [3]], [1, 2, 4]);

describe("a figure", () => {
  test("shows itself in notebooks, as HTML and as SVG", async () => {
    const figure = await plotTree(model);
    const display = (figure as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ];
    expect(display.call(figure)).toEqual({
      "text/html": figure.svg,
      "image/svg+xml": figure.svg,
      "text/plain": "DecisionTreeRegressor",
    });
    expect(String(figure)).toBe(figure.svg);
  });

  test.each([plotTree, plotImportances])("stands alone, with a name and a description: %o", async (draw) => {
    const svg = parse(await draw(model, { title: "My model" }));
    expect(svg.getAttribute("xmlns")).toBe("http://www.w3.org/2000/svg");
    expect(svg.getAttribute("role")).toBe("img");
    expect(svg.getAttribute("aria-label")).toBe("My model");
    expect(svg.querySelector("title")!.textContent).toBe("My model");
    expect(svg.querySelector("desc")!.textContent.length).toBeGreaterThan(40);
    expect(svg.getAttribute("class")).toMatch(/^fhe-plot fhe-(tree|importances)$/);
  });

  test.each([plotTree, plotImportances])("takes the page's colours, or brings its own: %o", async (draw) => {
    const auto = parse(await draw(model));
    expect(all(auto, "rect.background")).toHaveLength(0);
    expect(auto.getAttribute("color")).toBeNull();
    expect(auto.getAttribute("fill")).toBe("currentColor");
    for (const theme of ["light", "dark"] as const) {
      const svg = parse(await draw(model, { theme }));
      const [text, paper] = [
        svg.getAttribute("color")!,
        svg.querySelector("rect.background")!.getAttribute("fill")!,
      ];
      expect(contrast(text, paper)).toBeGreaterThan(7);
      // What is drawn in colour: 3 to 1, as WCAG asks of graphics.
      const colours = all(svg, "[stroke^='#'], [fill^='#']").flatMap((found) =>
        ["stroke", "fill"]
          .map((name) => found.getAttribute(name) ?? "")
          .filter((colour) => colour.startsWith("#")),
      );
      expect(colours.length).toBeGreaterThan(1);
      for (const colour of colours) if (colour !== paper) expect(contrast(colour, paper)).toBeGreaterThan(3);
    }
  });
});

test("the check of well-formedness finds what is not", () => {
  const fails = ["<a>", "<a></b>", "<a><b></a></b>", "<a>&</a>", '<a x="<"/>', "<a/><b/>", "<a>1 < 2</a>"];
  for (const xml of fails)
    expect(() => {
      checkWellFormed(xml);
    }, xml).toThrow();
  checkWellFormed('<a x="1 &amp; 2"><b/>text &lt; more</a>');
});

/** Contrast of two colours by WCAG 2.1: 1 for none, 21 for black on white. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}
