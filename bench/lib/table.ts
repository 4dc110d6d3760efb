/** Lines of a table with a rule under the heading; the first `left` columns left aligned, the others right. */
export function renderTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  left = 1,
): string {
  const widths = heading.map((name, c) => Math.max(name.length, ...rows.map((row) => row[c]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, c) => (c < left ? (cells[c] ?? "").padEnd(width) : (cells[c] ?? "").padStart(width)))
      .join("  ")
      .trimEnd();
  return [line(heading), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** Three significant digits, no exponent for what people read: 0.0512, 3.41, 1,234. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude >= 2) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(Math.min(8, 2 - magnitude));
}

/** Milliseconds with a unit that suits them. */
export function duration(ms: number): string {
  if (ms >= 1000) return `${number(ms / 1000)} s`;
  return ms >= 0.1 ? `${number(ms)} ms` : `${number(ms * 1000)} us`;
}

/** Bytes, exact below 10,000, then in decimal units. */
export function bytes(count: number): string {
  if (count < 10_000) return `${count.toLocaleString("en-US")} B`;
  return count < 10_000_000 ? `${number(count / 1e3)} kB` : `${number(count / 1e6)} MB`;
}

/** How many times: "12.3x". */
export function times(ratio: number): string {
  return `${number(ratio)}x`;
}
