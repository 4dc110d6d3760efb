import { NoParametersError } from "../../../core/index.ts";
import { calibratedCosts } from "../params/index.ts";
import type { EngineCosts, SecurityLevel } from "../params/index.ts";
import { elementBits, sentBits } from "./bits.ts";
import { RUN_SHARE } from "./cost.ts";
import { log2MixedFailure, maximalMixedVariance, varianceFreedom } from "./failure.ts";
import { decisionHalfWidth, distanceBits, floodLog2For, maximalHiddenVariance } from "./flooding.ts";
import { diagramVariance, hiddenVariance } from "./noise.ts";
import type { DiagramProgram } from "./program.ts";
import { hasParameters, searchParameters } from "./search.ts";
import type { SearchProblem } from "./search.ts";
import { answerBytes, ciphertextBytes, keyPayloadBytes } from "./sizes.ts";
import type { DiagramParameters } from "./shape.ts";
import { tableCmux } from "./vertical.ts";
import { diagramWeights } from "./weights.ts";
import type { DiagramWeights } from "./weights.ts";

/** What the parameters of a circuit of diagrams must hold for. */
export interface DiagramProblem {
  readonly program: DiagramProgram;
  /** log2 of the probability that one output of a sample may be wrong with. */
  readonly log2PError: number;
  readonly security: SecurityLevel;
  /** Bits of statistical distance that replies must keep; undefined without model privacy. */
  readonly statisticalBits?: number | undefined;
  /** Names the problem in messages. */
  readonly where: string;
  /** Those of the machine it will run on. Default: the stored ones. */
  readonly costs?: EngineCosts | undefined;
}

/** What the optimizer knows of its choice. */
export interface DiagramPrediction {
  /** On one thread, for one sample. */
  readonly milliseconds: number;
  readonly keyswitches: number;
  readonly schemeSwitches: number;
  readonly cmux: number;
  readonly keyBytes: number;
  readonly queryBytes: number;
  readonly answerBytes: number;
  /** Memory of one sample's GGSW ciphertexts. */
  readonly memoryBytes: number;
  /** log2 of the probability that one output is wrong, at most. */
  readonly log2Failure: number;
  /** Statistical distance of a reply in bits; undefined without model privacy. */
  readonly statisticalBits?: number | undefined;
}

export interface DiagramChoice {
  readonly parameters: DiagramParameters;
  readonly prediction: DiagramPrediction;
}

/** Bytes of a sealed object besides its payload. */
const ENVELOPE_BYTES = 32;
/** Bits x - min of an element may have: bits are read with 32-bit shifts. */
const MOST_BITS = 31;
/** More statistical distance than any parameters give. */
const MOST_STATISTICAL_BITS = 40;
/** Share of the allowed variance for what the optimizer chooses first; the rest is for words cut on the wire. */
const SHARE = 0.85;

/**
 * The cheapest secure parameters for which every output is exact with the probability asked for: exhaustive over sizes,
 * ciphertexts of a query, and gadgets; those of the expansion's steps by a Lagrange multiplier.
 *
 * @throws NoParametersError where nothing fits, or a range is too wide for bits.
 */
export function chooseDiagramParameters(problem: DiagramProblem): DiagramChoice {
  const { program, statisticalBits } = problem;
  checkRanges(problem);
  const precision = precisionOf(program);
  const found = searchParameters(searchProblem(problem, precision));
  if (found === undefined) throw statisticalBits === undefined ? noRoom(problem) : noPrivacy(problem);
  const weights = diagramWeights(program);
  const outputs = program.bias.length;
  const { levels } = found.parameters.query;
  const limits = varianceLimits(problem, weights, precision, levels);
  const parameters = cutWords(
    found.parameters,
    (candidate, share) =>
      hiddenVariance(candidate, weights, outputs) <= share * limits.hidden &&
      diagramVariance(candidate, weights, outputs) <= share * limits.decided,
  );
  const sent = sentBits(program.inputs).length;
  return {
    parameters,
    prediction: {
      ...found.counts,
      milliseconds: RUN_SHARE * found.counts.milliseconds,
      cmux: program.nodes.length + tableCmux(program, parameters.polynomialSize),
      keyBytes: ENVELOPE_BYTES + keyPayloadBytes(parameters),
      queryBytes: 2 * ENVELOPE_BYTES + parameters.ciphertexts * ciphertextBytes(sent, parameters),
      answerBytes: ENVELOPE_BYTES + answerBytes(parameters, outputs),
      log2Failure: log2MixedFailure(
        diagramVariance(parameters, weights, outputs),
        decisionHalfWidth(parameters),
        varianceFreedom(weights, levels),
      ),
      statisticalBits:
        parameters.floodLog2 === null
          ? undefined
          : distanceBits(parameters.floodLog2, hiddenVariance(parameters, weights, outputs), outputs),
    },
  };
}

/** The most bits of statistical distance that any parameters give the replies of a program; 0 where there is no room. */
export function statisticalRoom(problem: DiagramProblem): number {
  const precision = precisionOf(problem.program);
  const hasRoom = (statisticalBits: number): boolean =>
    hasParameters(searchProblem({ ...problem, statisticalBits }, precision));
  let [fits, fails] = [0, MOST_STATISTICAL_BITS + 1];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (hasRoom(middle)) fits = middle;
    else fails = middle;
  }
  return fits;
}

/** The search for parameters of a program whose sums take `precision` bits. */
function searchProblem(problem: DiagramProblem, precision: number): SearchProblem {
  const { program, security, statisticalBits, costs = calibratedCosts } = problem;
  const sent = sentBits(program.inputs);
  const number = new Map(sent.map(({ element, bit }, i) => [`${element},${bit}`, i]));
  const weights = diagramWeights(program);
  const known = new Map<number, number>();
  return {
    bits: sent.length,
    used: program.bits.map(({ element, bit }) => number.get(`${element},${bit}`)!).sort((a, b) => a - b),
    weights,
    outputs: program.bias.length,
    cmux: (size) => program.nodes.length + tableCmux(program, size),
    precision,
    floodLog2: statisticalBits === undefined ? null : floodLog2For(precision),
    variance: (levels) => {
      let limit = known.get(levels);
      if (limit === undefined) {
        const { hidden, decided } = varianceLimits(problem, weights, precision, levels);
        known.set(levels, (limit = SHARE * Math.min(hidden, decided)));
      }
      return limit;
    },
    security,
    costs,
  };
}

/** The largest variance that flooding hides, and the largest that is decided right. */
function varianceLimits(
  { program, log2PError, statisticalBits }: DiagramProblem,
  weights: DiagramWeights,
  precision: number,
  levels: number,
): { readonly hidden: number; readonly decided: number } {
  const floodLog2 = statisticalBits === undefined ? null : floodLog2For(precision);
  const freedom = varianceFreedom(weights, levels);
  return {
    hidden:
      floodLog2 === null ? Infinity : maximalHiddenVariance(floodLog2, statisticalBits!, program.bias.length),
    decided: maximalMixedVariance(decisionHalfWidth({ precision, floodLog2 }), log2PError, freedom),
  };
}

/** Bits of the widest range of an output. */
export function precisionOf({ ranges }: Pick<DiagramProgram, "ranges">): number {
  const span = ranges.reduce((widest, { min, max }) => Math.max(widest, max - min), 1);
  return Math.ceil(Math.log2(span + 1));
}

/** The fewest bits of keys, query and answer that still travel; each in turn may take a part of what is left. */
function cutWords(
  found: DiagramParameters,
  fits: (candidate: DiagramParameters, share: number) => boolean,
): DiagramParameters {
  let parameters = found;
  const least = found.query.baseLog * found.query.levels + found.expansion.length;
  const fewest = (name: "keyBits" | "queryBits" | "answerBits", from: number, share: number): void => {
    for (let bits = parameters[name] - 1; bits >= from; bits--) {
      const candidate = { ...parameters, [name]: bits };
      if (!fits(candidate, share)) break;
      parameters = candidate;
    }
  };
  // Digits of the body need bits below them that are not zero: for rounding without offset, and the coin.
  const switched = found.schemeSwitch.baseLog * found.schemeSwitch.levels + 8;
  fewest("keyBits", switched, SHARE + 0.04);
  fewest("queryBits", least, SHARE + 0.07);
  fewest("answerBits", 1, 1);
  return parameters;
}

function checkRanges({ program, where }: DiagramProblem): void {
  elementBits(program.inputs).forEach(({ min, max, bits }, element) => {
    if (bits <= MOST_BITS) return;
    throw new NoParametersError({
      where,
      problem: `element ${element} of the sample has the range ${min} to ${max}, ${bits} bits`,
      allowed: `at most ${MOST_BITS} bits an element that travels as bits`,
      remedy: "lower nBits of the inputs",
    });
  });
}

function noRoom(problem: DiagramProblem): NoParametersError {
  const { program, log2PError, where } = problem;
  const precision = precisionOf(program);
  let possible = precision - 1;
  while (possible > 0 && !hasParameters(searchProblem(problem, possible))) possible--;
  const roots = program.roots.length;
  const width = program.bias.length;
  return new NoParametersError({
    where,
    problem:
      `sums of ${roots} diagrams with ${program.nodes.length} nodes, ${precision} bits wide, ${width} outputs:` +
      ` no secure parameters keep them exact at p_error 2^${log2PError.toFixed(1)}`,
    allowed:
      possible > 0
        ? `sums of at most ${possible} bits for diagrams of this size`
        : "fewer bits, diagrams or outputs: not even one bit fits",
    remedy:
      "lower opLeaves, use fewer or shallower trees, fewer input bits, or a larger pError;" +
      ' lookups: "bootstraps" takes seconds instead of milliseconds',
  });
}

/** What model privacy these diagrams could have is not what was asked for: how much they could, and what that costs. */
function noPrivacy(problem: DiagramProblem): NoParametersError {
  const { program, where, statisticalBits } = problem;
  const plain = chooseDiagramParameters({ ...problem, statisticalBits: undefined });
  const bits = statisticalRoom(problem);
  const milliseconds = (of: number | undefined): string =>
    chooseDiagramParameters({ ...problem, statisticalBits: of }).prediction.milliseconds.toPrecision(2);
  return new NoParametersError({
    where,
    problem:
      `modelPrivacy: a statistical distance of 2^-${statisticalBits!} leaves no room for sums of` +
      ` ${plain.parameters.precision} bits over ${program.nodes.length} CMUX, ${program.bias.length} outputs`,
    allowed:
      bits > 0
        ? `at most ${bits} bits here, at ${milliseconds(bits)} ms a run instead of ${milliseconds(undefined)}`
        : "narrower sums of fewer gates: none of this size can be flooded",
    remedy:
      (bits > 0 ? `pass modelPrivacy: { statisticalBits: ${bits} }; ` : "") +
      "each bit less of opLeaves, and each halving of the classes, makes room for one bit more",
  });
}
