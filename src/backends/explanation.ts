/** What the lookups or products of one place in the user's code cost. */
export interface ExplainedNode {
  /** The place: a label, a formula, or a layer's name. */
  readonly origin: string;
  /** Bootstraps a sample takes here. */
  readonly bootstraps: number;
  /** Bits of the widest lookup here; of the answer where nothing is looked up. */
  readonly bits: number;
  /** Predicted milliseconds of a sample, one thread. */
  readonly milliseconds: number;
  /** Of the lookup or output here that is most likely to fail. */
  readonly log2Failure: number;
  /** Whether this place holds the parameters back: no other is closer to the probability asked for. */
  readonly decides: boolean;
  /** Milliseconds of the whole circuit if the lookups here had one bit less; null where nothing is looked up. */
  readonly millisecondsWithOneBitLess: number | null;
}

/** Where a circuit's time goes, and what would help. Prints as a table. */
export class Explanation {
  readonly nodes: readonly ExplainedNode[];
  /** Predicted milliseconds of a sample, one thread. */
  readonly milliseconds: number;

  constructor(nodes: readonly ExplainedNode[], milliseconds: number) {
    this.nodes = nodes;
    this.milliseconds = milliseconds;
  }

  /** One line a place, the dearest first. */
  toString(): string {
    const header = ["", "bootstraps", "bits", "ms", "log2 failure", "circuit with a bit less"];
    const rows = [...this.nodes]
      .sort((a, b) => b.milliseconds - a.milliseconds)
      .map((node) => [
        `${node.decides ? "* " : "  "}${node.origin}`,
        String(node.bootstraps),
        String(node.bits),
        node.milliseconds.toFixed(2),
        node.log2Failure.toFixed(1),
        this.#saving(node),
      ]);
    const widths = header.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
    const line = (cells: readonly string[]): string =>
      cells
        .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
        .join("  ")
        .trimEnd();
    return [
      `${this.milliseconds.toFixed(2)} ms a sample on one thread; * decides the parameters`,
      line(header),
      ...rows.map(line),
    ].join("\n");
  }

  #saving({ millisecondsWithOneBitLess: less }: ExplainedNode): string {
    if (less === null) return "-";
    return `${less.toFixed(2)} ms (${Math.round((100 * less) / this.milliseconds)} %)`;
  }
}
