import { noCost } from "../backend.ts";
import type { Report } from "../backend.ts";
import { elementCount } from "../samples.ts";
import { boundedError, levelledCost, levelledFailure, statisticalDistanceBits } from "./levelled/index.ts";
import type { LevelledParameters } from "./levelled/index.ts";
import { bootstrappedAnswerBytes, PACKED_SIZE, queryBytes } from "./bootstrapped/index.ts";
import type { Lowered, LoweredDiagrams, LoweredLinear, LoweredSteps } from "./lower/index.ts";
import { describeNoise } from "./params/index.ts";
import { printDiagrams } from "./program/print-diagrams.ts";
import { oneNorm, printProgram, printSteps, slotsOf, squaredNorm } from "./program/index.ts";
import type { Product } from "./program/index.ts";

/** Bytes of a sealed object besides its payload. */
const ENVELOPE_BYTES = 32;

/** Server time a multiply-accumulate, and what a sample costs besides, on the machine of docs/security.md's figures. */
const MILLISECONDS_PER_MULTIPLICATION = 6e-7;
const MILLISECONDS_PER_MASK_WORD = 6e-5;

/** What a lowered graph costs and how often it may err. */
export function reportOf(lowered: Lowered): Report {
  switch (lowered.kind) {
    case "levelled":
      return levelledReport(lowered);
    case "diagrams":
      return diagramReport(lowered);
    case "bootstrapped":
      return bootstrappedReport(lowered);
  }
}

function diagramReport({ program, parameters, prediction, statisticalRoom }: LoweredDiagrams): Report {
  const outputs = program.bias.length;
  return {
    encrypted: true,
    parameters: {
      security: parameters.security,
      glweDimension: parameters.glweDimension,
      polynomialSize: parameters.polynomialSize,
      noise: describeNoise(parameters.noise),
      precision: parameters.precision,
      ciphertexts: parameters.ciphertexts,
      expansion: parameters.expansion,
      schemeSwitch: parameters.schemeSwitch,
      query: parameters.query,
      keyBits: parameters.keyBits,
      queryBits: parameters.queryBits,
      answerBits: parameters.answerBits,
      nodes: program.nodes.length,
      bitsRead: program.bits.length,
      memoryMegabytes: Math.ceil(prediction.memoryBytes / 2 ** 20),
      modelPrivacy:
        prediction.statisticalBits === undefined
          ? `none: noise and masks of replies depend on the tests and leaves; there is room for ${statisticalRoom} bits`
          : `statistical distance 2^-${prediction.statisticalBits.toFixed(1)} a reply`,
    },
    statistics: {
      ...noCost,
      keyswitches: prediction.keyswitches,
      schemeSwitches: prediction.schemeSwitches,
      cmux: prediction.cmux,
      predictedMilliseconds: prediction.milliseconds,
      evaluationKeyBytes: prediction.keyBytes,
      inputBytes: prediction.queryBytes,
      outputBytes: prediction.answerBytes,
    },
    program: printDiagrams(program),
    log2FailureProbability: prediction.log2Failure,
    log2GlobalFailureProbability: Math.min(0, prediction.log2Failure + Math.log2(outputs)),
  };
}

function bootstrappedReport({ program, parameters, prediction }: LoweredSteps): Report {
  const { tfhe, security } = parameters;
  const lookups = program.steps.filter((step) => step.op === "lookup");
  const sums = program.steps.filter((step) => step.op === "sum");
  const slots = slotsOf(program.inputs, program.thermometer).length;
  const outputs = elementCount(program.outputs);
  const bootstrapsByPrecision: Record<number, number> = {};
  for (const { bits } of lookups) bootstrapsByPrecision[bits] = (bootstrapsByPrecision[bits] ?? 0) + 1;
  const row = tfhe.glweDimension * tfhe.polynomialSize + 1;
  const terms = sums.reduce((total, { registers, slots: read }) => total + registers.length + read.length, 0);
  return {
    encrypted: true,
    parameters: {
      security,
      lweDimension: tfhe.lweDimension,
      glweDimension: tfhe.glweDimension,
      polynomialSize: tfhe.polynomialSize,
      lweNoise: describeNoise(tfhe.lweNoise),
      glweNoise: describeNoise(tfhe.glweNoise),
      bootstrap: tfhe.bootstrap,
      keyswitch: tfhe.keyswitch,
      keyBodyBits: parameters.keyBodyBits,
      slots,
      bitEncodedElements: program.thermometer.length,
      queryBits: parameters.queryBits,
      answerKey: parameters.packing !== null ? "packed" : parameters.smallAnswers ? "small" : "large",
      ...(parameters.packing === null
        ? {}
        : { answerDimension: parameters.packing.glweDimension * PACKED_SIZE }),
      answerBits: parameters.answerBits,
      memoryMegabytes: Math.ceil(prediction.memoryBytes / 2 ** 20),
      modelPrivacy: "none: noise and masks of replies depend on the tables and weights",
    },
    statistics: {
      bootstraps: prediction.rotations,
      bootstrapsByPrecision,
      keyswitches: prediction.keyswitches,
      schemeSwitches: 0,
      cmux: 0,
      levelledOps: terms * row,
      predictedMilliseconds: prediction.milliseconds + terms * row * MILLISECONDS_PER_MULTIPLICATION,
      evaluationKeyBytes: prediction.keyBytes,
      inputBytes: queryBytes(parameters, slots),
      outputBytes: ENVELOPE_BYTES + bootstrappedAnswerBytes(parameters, outputs),
    },
    program: printSteps(program),
    log2FailureProbability: prediction.log2WorstFailure,
    log2GlobalFailureProbability: Math.min(0, prediction.log2GlobalFailure),
  };
}

function levelledReport({ program, parameters }: LoweredLinear): Report {
  const features = slotsOf(program.inputs, program.thermometer).length;
  const outputs = elementCount(program.outputs);
  const cost = levelledCost({ features, outputs }, parameters);
  const dimension = parameters.glweDimension * parameters.polynomialSize;
  const ciphertexts = Math.ceil(features / parameters.width);
  const products = program.instructions.filter((instruction) => instruction.op === "product");
  const failures = products.map((product) =>
    levelledFailure(parameters, squaredNorm(product), program.encoding.precision),
  );
  // Union bound over all outputs of a sample.
  const global = products.reduce((sum, product, i) => sum + product.outputs * 2 ** failures[i], 0);
  return {
    encrypted: true,
    parameters: {
      security: parameters.security,
      glweDimension: parameters.glweDimension,
      polynomialSize: parameters.polynomialSize,
      noise: describeNoise(parameters.noise),
      precision: program.encoding.precision,
      ciphertexts,
      featuresPerCiphertext: parameters.width,
      outputsPerAnswer: parameters.outputsPerAnswer,
      bodyBits: parameters.bodyBits,
      answerBits: parameters.answerBits,
      modelPrivacy: describePrivacy(parameters, products, outputs),
    },
    statistics: {
      ...noCost,
      levelledOps: cost.multiplications,
      predictedMilliseconds:
        cost.multiplications * MILLISECONDS_PER_MULTIPLICATION +
        ciphertexts * dimension * MILLISECONDS_PER_MASK_WORD,
      // With model privacy: a seed and one body word for each of the k N public encryptions of zero.
      evaluationKeyBytes: parameters.floodLog2 === null ? 32 : 64 + 8 * dimension,
      inputBytes: cost.inputBytes,
      outputBytes: cost.outputBytes,
    },
    program: printProgram(program),
    log2FailureProbability: Math.max(...failures),
    log2GlobalFailureProbability: Math.min(0, Math.log2(global)),
  };
}

/** What a reply tells the holder of the secret key about the weights, beyond its value. */
function describePrivacy(
  parameters: LevelledParameters,
  products: readonly Product[],
  outputs: number,
): string {
  if (parameters.floodLog2 === null)
    return "none: one reply gives the weights to the holder of the secret key";
  const bound = Math.max(...products.map((product) => boundedError(parameters, oneNorm(product))));
  const bits = statisticalDistanceBits(parameters.floodLog2, bound, outputs);
  return `statistical distance 2^-${bits.toFixed(1)} a reply`;
}
