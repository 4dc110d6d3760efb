import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRandom, Tensor } from "../../src/core/index.ts";
import * as trees from "../../src/models/trees/index.ts";
import { loadData } from "../lib/data.ts";
import { expectSame } from "../lib/expect-same.ts";
import { note } from "../lib/notes.ts";
import { suite } from "../lib/suite.ts";
import type { Figure } from "../lib/suite.ts";

const ROWS = 100_000;
const FEATURES = 30;
const BOOSTED = { nEstimators: 20, maxDepth: 6 };

/** Rows whose class depends on six of the features, five of them linearly. */
function synthetic(): { X: Tensor; y: Float64Array } {
  const random = createRandom("tree benchmark");
  const X = Tensor.zeros([ROWS, FEATURES]).map(() => random.next() + random.next() + random.next() - 1.5);
  const y = Float64Array.from(X, (row) => {
    const sum = row[0] - row[1] + row[2] - row[3] + row[4] + Math.sin(4 * row[5]);
    return sum + 0.5 * (random.next() - 0.5) > 0 ? 1 : 0;
  });
  return { X, y };
}

const python = fileURLToPath(new URL("../peers/.venv/bin/python", import.meta.url));
const program = `
import json, sys, time
import numpy as np, xgboost as xgb
X = np.fromfile(sys.argv[1] + "/X").reshape(-1, ${FEATURES})
y = np.fromfile(sys.argv[1] + "/y").astype(int)
found = {}
for threads in (1, 2):
    times, work = [], []
    for _ in range(4):
        wall, cpu = time.perf_counter(), time.process_time()
        xgb.XGBClassifier(n_estimators=20, max_depth=6, tree_method="hist", max_bin=64, n_jobs=threads).fit(X, y)
        times.append(time.perf_counter() - wall)
        work.append(time.process_time() - cpu)
    found[threads] = [1000 * sorted(times)[1], 1000 * sorted(work)[1]]
print(json.dumps(found))`;

/** Milliseconds XGBoost takes for the same rows, where the peers are installed: wall and processor time. */
function xgboost(X: Tensor, y: Float64Array): Record<string, Figure> {
  if (!existsSync(python)) {
    note("XGBoost is not measured: npm run bench:peers -- linear installs it");
    return {};
  }
  const folder = mkdtempSync(join(tmpdir(), "fhe-learn-"));
  try {
    writeFileSync(join(folder, "X"), X.data);
    writeFileSync(join(folder, "y"), y);
    const run = spawnSync(python, ["-c", program, folder], { encoding: "utf8" });
    if (run.status !== 0) {
      note(`XGBoost is not measured: ${run.stderr.trim().split("\n").pop() ?? "it failed"}`);
      return {};
    }
    const found = JSON.parse(run.stdout) as Record<string, [number, number]>;
    return Object.fromEntries(
      Object.entries(found).flatMap(([threads, [wall, cpu]]) => [
        [`XGBoost hist, 100,000 rows, ${threads} threads`, { value: wall, unit: "ms" }],
        [`XGBoost hist, 100,000 rows, ${threads} threads, processor`, { value: cpu, unit: "ms" }],
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export default suite("Training trees", async () => {
  const { xTrain, yTrain } = await loadData({ dataset: "breast_cancer" });
  const digits = await loadData({ dataset: "digits" });
  const { X, y } = synthetic();
  const check = await new trees.XGBClassifier(BOOSTED).fit(X, y);
  // Two fits that differ would mean that something is measured that depends on more than the data.
  const again = await new trees.XGBClassifier(BOOSTED).fit(X, y);
  expectSame("boosted trees", again.trees_.parts.values, check.trees_.parts.values);
  const start = process.cpuUsage();
  await new trees.XGBClassifier(BOOSTED).fit(X, y);
  const { user, system } = process.cpuUsage(start);
  return {
    tasks: {
      "XGBClassifier 20 x 3, breast cancer": { run: () => new trees.XGBClassifier().fit(xTrain, yTrain) },
      "RandomForestClassifier 20 x 4, breast cancer": {
        run: () => new trees.RandomForestClassifier().fit(xTrain, yTrain),
      },
      "DecisionTreeClassifier, breast cancer": {
        run: () => new trees.DecisionTreeClassifier().fit(xTrain, yTrain),
      },
      "AdditiveClassifier, breast cancer": { run: () => new trees.AdditiveClassifier().fit(xTrain, yTrain) },
      "XGBClassifier 20 x 3 x 10 classes, digits": {
        run: () => new trees.XGBClassifier().fit(digits.xTrain, digits.yTrain),
      },
      "XGBClassifier 20 x 6, 100,000 rows": { run: () => new trees.XGBClassifier(BOOSTED).fit(X, y) },
    },
    figures: {
      "XGBClassifier 20 x 6, 100,000 rows, processor": { value: (user + system) / 1000, unit: "ms" },
      ...xgboost(X, y),
    },
    slow: true,
  };
});
