import { parseHTML } from "linkedom";
import { expect } from "vitest";
import type { Figure } from "../../src/plots/index.ts";

/** An element as tests read it: linkedom's own types need those of the DOM. */
export interface SvgElement {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): SvgElement | null;
  querySelectorAll(selector: string): Iterable<SvgElement>;
}

/** The drawing as elements, after a check that it is well-formed XML with one root. */
export function parse({ svg }: Figure): SvgElement {
  checkWellFormed(svg);
  const { document } = parseHTML(`<html><body>${svg}</body></html>`) as unknown as { document: SvgElement };
  return document.querySelector("svg")!;
}

/** All elements a selector finds. */
export function all(root: SvgElement, selector: string): SvgElement[] {
  return [...root.querySelectorAll(selector)];
}

/** The lines of text of each element a selector finds, joined by a space. */
export function texts(root: SvgElement, selector: string): string[] {
  return all(root, selector).map((found) =>
    all(found, "text")
      .map((line) => line.textContent)
      .join(" "),
  );
}

export function numberOf(found: SvgElement, name: string): number {
  return Number(found.getAttribute(name));
}

/** The numbers of a `translate(x,y)`. */
export function placeOf(found: SvgElement): { x: number; y: number } {
  const [, x, y] = /translate\((-?[\d.]+),(-?[\d.]+)\)/.exec(found.getAttribute("transform")!)!;
  return { x: Number(x), y: Number(y) };
}

/** The points of a path of straight lines. */
export function pointsOf(path: SvgElement): { x: number; y: number }[] {
  return [...path.getAttribute("d")!.matchAll(/[ML](-?[\d.e-]+),(-?[\d.e-]+)|([HV])(-?[\d.e-]+)/g)].reduce<
    { x: number; y: number }[]
  >((points, [, x, y, axis, to]) => {
    const last = points.at(-1);
    if (axis === "H") points.push({ x: Number(to), y: last.y });
    else if (axis === "V") points.push({ x: last.x, y: Number(to) });
    else points.push({ x: Number(x), y: Number(y) });
    return points;
  }, []);
}

/** That `drawn` is a + b * `values`, with b above 0 or below as `sign` says: positions on one axis. */
export function expectAxis(drawn: readonly number[], values: readonly number[], sign: 1 | -1): void {
  expect(drawn).toHaveLength(values.length);
  const [low, high] = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))];
  const slope = (drawn[high] - drawn[low]) / (values[high] - values[low]);
  expect(Math.sign(slope)).toBe(sign);
  values.forEach((value, i) => {
    // Paths are written to thousandths of a pixel, and three such numbers are compared.
    expect(Math.abs(drawn[i] - drawn[low] - slope * (value - values[low]))).toBeLessThan(0.002);
  });
}

/** Throws where tags do not close in order, or text holds marks of XML. */
export function checkWellFormed(xml: string): void {
  const open: string[] = [];
  let end = 0;
  for (const tag of xml.matchAll(
    /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<&]*(?:&[\w#]+;[^"<&]*)*")*)\s*(\/?)>/g,
  )) {
    expect(xml.slice(end, tag.index)).not.toMatch(/[<>]|&(?![\w#]+;)/);
    end = tag.index + tag[0].length;
    if (tag[1] === "/") expect(open.pop()).toBe(tag[2]);
    else if (tag[4] !== "/") open.push(tag[2]);
    if (end < xml.length) expect(open.length, `after ${tag[0]}`).toBeGreaterThan(0);
  }
  expect(end).toBe(xml.length);
  expect(open).toEqual([]);
}
