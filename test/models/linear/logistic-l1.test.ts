import { describe, expect, test } from "vitest";
import { ClientProcessing, loadModel, LogisticRegression } from "../../../src/models/index.ts";
import { logLoss } from "../../../src/models/metrics/index.ts";
import { caseData, linearCases, maxDifference } from "../helpers/fixtures.ts";

describe.each(linearCases("LogisticRegression", ({ params }) => params.penalty_is === "l1"))(
  "$id",
  (item) => {
    const { XTrain, yTrain, XTest, yTest } = caseData(item);
    const C = item.params.C as number;
    const fitIntercept = item.params.fit_intercept as boolean;
    const fitted = new LogisticRegression({ penalty: "l1", C, fitIntercept, tol: 1e-10 }).fit(XTrain, yTrain);

    test("coefficients, zeros, probabilities and labels", async () => {
      const model = await fitted;
      const reference = (item.coef as number[][]).flat();
      expect(model.converged_).toBe(true);
      expect(maxDifference(model.coef_.data, reference)).toBeLessThan(item.tolerance.coef_abs);
      expect(Array.from(model.coef_.data, (w) => w === 0)).toEqual(reference.map((w) => w === 0));
      const proba = await model.predictProba(XTest, { fhe: "float" });
      expect(maxDifference(proba.data, item.test.predict_proba!.flat())).toBeLessThan(
        item.tolerance.proba_abs,
      );
      expect(Array.from((await model.predict(XTest, { fhe: "float" })) as Float64Array)).toEqual(
        item.test.predict,
      );
      expect(await model.score(XTest, yTest, { fhe: "float" })).toBe(item.test.score);
      if (item.test_log_loss !== undefined) expect(logLoss(yTest, proba)).toBeCloseTo(item.test_log_loss, 6);
    });

    test("a dump, and the client's part alone, keep one-vs-rest probabilities", async () => {
      const model = await fitted;
      const expected = await model.predictProba(XTest);
      const loaded = loadModel(JSON.stringify(model.dump())) as LogisticRegression;
      expect((await loaded.predictProba(XTest)).data).toEqual(expected.data);
      const client = ClientProcessing.fromJSON(JSON.parse(JSON.stringify(model.clientProcessing)));
      expect(client.link).toBe(item.classes!.length === 2 ? "sigmoid" : "ovrSigmoid");
    });
  },
);

const binary = linearCases(
  "LogisticRegression",
  ({ params, classes }) => params.penalty_is === "l1" && classes!.length === 2,
);

test.each(binary)("$id: the objective is no worse than the reference's", async (item) => {
  const { XTrain, yTrain } = caseData(item);
  const C = item.params.C as number;
  const fitIntercept = item.params.fit_intercept as boolean;
  const model = await new LogisticRegression({ penalty: "l1", C, fitIntercept, tol: 1e-10 }).fit(
    XTrain,
    yTrain,
  );
  const [w, b] = [model.coef_.data, model.intercept_[0]];
  let loss = 0;
  for (let i = 0; i < yTrain.length; i++) {
    const z = XTrain.row(i).reduce((sum, v, j) => sum + v * w[j], b);
    loss += Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - yTrain[i] * z;
  }
  const norm = w.reduce((sum, v) => sum + Math.abs(v), 0) + Math.abs(b);
  expect(C * loss + norm).toBeLessThanOrEqual(item.check.objective * (1 + 1e-9));
});
