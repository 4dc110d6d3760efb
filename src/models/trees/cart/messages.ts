import type { ForestTask, ForestTree } from "./forest-tree.ts";

/** What a worker is sent: a forest's task once, then numbers of its trees. */
export type ToGrower = { readonly task: ForestTask } | { readonly tree: number };

/** What it answers to each; an error as its text. */
export type FromGrower =
  { readonly ready: true } | { readonly grown: ForestTree } | { readonly error: string };
