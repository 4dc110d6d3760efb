import type { Link } from "../../processing/index.ts";

/** What the sum of a tree model is. */
export type TreeLink = Extract<Link, "identity" | "exp" | "sigmoid" | "softmax" | "share">;

export const TREE_LINKS: readonly TreeLink[] = ["identity", "exp", "sigmoid", "softmax", "share"];
