import { describe, test } from "vitest";
import { estimatorChecks } from "../../../src/models/checks/index.ts";
import type { CheckedClass } from "../../../src/models/checks/index.ts";
import * as trees from "../../../src/models/trees/index.ts";

const estimators: [CheckedClass, Record<string, unknown>][] = [
  [trees.DecisionTreeClassifier, {}],
  [trees.DecisionTreeClassifier, { binning: "exact", criterion: "entropy" }],
  [trees.DecisionTreeClassifier, { binning: "uniform", maxLeafNodes: 8 }],
  [trees.DecisionTreeRegressor, {}],
  [trees.DecisionTreeRegressor, { binning: "exact", ccpAlpha: 0.01 }],
  [trees.RandomForestClassifier, { randomState: 1 }],
  [trees.RandomForestClassifier, { randomState: 1, nEstimators: 12, oobScore: true, maxSamples: 0.8 }],
  [trees.RandomForestRegressor, { randomState: 1 }],
  [trees.RandomForestRegressor, { randomState: 1, nEstimators: 12, oobScore: true, binning: "uniform" }],
  [trees.XGBClassifier, { minChildWeight: 0.5 }],
  [trees.XGBClassifier, { minChildWeight: 0.5, growPolicy: "oblivious" }],
  [trees.XGBClassifier, { minChildWeight: 0.5, growPolicy: "lossguide", maxLeaves: 5, maxDepth: null }],
  [trees.AdditiveClassifier, { randomState: 1, nBags: 2, maxRounds: 60 }],
  [
    trees.AdditiveClassifier,
    { randomState: 1, nBags: 2, maxRounds: 30, interactions: 2, binning: "uniform" },
  ],
  [trees.AdditiveRegressor, { randomState: 1, nBags: 2, maxRounds: 60 }],
  [
    trees.AdditiveRegressor,
    { randomState: 1, nBags: 1, interactions: 1, validationFraction: 0, maxRounds: 40 },
  ],
  [trees.XGBRegressor, {}],
  [trees.XGBRegressor, { growPolicy: "oblivious", binning: "exact" }],
];

describe.each(
  estimators.map(([Estimator, params]) => ({
    name: `${Estimator.spec.name} ${JSON.stringify(params)}`,
    Estimator,
    params,
  })),
)("$name", ({ Estimator, params }) => {
  for (const { name, run } of estimatorChecks(Estimator, { params, executedRows: 2 })) test(name, run);
});
