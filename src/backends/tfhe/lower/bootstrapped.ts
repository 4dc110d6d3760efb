import type { Graph } from "../../../graph/index.ts";
import { readPError } from "../../options.ts";
import type { BackendOptions } from "../../options.ts";
import { noPackingCost, packingCost, packingKeyBytes } from "../bootstrapped/packing.ts";
import { answerSwitchVariance, queryBits } from "../bootstrapped/shape.ts";
import type { BootstrappedParameters } from "../bootstrapped/shape.ts";
import type { StepProgram } from "../program/steps.ts";
import { answerRoom, choosePacking, fewestAnswerBits } from "./answer-bits.ts";
import { planBoxes, refitBoxes } from "./box-plan.ts";
import type { BoxPlan } from "./box-plan.ts";
import { emitProgram } from "./emit.ts";
import { log2FailureProbability } from "../params/index.ts";
import { fullHalfWidth, QUERY_CUT_SHARE, stepOf } from "./noise.ts";
import { assignScales } from "./scales.ts";
import type { Reader, Scales } from "./scales.ts";
import type { ScalarCircuit } from "./scalar-circuit.ts";
import { chooseStyles, problemOf } from "./styles.ts";

/** A program with lookups and the parameters it was lowered for. */
export interface LoweredSteps {
  readonly kind: "bootstrapped";
  readonly program: StepProgram;
  readonly parameters: BootstrappedParameters;
  readonly prediction: Prediction;
}

/** What the optimizer said of one sample. */
export interface Prediction {
  /** Of the lookup or output most likely to fail. */
  readonly log2WorstFailure: number;
  /** Of anything failing. */
  readonly log2GlobalFailure: number;
  /** One thread, eight ciphertexts a pass. */
  readonly milliseconds: number;
  /** What of it packs the answers. */
  readonly packingMilliseconds: number;
  readonly rotations: number;
  readonly keyswitches: number;
  /** What was asked for: of each lookup and output, or of a sample. */
  readonly log2PError?: number | undefined;
  readonly log2GlobalPError?: number | undefined;
  readonly keyBytes: number;
  readonly memoryBytes: number;
}

/**
 * Lowers a circuit with lookups.
 *
 * @throws NoParametersError naming the lookup or output no secure parameters are precise enough for.
 */
export function lowerSteps(graph: Graph, circuit: ScalarCircuit, options: BackendOptions = {}): LoweredSteps {
  const { plans, scales } = planScales(circuit);
  const { globalPError } = options;
  const pError = readPError(options);
  const asked =
    globalPError === undefined
      ? { log2PError: Math.log2(pError) }
      : { log2GlobalPError: Math.log2(globalPError) };
  const choice = chooseStyles(
    { circuit, plans, scales },
    {
      ...asked,
      security: options.security ?? 128,
      where: graph.outputs[0].source || "backend tfhe",
    },
  );
  const { optimized, setting } = choice;
  const { rotations, keyswitches } = problemOf(setting);
  const tfhe = optimized.parameters;
  const { smallAnswers } = setting;
  const dimension = smallAnswers ? tfhe.lweDimension : tfhe.glweDimension * tfhe.polynomialSize;
  const decisions = optimized.constraints.reduce((sum, { constraint }) => sum + constraint.count, 0);
  const security = options.security ?? 128;
  const room = answerRoom(
    optimized.constraints.slice(circuit.lookups.length),
    Math.log2(globalPError === undefined ? pError : globalPError / decisions),
  );
  const packed = choosePacking(circuit.outputs.length, dimension, security, room);
  const answerBits = packed?.answerBits ?? fewestAnswerBits(dimension, room) ?? 63;
  const answerVariance = packed?.variance ?? answerSwitchVariance(dimension, answerBits);
  const packing = packed?.packing ?? null;
  const added = packing === null ? noPackingCost : packingCost(packing, dimension, circuit.outputs.length);
  const outputFailures = optimized.constraints
    .slice(circuit.lookups.length)
    .map(({ constraint, variance }) =>
      log2FailureProbability(variance + answerVariance, fullHalfWidth(constraint)),
    );
  return {
    kind: "bootstrapped",
    program: emitProgram(graph, choice, answerVariance),
    parameters: {
      security,
      tfhe,
      keyBodyBits: optimized.bodyBits,
      queryBits: queryBits(tfhe, QUERY_CUT_SHARE),
      smallAnswers,
      packing,
      answerBits,
    },
    prediction: {
      log2WorstFailure: Math.max(optimized.log2WorstFailure, ...outputFailures),
      log2GlobalFailure: Math.max(optimized.log2GlobalFailure, ...outputFailures),
      milliseconds: optimized.milliseconds + added.milliseconds,
      packingMilliseconds: added.milliseconds,
      rotations,
      keyswitches,
      ...asked,
      keyBytes: optimized.keyBytes + (packing === null ? 0 : packingKeyBytes(packing, dimension)),
      memoryBytes: optimized.memoryBytes + added.memoryBytes,
    },
  };
}

/** Boxes of all lookups and scales of all ciphertexts; each may change the other. */
function planScales(circuit: ScalarCircuit): { plans: readonly BoxPlan[]; scales: Scales } {
  const isFoldable = circuit.lookups.map(() => true);
  for (;;) {
    const wished = circuit.lookups.map((lookup, l) => planBoxes(lookup, isFoldable[l]));
    const scales = assignScales(circuit.producers.length, readersOf(circuit, wished), bitsByElement(circuit));
    const plans = wished.map((plan, l) =>
      refitBoxes(plan, circuit.lookups[l], 1 / (2 * stepOf(scales.readers[l], scales))),
    );
    if (plans.every((plan) => plan !== undefined)) return { plans, scales };
    // Those get a padding bit; at the latest all have one.
    plans.forEach((plan, l) => {
      if (plan === undefined) isFoldable[l] = false;
    });
  }
}

function readersOf(circuit: ScalarCircuit, plans: readonly BoxPlan[]): Reader[] {
  return [
    ...circuit.lookups.map(({ index }, l) => ({
      form: index,
      largestStep: 1 / (2 * plans[l].boxes),
      isExact: plans[l].isExact,
    })),
    // Whole numbers modulo the number of values: no padding bit.
    ...circuit.outputs.map(({ form, min, max }) => ({
      form,
      largestStep: 1 / (max - min + 1),
      isExact: false,
    })),
  ];
}

/** Bits of one input element travel at one scale: the client is told one number an element. */
function bitsByElement({ slots }: ScalarCircuit): number[][] {
  const groups = new Map<number, number[]>();
  slots.forEach(({ element }, slot) => {
    const group = groups.get(element) ?? [];
    groups.set(element, group);
    group.push(slot);
  });
  return [...groups.values()].filter((group) => group.length > 1);
}
