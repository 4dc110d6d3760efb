import { describe, expect, test } from "vitest";
import { CancelledError, Tensor } from "../../../../src/core/index.ts";
import type { SimulationReport } from "../../../../src/backends/backend.ts";
import {
  chooseDiagramParameters,
  diagramVariance,
  diagramWeights,
  log2MixedFailure,
  simulateDiagrams,
  varianceFreedom,
} from "../../../../src/backends/tfhe/diagrams/index.ts";
import { expectFailureRate } from "../crypto/noise/statistics.ts";
import { randomEnsemble } from "./ensembles.ts";

const shape = { trees: 9, depth: 3, features: 5, bits: 4, classes: 3, leafMax: 30, seed: 5 };

function rowsOf(count: number, row: () => Float64Array): Tensor {
  const rows = Array.from({ length: count }, row);
  return new Tensor(Float64Array.from(rows.flatMap((x) => [...x])), [count, rows[0].length]);
}

describe("simulation of diagrams", () => {
  const ensemble = randomEnsemble(shape);
  const { program } = ensemble;
  const choose = (log2PError: number) =>
    chooseDiagramParameters({ program, log2PError, security: 128, where: "test" }).parameters;

  test("is exact at p_error 2^-40", () => {
    const X = rowsOf(300, ensemble.row);
    const reports: SimulationReport[] = [];
    const y = simulateDiagrams(program, choose(-40), X, { onReport: (report) => reports.push(report) });
    expect(y.shape).toEqual([300, 3]);
    for (let i = 0; i < 300; i++) {
      expect([...y.data.subarray(3 * i, 3 * i + 3)]).toEqual(
        ensemble.evaluate(X.data.subarray(5 * i, 5 * i + 5)),
      );
    }
    expect(reports).toEqual([{ rows: 300, decisions: 900, failures: 0, outOfRange: [] }]);
  });

  test("errs as often as predicted at p_error 2^-5, within the range of sums, and repeats itself", () => {
    const parameters = choose(-5);
    const X = rowsOf(4000, ensemble.row);
    let failures = 0;
    const options = { randomState: 11, onReport: (report: SimulationReport) => (failures = report.failures) };
    const y = simulateDiagrams(program, parameters, X, options);
    const weights = diagramWeights(program);
    const variance = diagramVariance(parameters, weights, 3);
    const freedom = varianceFreedom(weights, parameters.query.levels);
    const predicted = 2 ** log2MixedFailure(variance, 2 ** -(parameters.precision + 1), freedom);
    expectFailureRate(failures, 12_000, predicted, 0.01, "simulated");
    let wrong = 0;
    for (let i = 0; i < 4000; i++) {
      const exact = ensemble.evaluate(X.data.subarray(5 * i, 5 * i + 5));
      exact.forEach((value, c) => {
        const got = y.data[3 * i + c];
        if (got !== value) wrong++;
        expect(got - program.ranges[c].min).toBeGreaterThanOrEqual(0);
        expect(got - program.ranges[c].min).toBeLessThan(2 ** parameters.precision);
      });
    }
    expect(wrong).toBe(failures);
    expect(simulateDiagrams(program, parameters, X, options).data).toEqual(y.data);
    expect(simulateDiagrams(program, parameters, X, { randomState: 12 }).data).not.toEqual(y.data);
  });

  test("can be cancelled, tells how far it is", () => {
    const X = rowsOf(10, ensemble.row);
    const parameters = choose(-40);
    expect(() => simulateDiagrams(program, parameters, X, { signal: AbortSignal.abort() })).toThrow(
      CancelledError,
    );
    const seen: number[] = [];
    simulateDiagrams(program, parameters, X, { onProgress: ({ done }) => seen.push(done) });
    expect(seen).toEqual([10]);
  });
});
