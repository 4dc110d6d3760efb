import { expect, test } from "vitest";
import { makerOf, meanScore, referencesOf, scores } from "./score-support.ts";

const digits = scores.find(({ dataset }) => dataset === "digits")!;

test.each(["200 stumps", "additive model", "oblivious trees of depth 4"])(
  "digits, ten splits: %s on integers scores no more than 0.01 below the reference",
  async (name) => {
    const score = await meanScore(digits, makerOf(name, digits), {});
    expect(score).toBeGreaterThan(Math.max(...referencesOf(name, digits)) - 0.01);
  },
  300_000,
);
