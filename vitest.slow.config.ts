import { defineConfig } from "vitest/config";

/** The encrypted cases and statistics that take minutes: `npm run test:slow`. */
export default defineConfig({
  test: {
    include: ["test/**/*.slow.test.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 30 * 60_000,
    hookTimeout: 30 * 60_000,
    // One file at a time: each uses both cores and a lot of memory by itself.
    fileParallelism: false,
  },
});
