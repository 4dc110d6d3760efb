import { describe, expect, test } from "vitest";
import { makerOf, meanScore, models, referencesOf, scores } from "./score-support.ts";

/** With ten classes these take long: scores.slow.test.ts has them. */
const SLOW = ["200 stumps", "additive model", "oblivious trees of depth 4"];

describe.each(scores.map((item) => ({ name: item.dataset, item })))("$name, ten splits", ({ item }) => {
  const names = Object.keys(models).filter((name) => item.dataset !== "digits" || !SLOW.includes(name));

  test.each(names)("%s on integers scores no more than 0.01 below the reference", async (name) => {
    const score = await meanScore(item, makerOf(name, item), {});
    const wanted = referencesOf(name, item);
    expect(wanted.length).toBeGreaterThan(0);
    expect(score).toBeGreaterThan(Math.max(...wanted) - 0.01);
  });

  test.each([4, 6])("%i bits of input cost nothing to gradient boosting", async (opInputs) => {
    const make = makerOf("gradient boosting", item);
    const splits = item.dataset === "digits" ? 4 : 10;
    const binned = await meanScore(item, make, { nBits: { opInputs, opLeaves: 6 } }, splits);
    const exact = await meanScore(item, make, { binning: "exact" }, splits);
    expect(binned).toBeGreaterThan(exact - 0.005);
  });
});
