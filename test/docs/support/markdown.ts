/** The parts of Markdown pages that tests look at. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's root. */
export const root: string = join(import.meta.dirname, "../../..");

/** The text of a file, named from the root. */
export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** All pages readers see, named from the root; the generated reference is not among them. */
export function pages(): string[] {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && !path.startsWith("reference"))
    .map((path) => `docs/${path}`);
  return ["README.md", "CHANGELOG.md", "bench/README.md", ...docs].sort();
}

/** A TypeScript block, and the output stated right after it. */
export interface Block {
  readonly code: string;
  /** Lines of the `text` block that follows; undefined without one. */
  readonly output: string | undefined;
}

/** A second-level section with its code: its blocks are one program, each continues the one before. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Sections that hold TypeScript. */
export function codeSections(markdown: string): Section[] {
  const sections: { title: string; blocks: { code: string; output: string | undefined }[] }[] = [];
  for (const part of markdown.split(/^(?=## )/m)) {
    const title = /^## (.*)/.exec(part)?.[1] ?? "opening";
    const blocks: { code: string; output: string | undefined }[] = [];
    let end: number | undefined;
    for (const match of part.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
      const [whole, language, body] = match;
      if (language === "ts") blocks.push({ code: body, output: undefined });
      // Output belongs to a block when nothing but a blank line is between them.
      if (language === "text" && end !== undefined && part.slice(end, match.index).trim() === "") {
        blocks[blocks.length - 1].output = body;
      }
      end = language === "ts" ? match.index + whole.length : undefined;
    }
    if (blocks.length > 0) sections.push({ title, blocks });
  }
  return sections;
}

/** Targets of links and images, without those inside code. */
export function links(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
}

/** Anchors of the headings, as they are made on GitHub. */
export function anchors(markdown: string): Set<string> {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, "");
  const titles = [...prose.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-"),
    ),
  );
}
