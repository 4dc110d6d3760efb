import { Explanation } from "../explanation.ts";
import type { ExplainedNode } from "../explanation.ts";
import type { Lowered, LoweredDiagrams, LoweredLinear, LoweredSteps } from "./lower/index.ts";
import { fullHalfWidth } from "./lower/index.ts";
import { findParameters, log2FailureProbability } from "./params/index.ts";
import type { NoiseConstraint } from "./params/index.ts";
import type { LookupStep, OutputStep } from "./program/index.ts";
import { reportOf } from "./report.ts";

type Decision = LookupStep | OutputStep;

/** Where the time of a lowered graph goes. Searches parameters once more for every place with lookups. */
export function explainLowered(lowered: Lowered): Explanation {
  return lowered.kind === "bootstrapped" ? explainSteps(lowered) : explainWhole(lowered);
}

/** Without lookups, and in diagrams, which share everything, there is one place. */
function explainWhole(lowered: LoweredLinear | LoweredDiagrams): Explanation {
  const { statistics, log2FailureProbability: log2Failure } = reportOf(lowered);
  const milliseconds = statistics.predictedMilliseconds;
  const node: ExplainedNode = {
    origin: lowered.kind === "levelled" ? "packed products" : "decision diagrams",
    bootstraps: 0,
    bits: lowered.kind === "levelled" ? lowered.program.encoding.precision : lowered.parameters.precision,
    milliseconds,
    log2Failure,
    decides: true,
    millisecondsWithOneBitLess: null,
  };
  return new Explanation([node], milliseconds);
}

function explainSteps({ program, parameters, prediction }: LoweredSteps): Explanation {
  const decisions = program.steps.filter((step): step is Decision => step.op !== "sum");
  const packing = prediction.packingMilliseconds;
  const each = (prediction.milliseconds - packing) / prediction.rotations;
  const answers = decisions.filter(({ op }) => op === "output").length;
  const byOrigin = new Map<string, Decision[]>();
  for (const step of decisions) {
    const steps = byOrigin.get(step.origin) ?? [];
    byOrigin.set(step.origin, steps);
    steps.push(step);
  }
  const tightest = Math.max(...decisions.map(failure));
  const nodes = Array.from(byOrigin, ([origin, steps]): ExplainedNode => {
    const lookups = steps.filter((step) => step.op === "lookup");
    const worst = Math.max(...steps.map(failure));
    const easier = (step: Decision): NoiseConstraint =>
      step.op === "lookup" && step.origin === origin
        ? { ...step.constraint, halfWidth: 2 * step.constraint.halfWidth }
        : step.constraint;
    const less =
      lookups.length === 0
        ? null
        : (findParameters({
            constraints: decisions.map(easier),
            rotations: prediction.rotations,
            keyswitches: prediction.keyswitches,
            log2PError: prediction.log2PError,
            log2GlobalPError: prediction.log2GlobalPError,
            security: parameters.security,
            where: origin,
          })?.milliseconds ?? NaN) + packing;
    return {
      origin,
      bootstraps: lookups.length,
      bits: Math.max(
        ...steps.map((step) => (step.op === "lookup" ? step.bits : Math.ceil(Math.log2(step.entries)))),
      ),
      milliseconds: lookups.length * each + ((steps.length - lookups.length) / answers) * packing,
      log2Failure: worst,
      decides: worst === tightest,
      millisecondsWithOneBitLess: less === null || Number.isNaN(less) ? null : less,
    };
  });
  return new Explanation(nodes, prediction.milliseconds);
}

function failure(step: Decision): number {
  const halfWidth = step.op === "lookup" ? step.halfWidth : fullHalfWidth(step.constraint);
  return log2FailureProbability(step.variance, halfWidth);
}
